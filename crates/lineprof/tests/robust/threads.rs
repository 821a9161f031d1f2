//! Threads that come and go.

use crate::turn;
use lineprof::recording::Backend;
use lineprof::{Config, profile};
use std::collections::HashSet;
use std::hint::black_box;
use std::thread;

const THREADS: usize = 400;

#[inline(never)]
fn briefly() -> u64 {
    black_box((0..black_box(3_000_000_u64)).fold(1, |x, i| (x ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

#[test]
fn threads_born_and_gone_meanwhile_are_sampled() {
    let _turn = turn();
    let work = || {
        for _ in 0..THREADS / 8 {
            let threads = [(); 8].map(|()| thread::spawn(briefly));
            let _ = threads.map(|thread| thread.join().expect("no panic"));
        }
    };
    let ((), profile) = profile(&Config { hz: 1999, ..Config::default() }, work).expect("some sampler starts");
    if profile.recording.backend != Backend::PerfEvent {
        let warned = profile.quality().warnings.iter().any(|warning| warning.contains("threads"));
        assert!(warned, "a sampler that misses them says so: {}", profile.quality());
        return crate::skip("threads: no perf_event_open");
    }
    let sampled: HashSet<u16> = profile.recording.samples.iter().map(|sample| sample.thread).collect();
    assert!(sampled.len() > THREADS * 9 / 10, "{} of {THREADS} threads have samples", sampled.len());
    let quality = profile.quality();
    let inside = crate::samples_in(&profile, "briefly");
    assert!(inside * 10 > quality.samples * 9, "{inside} of {} samples", quality.samples);
    let covered = quality.covered.as_secs_f64() / quality.cpu.as_secs_f64();
    assert!((0.7..1.3).contains(&covered), "what the samples stand for was used: {quality}");
}

#[test]
fn threads_share_their_numbers_with_nobody() {
    let _turn = turn();
    let work = || {
        let threads = [(); 64].map(|()| thread::Builder::new().name("worker".to_owned()).spawn(briefly));
        let _ = threads.map(|thread| thread.expect("it starts").join().expect("no panic"));
    };
    let ((), profile) = profile(&Config::default(), work).expect("some sampler starts");
    let tids: HashSet<u32> = profile.recording.threads.iter().map(|thread| thread.tid).collect();
    assert_eq!(tids.len(), profile.recording.threads.len(), "each thread is listed once");
}
