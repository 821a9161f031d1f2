//! What a profile says of a program whose costs are known, and what it would say with the usual mistakes.
#![expect(clippy::cast_precision_loss, reason = "shares of samples, of a few digits")]

mod program;
mod wrappers;

use lineprof::recording::Recording;
use lineprof::{Config, Mistakes, Profile, Recorder};
use program::{LINES, Work};
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
static RECORDING: LazyLock<Recording> = LazyLock::new(|| record(|| program::run(Work::default())));

fn config() -> Config {
    Config { transparent: vec!["tests/attribution/wrappers.rs".to_owned()], ..Config::default() }
}

fn profile(mistakes: Mistakes) -> Profile {
    Profile::mistaken(RECORDING.clone(), &config(), mistakes).expect("the glob is one")
}

/// Inclusive samples of the lines of functions whose names hold this, by line.
fn lines(profile: &Profile, function: &str) -> BTreeMap<u32, u64> {
    let mut lines = BTreeMap::new();
    for table in profile.lines().tables.iter().filter(|table| table.function.contains(function)) {
        for row in table.rows.iter().filter(|row| row.inclusive > 0) {
            *lines.entry(row.number).or_default() += row.inclusive;
        }
    }
    lines
}

/// The shares of the lines, of what lies on all of them; and how much lies on them.
fn shares<const N: usize>(costs: &BTreeMap<u32, u64>, wanted: [u32; N]) -> ([f64; N], u64) {
    let cost = wanted.map(|line| costs.get(&line).copied().unwrap_or(0));
    let total: u64 = cost.iter().sum();
    (cost.map(|cost| cost as f64 / total.max(1) as f64), total)
}

/// Whether shares are as they should be, as far as so many samples can tell.
fn close<const N: usize>(found: [f64; N], expected: [f64; N], samples: u64) -> bool {
    let far = |p: f64| (0.03_f64).max(4.0 * (p * (1.0 - p) / samples.max(1) as f64).sqrt());
    samples > 100 && found.iter().zip(expected).all(|(found, p)| (found - p).abs() <= far(p))
}

/// Whether this machine gives no addresses of instructions; said once a test.
fn no_lines() -> bool {
    let none = !RECORDING.backend.has_lines();
    if none {
        let _ = writeln!(std::io::stderr(), "skipped: lines: no sampler here takes addresses");
    }
    none
}

#[test]
fn lines_that_cost_70_20_and_10_are_found_to() {
    if no_lines() {
        return;
    }
    let (found, samples) = shares(&lines(&profile(Mistakes::default()), "program::split"), LINES.split);
    assert!(close(found, [0.7, 0.2, 0.1], samples), "{found:?} of {samples}");
}

#[test]
fn functions_that_cost_70_20_and_10_are_found_to() {
    if no_lines() {
        return;
    }
    let functions = profile(Mistakes::default()).functions();
    let cost = ["program::seventy", "program::twenty", "program::ten"].map(|name| {
        let row = functions.rows.iter().find(|row| row.name.ends_with(name));
        row.unwrap_or_else(|| panic!("{name} is in {functions}")).own.samples
    });
    let total: u64 = cost.iter().sum();
    let found = cost.map(|cost| cost as f64 / total as f64);
    assert!(close(found, [0.7, 0.2, 0.1], total), "{found:?} of {total}");
}

#[test]
fn two_threads_have_the_same_lines_and_their_own_shares() {
    if no_lines() {
        return;
    }
    let work = Work { rounds: 40_000, ..Work::none() };
    let recording = record(|| {
        std::thread::scope(|scope| {
            scope.spawn(move || program::run(Work { rounds: 2 * work.rounds, ..work }));
            scope.spawn(move || program::run(work));
        });
    });
    let profile = Profile::of(recording, &config()).expect("the glob is one");
    let (found, samples) = shares(&lines(&profile, "program::split"), LINES.split);
    assert!(close(found, [0.7, 0.2, 0.1], samples), "{found:?} of {samples}");
    let threads = profile.threads();
    let (first, second) = (threads.rows[0].share.samples, threads.rows[1].share.samples);
    let share = first as f64 / (first + second) as f64;
    assert!(close([share], [2.0 / 3.0], first + second), "{threads}");
}

#[test]
fn samples_come_at_the_rate_that_is_asked_for() {
    let quality = profile(Mistakes::default()).quality();
    if RECORDING.backend != lineprof::recording::Backend::PerfEvent {
        let _ = writeln!(std::io::stderr(), "skipped: rate: no perf_event_open");
        return;
    }
    let least = 0.85 * f64::from(quality.asked_hz) * quality.cpu.as_secs_f64();
    assert!(quality.samples as f64 >= least, "{quality}");
}

#[test]
fn every_sample_is_in_every_view() {
    let profile = profile(Mistakes::default());
    let total = profile.recording.total();
    let sum = |shares: Vec<u64>| shares.into_iter().sum::<u64>();
    assert_eq!(sum(profile.lines().hot.iter().map(|line| line.own.samples).collect()), total, "lines");
    assert_eq!(sum(profile.functions().rows.iter().map(|row| row.own.samples).collect()), total, "functions");
    assert_eq!(sum(profile.threads().rows.iter().map(|row| row.share.samples).collect()), total, "threads");
}

/// How many of the leaves in `alternate` whose instruction tells its line have that line, and how many another.
fn leaves_by_their_instructions(profile: &Profile) -> (usize, usize) {
    let program = std::env::current_exe().and_then(std::fs::read).expect("this program can be read");
    let (mut right, mut wrong) = (0, 0);
    for leaf in profile.symbols.locations.iter().filter(|location| location.leaf) {
        let inside = leaf.frames.iter().find(|frame| profile.symbols.name(frame.function).contains("alternate"));
        let line = match &program[usize::try_from(leaf.pc.offset).expect("an offset")..] {
            [0x90, ..] => LINES.nothing,
            [0x48 | 0x4d, 0x0f, 0xaf, ..] => LINES.multiply,
            _ => continue,
        };
        if let Some(frame) = inside {
            *(if frame.line == Some(line) { &mut right } else { &mut wrong }) += 1;
        }
    }
    (right, wrong)
}

#[test]
fn a_leaf_looked_up_a_byte_before_would_be_seen() {
    if cfg!(not(target_arch = "x86_64")) {
        let _ = writeln!(std::io::stderr(), "skipped: leaves by their instructions: only known for x86-64");
        return;
    }
    if no_lines() {
        return;
    }
    let (right, wrong) = leaves_by_their_instructions(&profile(Mistakes::default()));
    assert!(right > 0 && wrong == 0, "{right} leaves have the lines of their instructions, {wrong} have not");
    let mistaken = profile(Mistakes { leaf_before: true, ..Mistakes::default() });
    let (_, wrong) = leaves_by_their_instructions(&mistaken);
    assert!(wrong > 0, "no leaf has the line before");
}

#[test]
fn samples_merged_by_the_starts_of_functions_would_be_seen() {
    if no_lines() {
        return;
    }
    let merged = profile(Mistakes { function_start: true, ..Mistakes::default() });
    let (found, samples) = shares(&lines(&merged, "program::split"), LINES.split);
    assert!(!close(found, [0.7, 0.2, 0.1], samples), "{found:?} of {samples}");
}

#[test]
fn inlined_frames_of_others_that_are_not_stepped_over_would_be_seen() {
    if no_lines() {
        return;
    }
    let with_line = |mistakes| profile(mistakes).quality().with_line.value();
    let right = with_line(Mistakes::default());
    let wrong = with_line(Mistakes { no_skipping: true, ..Mistakes::default() });
    assert!(right > 0.97 && wrong < 0.9, "{right:.3} of the samples have a line, without skipping {wrong:.3}");
}

#[test]
fn instances_of_a_generic_function_merged_by_name_would_be_seen() {
    if no_lines() {
        return;
    }
    let instances = |mistakes| {
        let functions = profile(mistakes).functions();
        let own = |row: &&lineprof::views::FunctionRow| row.name.contains("program::generic");
        let mut found: Vec<u64> = functions.rows.iter().filter(own).map(|row| row.own.samples).collect();
        found.retain(|&samples| samples > 0);
        found
    };
    let right = instances(Mistakes::default());
    assert_eq!(right.len(), 2, "two instances: {right:?}");
    let total: u64 = right.iter().sum();
    let found = [right[0] as f64 / total as f64];
    assert!(close(found, [0.75], total), "{found:?} of {total}");
    assert_eq!(instances(Mistakes { by_bare_name: true, ..Mistakes::default() }).len(), 1, "merged");
}

#[test]
fn wrappers_that_are_not_transparent_would_be_seen() {
    if no_lines() {
        return;
    }
    let in_wrappers = |transparent: Vec<String>| -> u64 {
        let config = Config { transparent, ..Config::default() };
        let lines = Profile::of(RECORDING.clone(), &config).expect("the glob is one").lines();
        let inside = lines.hot.iter().filter(|line| line.place.ends_with("wrappers.rs"));
        inside.map(|line| line.own.samples).sum()
    };
    assert_eq!(in_wrappers(config().transparent), 0, "stepped over");
    assert!(in_wrappers(Vec::new()) > 100, "charged");
}
