//! Many recordings, one after another.

use crate::{again, part, skip, succeeds, this};
use lineprof::{Choice, Config, Error, Recorder};
use std::fs;

/// How many open files, threads and kilobytes of memory this process has.
fn held() -> [usize; 3] {
    let count = |folder: &str| fs::read_dir(folder).expect("it can be listed").count();
    let status = fs::read_to_string("/proc/self/status").expect("it can be read");
    let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it is told");
    let memory = memory.trim().trim_end_matches(" kB").parse().expect("a number");
    [count("/proc/self/fd"), count("/proc/self/task"), memory]
}

fn cycle(backend: Choice, times: usize) {
    let config = Config { backend, ..Config::default() };
    let once = || match Recorder::start(&config) {
        Ok(recorder) => {
            drop(recorder.stop());
            true
        }
        Err(Error::Backend { reason, .. }) => {
            skip(&format!("cycles of {backend:?}: {reason}"));
            false
        }
        Err(error) => panic!("{backend:?}: {error}"),
    };
    // What is kept for good is there after the first few.
    if (0..10).any(|_| !once()) {
        return;
    }
    let before = held();
    for _ in 0..times {
        assert!(once(), "{backend:?} starts again");
    }
    let after = held();
    assert_eq!(before[..2], after[..2], "{backend:?}: open files and threads, after {times} recordings");
    assert!(after[2] < before[2] + 20_000, "{backend:?}: {} kB, then {} kB", before[2], after[2]);
}

/// In a process of its own, where no other test opens files or starts threads.
fn alone(test: &str, backend: Choice, times: usize) {
    match part() {
        Some(_) => cycle(backend, times),
        None => {
            let said = succeeds(&mut again(&this(), test, "cycle"));
            said.lines().filter(|line| line.starts_with("skipped: ")).for_each(|line| skip(&line[9..]));
        }
    }
}

#[test]
fn a_thousand_recordings_leave_nothing_behind() {
    alone("cycles::a_thousand_recordings_leave_nothing_behind", Choice::PerfEvent, 1000);
}

#[test]
fn a_thousand_recordings_by_timers_leave_nothing_behind() {
    alone("cycles::a_thousand_recordings_by_timers_leave_nothing_behind", Choice::ThreadTimer, 1000);
}

#[test]
fn recordings_by_pprof_leave_nothing_behind() {
    alone("cycles::recordings_by_pprof_leave_nothing_behind", Choice::Pprof, 100);
}
