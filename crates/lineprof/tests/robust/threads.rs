//! Threads and processes that start and end during a recording.

use crate::{burn, part, profile, rerun, samples_in, this_program, turn};
use lineprof::recording::Backend;
use std::collections::HashSet;
use std::fs;
use std::hint::black_box;
use std::process::{self, Command};
use std::thread;

const THREADS: usize = 400;

#[inline(never)]
fn briefly() -> u64 {
    black_box((0..black_box(3_000_000_u64)).fold(1, |x, i| (x ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

#[test]
fn threads_that_start_and_end_meanwhile_are_sampled() {
    let _turn = turn();
    let work = || {
        for _ in 0..THREADS / 8 {
            let threads = [(); 8].map(|()| thread::Builder::new().name("worker".to_owned()).spawn(briefly));
            let _ = threads.map(|thread| thread.expect("it starts").join().expect("no panic"));
        }
    };
    let config = lineprof::Config { hz: 1999, ..lineprof::Config::default() };
    let ((), profile) = lineprof::profile(&config, work).expect("some sampler starts");
    let (quality, recording) = (profile.quality(), &profile.recording);
    let tids: HashSet<u32> = recording.threads.iter().map(|thread| thread.tid).collect();
    assert_eq!(tids.len(), recording.threads.len(), "each thread is listed once");
    if recording.backend != Backend::PerfEvent {
        let warned = quality.warnings.iter().any(|warning| warning.contains("threads"));
        assert!(warned, "a sampler that misses them warns: {quality}");
        return crate::skip("threads: no perf_event_open");
    }
    let sampled: HashSet<u16> = recording.samples.iter().map(|sample| sample.thread).collect();
    assert!(sampled.len() > THREADS * 9 / 10, "{} of {THREADS} threads have samples", sampled.len());
    let inside = samples_in(&profile, "briefly");
    assert!(inside * 10 > quality.samples * 9, "{inside} of {} samples", quality.samples);
    let covered = quality.covered.as_secs_f64() / recording.cpu.as_secs_f64();
    assert!((0.7..1.3).contains(&covered), "the samples stand for the CPU time: {quality}");
}

#[test]
fn programs_of_children_are_not_in_the_profile() {
    let _turn = turn();
    let work = || {
        for _ in 0..100 {
            assert!(Command::new("true").status().expect("it starts").success(), "true");
        }
        let shell = Command::new("/bin/sh").args(["-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"]).status();
        assert!(shell.expect("it starts").success(), "the shell");
        burn();
    };
    let ((), profile) = profile(work);
    assert!(samples_in(&profile, "burn") > 0, "{}", profile.functions());
    let own = process::id();
    assert!(profile.recording.threads.iter().all(|thread| thread.pid == own), "only threads of this process");
    let shell = fs::canonicalize("/bin/sh").expect("there is a shell");
    assert!(profile.recording.objects.iter().all(|object| object.path != shell), "only programs of this process");
}

/// Only burns CPU time, as a child of the next test.
#[test]
fn a_child_burns() {
    if part().as_deref() == Some("burn") {
        burn();
    }
}

#[test]
fn the_work_of_a_child_is_not_in_the_profile() {
    let _turn = turn();
    let mut command = rerun(&this_program(), "threads::a_child_burns", "burn");
    let (status, profile) = profile(|| command.output().expect("it starts").status);
    assert!(status.success(), "{status}");
    assert_eq!(samples_in(&profile, "burn"), 0, "{}", profile.functions());
    let quality = profile.quality();
    assert!(quality.samples < 100, "the parent waited: {quality}");
    assert!(profile.recording.cpu.as_secs_f64() < 0.2, "the child's time is not counted: {quality}");
}
