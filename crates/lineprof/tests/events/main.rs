//! Events are counted on the lines where they happen.
#![cfg(all(target_os = "linux", feature = "cli"))]

#[path = "../built/mod.rs"]
mod built;
mod refused;

use built::{Built, build, record};
use lineprof::recording::{Backend, Event};
use lineprof::{Config, Profile};
use nix::sys::resource::{UsageWho, getrusage};
use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::hint::black_box;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};

fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
}

fn config(events: &[Event]) -> Config {
    Config { events: events.to_vec(), ..Config::default() }
}

/// What was counted on the lines that end with a comment, by the comment.
fn counted(profile: &Profile, event: Event) -> BTreeMap<String, u64> {
    let lines = profile.lines().by_counter;
    let lines = lines.iter().find(|lines| lines.event == event).unwrap_or_else(|| panic!("{}", profile.quality()));
    let of_comment = lines.hot.iter().filter_map(|line| {
        let (_, comment) = line.contents.split_once("; // ")?;
        Some((comment.to_owned(), line.own.samples))
    });
    of_comment.collect()
}

fn total(profile: &Profile, event: Event) -> (u64, u64) {
    let counter = profile.recording.counters.iter().find(|counter| counter.event == event);
    counter.map(|counter| (counter.total, counter.with_stack())).unwrap_or_default()
}

/// Checks that no line of `programs/faults.rs` has more counts than faults, and that the total is exact. Returns whether
/// every line has all its faults.
fn is_exact(profile: &Profile, [n, m, threads]: [u64; 3]) -> bool {
    let lines = counted(profile, Event::PageFaults);
    let expected = [("filled 20", 20), ("filled 40", 40), ("n", n), ("m", m)];
    let expected: BTreeMap<String, u64> = expected.map(|(line, number)| (line.to_owned(), number * threads)).into();
    assert!(lines.iter().all(|(line, number)| *number <= expected[line]), "{lines:?}");
    let (total, of_lines) = (total(profile, Event::PageFaults).0, expected.values().sum::<u64>());
    assert!((of_lines + 20..of_lines + 500).contains(&total), "those of the program's start beside: {total}");
    lines == expected
}

#[test]
fn pages_are_counted_on_the_lines_that_touch_them_first() {
    let built = build(include_str!("programs/faults.rs"), &[]);
    for numbers in [[1000, 3000, 1], [1000, 3000, 2], [3000, 80_000, 1]] {
        let config = config(&[Event::PageFaults]);
        let arguments = numbers.map(|number| number.to_string());
        let Some((status, recording)) = record(&config, Command::new(&built.program).args(arguments)) else { return };
        assert!(status.success(), "{status}");
        let profile = Profile::of(recording, &config).expect("there are no globs");
        assert!(is_exact(&profile, numbers), "{:?}\n{}", counted(&profile, Event::PageFaults), profile.quality());
    }
}

/// The program `lineprof` and another, where every user may execute them and write beside them.
struct Shared {
    built: Built,
    lineprof: PathBuf,
}

fn shared(text: &str) -> Shared {
    let built = build(text, &[]);
    let lineprof = built.folder.path().join("lineprof");
    fs::copy(env!("CARGO_BIN_EXE_lineprof"), &lineprof).expect("it can be copied");
    fs::set_permissions(built.folder.path(), Permissions::from_mode(0o777)).expect("it is ours");
    Shared { built, lineprof }
}

/// Runs `lineprof` as a user without privileges; `None` where this user may not switch to one.
fn unprivileged(Shared { built, lineprof }: &Shared, arguments: &[&str]) -> Option<Output> {
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(lineprof).args(arguments);
    let output = command.current_dir(&built.folder).output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    if text.starts_with("setpriv: ") || text.contains("perf_event_open is refused") {
        skip(&format!("events without privileges: {text}"));
        return None;
    }
    assert_eq!(output.status.code(), Some(0), "{text}");
    Some(output)
}

/// A user's rings hold few samples, so a busy machine may lose some. Losses are reported, and one of a few runs has none.
#[test]
fn pages_are_counted_without_privileges() {
    let shared = shared(include_str!("programs/faults.rs"));
    for run in 0.. {
        let arguments = ["record", "--event", "page-faults", "--", "./busy", "300", "1000", "2"];
        if unprivileged(&shared, &arguments).is_none() {
            return;
        }
        let path = shared.built.folder.path().join("lineprof.out/lineprof.json");
        let profile = Profile::read_json(&path).expect("it was written");
        if is_exact(&profile, [300, 1000, 2]) {
            return;
        }
        let quality = profile.quality();
        let of_event = quality.counters[0];
        assert!(of_event.without_sample.samples + of_event.without_callers.samples > 0, "a loss is told: {quality}");
        assert!(run < 10, "{quality}");
    }
}

#[test]
fn switches_of_a_thread_are_counted_where_it_sleeps() {
    let built = build(include_str!("programs/switches.rs"), &[]);
    let config = config(&[Event::ContextSwitches, Event::CpuMigrations]);
    let mut command = Command::new("sh");
    command.args(["-c", "./busy > printed"]).current_dir(&built.folder);
    let Some((_, recording)) = record(&config, &mut command) else { return };
    if recording.counters.is_empty() {
        return skip("context-switches: this user may not count in the kernel");
    }
    let profile = Profile::of(recording, &config).expect("there are no globs");
    let printed = fs::read_to_string(built.folder.path().join("printed")).expect("it was written");
    let (known, found) = (printed.trim().parse::<u64>().unwrap(), counted(&profile, Event::ContextSwitches)["sleeps"]);
    // The loop may lose its CPU outside of that line too.
    assert!(known >= 100 && (known.saturating_sub(3)..=known).contains(&found), "{found} of {known}");
}

const PAGES: usize = 500;

#[inline(never)]
fn touch(memory: &mut [u8]) {
    for page in memory.chunks_mut(4096).skip(1).take(PAGES) {
        *black_box(&mut page[0]) = 1; // touched
    }
}

#[test]
fn this_process_counts_its_own_threads() {
    let _turn = built::TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let faults = || getrusage(UsageWho::RUSAGE_THREAD).expect("of this thread").minor_page_faults();
    let work = || {
        let mut memory = vec![0_u8; (PAGES + 2) * 4096];
        let before = faults();
        touch(black_box(&mut memory));
        faults() - before
    };
    let run = || std::thread::scope(|scope| [0, 1].map(|_| scope.spawn(work)).map(|thread| thread.join().unwrap()));
    let run = || {
        assert!(Command::new("true").status().expect("it starts").success());
        run()
    };
    let (found, profile) = lineprof::profile(&config(&[Event::PageFaults]), run).expect("some sampler starts");
    if profile.recording.backend != Backend::PerfEvent {
        return skip("events of this process: no counters");
    }
    let lines = counted(&profile, Event::PageFaults);
    let (total, with_stack) = total(&profile, Event::PageFaults);
    assert_eq!(total, with_stack, "without those of the child");
    let sum = found.iter().sum::<i64>().unsigned_abs();
    assert!(sum > 0 && lines.get("touched") == Some(&sum), "{lines:?}, {found:?}\n{}", profile.quality());
}
