//! What a profile shows of a program with known costs, and that the usual errors of profilers would be detected.

mod faults;
mod program;
mod wrappers;

use lineprof::recording::{Backend, Recording};
use lineprof::{Config, Profile, Recorder};
use program::{MULTIPLY, NOTHING, SPLIT_LINES, run_split};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Only one recording runs at a time, and nothing else meanwhile.
static TURN: Mutex<()> = Mutex::new(());

fn record(work: impl FnOnce()) -> Recording {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let recorder = Recorder::start(&Config::default()).expect("some sampler starts");
    work();
    recorder.stop()
}

/// One recording of all the work, for every test that looks at it.
static RECORDING: LazyLock<Recording> = LazyLock::new(|| record(program::run));

fn config() -> Config {
    Config { transparent: vec!["tests/attribution/wrappers.rs".to_owned()], ..Config::default() }
}

fn profile_of(recording: &Recording) -> Profile {
    Profile::of(recording.clone(), &config()).expect("the glob is valid")
}

/// The profile of all the work; `None`, which is reported, where this machine gives no addresses of instructions.
fn profile() -> Option<Profile> {
    if !RECORDING.backend.has_lines() {
        skip("lines: no sampler here records addresses");
        return None;
    }
    Some(profile_of(&RECORDING))
}

fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
}

fn lines(profile: &Profile, function: &str) -> BTreeMap<u32, u64> {
    let mut lines = BTreeMap::new();
    for table in profile.lines().tables.iter().filter(|table| table.function.contains(function)) {
        for row in table.rows.iter().filter(|row| row.inclusive > 0) {
            *lines.entry(row.number).or_default() += row.inclusive;
        }
    }
    lines
}

fn shares<const N: usize>(counts: [u64; N]) -> ([f64; N], u64) {
    let total: u64 = counts.iter().sum();
    (counts.map(|count| count as f64 / total.max(1) as f64), total)
}

/// The shares of the three lines of `split`, and their samples.
fn split(profile: &Profile) -> ([f64; 3], u64) {
    let costs = lines(profile, "program::split");
    shares(SPLIT_LINES.map(|line| costs.get(&line).copied().unwrap_or(0)))
}

/// Whether shares are as expected, within the error of this many samples.
fn close<const N: usize>((found, samples): ([f64; N], u64), expected: [f64; N]) -> bool {
    let far = |p: f64| (0.03_f64).max(4.0 * (p * (1.0 - p) / samples.max(1) as f64).sqrt());
    samples > 100 && found.iter().zip(expected).all(|(found, p)| (found - p).abs() <= far(p))
}

#[test]
fn lines_that_cost_70_20_and_10_percent_have_these_shares() {
    let Some(profile) = profile() else { return };
    let found = split(&profile);
    assert!(close(found, [0.7, 0.2, 0.1]), "{found:?}");
}

#[test]
fn functions_that_cost_70_20_and_10_percent_have_these_shares() {
    let Some(profile) = profile() else { return };
    let functions = profile.functions();
    let found = shares(["program::seventy", "program::twenty", "program::ten"].map(|name| {
        let row = functions.rows.iter().find(|row| row.name.ends_with(name));
        row.unwrap_or_else(|| panic!("{name} is in {functions}")).own.samples
    }));
    assert!(close(found, [0.7, 0.2, 0.1]), "{found:?}");
}

#[test]
fn two_threads_have_the_same_lines_and_their_own_shares() {
    if profile().is_none() {
        return;
    }
    let profile = profile_of(&record(|| {
        std::thread::scope(|scope| {
            scope.spawn(|| run_split(80_000));
            scope.spawn(|| run_split(40_000));
        });
    }));
    let found = split(&profile);
    assert!(close(found, [0.7, 0.2, 0.1]), "{found:?}");
    let threads = profile.threads();
    // Other tests may look addresses up meanwhile, on threads of theirs.
    let ours = threads.rows.iter().filter(|row| row.hottest.contains("program::"));
    let [double, single] = ours.map(|row| row.share.samples).collect::<Vec<_>>()[..] else { panic!("{threads}") };
    let found = shares([double, single]);
    assert!(close(found, [2.0 / 3.0, 1.0 / 3.0]), "{threads}");
}

#[test]
fn samples_come_at_the_requested_rate() {
    let profile = profile_of(&RECORDING);
    let quality = profile.quality();
    if RECORDING.backend != Backend::PerfEvent {
        return skip("rate: no perf_event_open");
    }
    let least = 0.85 * f64::from(RECORDING.asked_hz) * RECORDING.cpu.as_secs_f64();
    assert!(quality.samples as f64 >= least, "{quality}");
}

#[test]
fn every_view_has_every_sample() {
    let profile = profile_of(&RECORDING);
    let total = profile.recording.total();
    assert_eq!(profile.lines().hot.iter().map(|line| line.own.samples).sum::<u64>(), total, "lines");
    assert_eq!(profile.functions().rows.iter().map(|row| row.own.samples).sum::<u64>(), total, "functions");
    let quality = profile.quality();
    let parts = [quality.with_line, quality.elsewhere, quality.line_zero, quality.unresolved];
    assert_eq!(parts.map(|share| share.samples).iter().sum::<u64>(), total, "quality");
    assert_eq!(profile.threads().rows.iter().map(|row| row.share.samples).sum::<u64>(), total, "threads");
}

/// How many leaves in `alternate` have the line of the instruction at their address, and how many have another line.
/// Each leaf was looked up this many bytes before its address.
fn leaves_by_their_instructions(profile: &Profile, before: u64) -> (usize, usize) {
    let program = std::env::current_exe().and_then(std::fs::read).expect("this program can be read");
    let (mut right, mut wrong) = (0, 0);
    for leaf in profile.symbols.locations.iter().filter(|location| location.leaf) {
        let inside = leaf.frames.iter().find(|frame| profile.symbols.name(frame.function).contains("alternate"));
        let line = match &program[usize::try_from(leaf.pc.offset + before).expect("an offset")..] {
            [0x90, ..] => NOTHING,
            [0x48 | 0x4d, 0x0f, 0xaf, ..] => MULTIPLY,
            _ => continue,
        };
        if let Some(frame) = inside {
            *(if frame.line == Some(line) { &mut right } else { &mut wrong }) += 1;
        }
    }
    (right, wrong)
}

#[test]
fn a_leaf_looked_up_a_byte_before_its_address_is_detected() {
    if cfg!(not(target_arch = "x86_64")) {
        return skip("leaves by their instructions: only known for x86-64");
    }
    let Some(profile) = profile() else { return };
    let (right, wrong) = leaves_by_their_instructions(&profile, 0);
    assert!(right > 0 && wrong == 0, "{right} leaves have the lines of their instructions, {wrong} have not");
    let (_, wrong) = leaves_by_their_instructions(&profile_of(&faults::leaf_before(&RECORDING)), 1);
    assert!(wrong > 0, "no leaf has the line before");
}

#[test]
fn samples_merged_by_the_starts_of_functions_are_detected() {
    if profile().is_none() {
        return;
    }
    let found = split(&profile_of(&faults::function_start(&RECORDING)));
    assert!(!close(found, [0.7, 0.2, 0.1]), "{found:?}");
}

#[test]
fn foreign_inlined_frames_that_are_not_stepped_over_are_detected() {
    let Some(profile) = profile() else { return };
    let right = profile.quality().with_line.value();
    let wrong = faults::innermost_only(&profile).quality().with_line.value();
    assert!(right > 0.97 && wrong < 0.9, "{right:.3} of the samples have a line, without stepping over {wrong:.3}");
}

#[test]
fn instances_of_a_generic_function_merged_by_name_are_detected() {
    let Some(profile) = profile() else { return };
    let instances = |profile: &Profile| -> Vec<u64> {
        let functions = profile.functions_by_instance();
        let rows = functions.rows.into_iter().filter(|row| row.name.contains("program::generic"));
        rows.map(|row| row.own.samples).filter(|&samples| samples > 0).collect()
    };
    let right = instances(&profile);
    let [thrice, once] = right[..] else { panic!("two instances: {right:?}") };
    assert!(close(shares([thrice, once]), [0.75, 0.25]), "{right:?}");
    assert_eq!(instances(&faults::merged_by_bare_name(&profile)).len(), 1, "merged");
}

#[test]
fn a_library_function_without_a_frame_is_charged_to_the_function_that_calls_it() {
    let Some(profile) = profile() else { return };
    if RECORDING.backend != Backend::PerfEvent {
        return skip("callers by unwind tables: no perf_event_open");
    }
    let rows = profile.functions().rows.into_iter().filter(|row| row.name.ends_with("program::compare"));
    let [own, inclusive] =
        rows.fold([0, 0], |[own, inclusive], row| [own + row.own.samples, inclusive + row.inclusive.samples]);
    assert!(own > 100 && own == inclusive, "{own} of {inclusive} samples: {}", profile.functions());
    assert!(profile.quality().rooted.value() > 0.98, "{}", profile.quality());
}

#[test]
fn wrappers_that_are_not_transparent_are_detected() {
    if profile().is_none() {
        return;
    }
    let in_wrappers = |transparent: Vec<String>| -> u64 {
        let config = Config { transparent, ..Config::default() };
        let lines = Profile::of(RECORDING.clone(), &config).expect("the glob is valid").lines();
        let inside = lines.hot.iter().filter(|line| line.place.ends_with("wrappers.rs"));
        inside.map(|line| line.own.samples).sum()
    };
    assert_eq!(in_wrappers(config().transparent), 0, "stepped over");
    assert!(in_wrappers(Vec::new()) > 100, "charged");
}
