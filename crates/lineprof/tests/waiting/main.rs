//! Time off the CPU is what the program itself measured around its lines.
#![cfg(target_os = "linux")]

#[path = "../built/mod.rs"]
mod built;
#[cfg(feature = "cli")]
mod commands;
mod here;

use built::{Built, build, record};
use lineprof::recording::{Recording, Thread};
use lineprof::{Config, Profile};
use std::collections::HashMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const CALIBRATED: &str = include_str!("programs/calibrated.rs");
const WITH_FRAME_POINTERS: &[&str] = &["-C", "force-frame-pointers=yes", "-C", "llvm-args=-enable-shrink-wrap=false"];

/// Nanoseconds, by the name of the thread and the word at the end of the line.
type Times = HashMap<(String, String), u64>;

/// A profile with waiting, and what the program printed; `None` where this machine cannot record any.
fn profile(built: &Built, arguments: &[&str]) -> Option<(Profile, Times)> {
    let (config, printed) = (Config { wall: true, ..Config::default() }, built.folder.path().join("printed"));
    let mut command = Command::new(&built.program);
    command.args(arguments).current_dir(&built.folder).stdout(File::create(&printed).expect("it can be created"));
    let (status, recording) = record(&config, &mut command)?;
    assert!(status.success(), "{status}");
    let printed = fs::read_to_string(printed).expect("it can be read");
    Some((Profile::of(recording, &config).expect("there are no globs"), times(&printed)))
}

/// What lines like `thread word 123` say.
fn times(printed: &str) -> Times {
    let time = |line: &str| {
        let [thread, word, time] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        ((thread.to_owned(), word.to_owned()), time.parse().expect("a number"))
    };
    printed.lines().map(time).collect()
}

/// The time that each thread waited in each line with a word at its end, and the number of waits that it is from.
fn waited(profile: &Profile, folder: &Path) -> HashMap<(String, String), (u64, u64)> {
    let source = fs::read_to_string(folder.join("busy.rs")).expect("it can be read");
    let words: Vec<&str> = source.lines().map(|line| line.rsplit_once("// ").map_or("", |(_, word)| word)).collect();
    let mut waited = HashMap::new();
    for count in &profile.recording.waiting().expect("it was recorded").counts {
        let line = profile.charged(count.stack).and_then(|frame| frame.line).unwrap_or(0);
        let word = words.get((line as usize).wrapping_sub(1)).copied().unwrap_or_default();
        let thread = &profile.recording.threads[usize::from(count.thread)].name;
        let (time, number) = waited.entry((thread.clone(), word.to_owned())).or_insert((0, 0));
        *time += count.amount;
        *number += 1;
    }
    waited
}

/// Whether two times differ by at most 3 %.
fn close(found: u64, expected: u64) -> bool {
    found.abs_diff(expected) as f64 <= 0.03 * expected as f64
}

fn check_lines(profile: &Profile, times: &Times, folder: &Path) {
    let waited = waited(profile, folder);
    for (line, &expected) in times.iter().filter(|((_, word), _)| !["elapsed", "cpu"].contains(&&**word)) {
        let found = waited.get(line).map_or(0, |(time, _)| *time);
        assert!(close(found, expected), "{line:?}: {found} and not {expected}: {waited:#?}\n{}", profile.quality());
    }
}

fn check_stacks(recording: &Recording) {
    let (waiting, waits) = (recording.waiting().expect("it was recorded"), recording.waits.expect("it was recorded"));
    let with_stack: u64 = waiting.counts.iter().map(|count| count.amount).sum();
    assert!(with_stack <= waiting.total && with_stack > waiting.total / 100 * 98, "{with_stack}: {}", waiting.total);
    assert!(waits.cut_ns < waiting.total / 100, "{waits:?} of {}", waiting.total);
}

#[test]
fn sleeping_locks_and_pipes_are_recovered_by_line_and_by_thread() {
    for flags in [&[][..], WITH_FRAME_POINTERS, &["-C", "panic=abort", "-C", "opt-level=1"]] {
        let built = build(CALIBRATED, flags);
        let long = ["slow", "40000", "5", "slower", "60000", "3"];
        let Some((profile, times)) = profile(&built, &long) else { return };
        assert_eq!(times.len(), 6, "three lines on two threads");
        check_lines(&profile, &times, built.folder.path());
        if cfg!(target_arch = "x86_64") {
            check_stacks(&profile.recording);
        }
    }
}

#[test]
fn the_time_of_waits_too_short_to_be_met_is_shared_among_those_that_are() {
    let built = build(CALIBRATED, &[]);
    let Some((profile, times)) = profile(&built, &["quick", "200", "1500"]) else { return };
    let waited = waited(&profile, built.folder.path());
    let quick = || waited.iter().filter(|((thread, _), _)| thread == "quick");
    for line in times.keys() {
        assert!(waited.contains_key(line), "{line:?}: {waited:#?}");
    }
    let (time, number) = quick().fold((0, 0), |all, (_, one)| (all.0 + one.0, all.1 + one.1));
    let thread = profile.recording.threads.iter().find(|thread| thread.name == "quick").expect("it was seen");
    let waits = profile.recording.waits.expect("it was recorded").number;
    assert!(number < 4500 && waits > 4500, "{number} of {waits} waits were met");
    assert!(close(time, u64::try_from(thread.waiting.as_nanos()).expect("a short time")), "{time}: {thread:?}");
    let known = time + u64::try_from(thread.ready.as_nanos()).expect("a short time");
    assert!(known > times.values().sum::<u64>() / 100 * 97, "the program waited for {times:?}: {known}");
}

#[test]
fn each_kind_of_waiting_is_recovered_and_all_time_of_a_thread_is_known() {
    let built = build(include_str!("programs/kinds.rs"), &[]);
    let Some((profile, times)) = profile(&built, &[]) else { return };
    check_lines(&profile, &times, built.folder.path());
    for name in ["works", "first", "second"] {
        let of_name = |thread: &&Thread| thread.name == name;
        let thread = profile.recording.threads.iter().find(of_name).expect("it was seen");
        let time = |word: &str| Duration::from_nanos(times[&(name.to_owned(), word.to_owned())]);
        let (elapsed, cpu, Thread { waiting, ready, .. }) = (time("elapsed"), time("cpu"), thread);
        let known = cpu + *waiting + *ready;
        assert!(known.abs_diff(elapsed) < elapsed.mul_f64(0.03), "{known:?} of {times:?}: {thread:?}");
        match name {
            "works" => assert!(waiting.as_millis() >= 200, "it slept 20 times 10 ms: {thread:?}"),
            _ => assert!(*ready > elapsed / 10 && *waiting < *ready / 2, "it wanted to run: {thread:?}"),
        }
    }
}
