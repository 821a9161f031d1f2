//! Waiting of threads of this process.

use crate::built;
use lineprof::Config;
use lineprof::recording::Backend;
use std::io::Write as _;
use std::sync::{PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

#[inline(never)]
fn sleep_here(time: Duration) -> Duration {
    thread::sleep(time);
    std::hint::black_box(time) // so that the call is not the last
}

#[test]
fn threads_that_waited_before_and_after_count_for_the_whole_recording() {
    let _turn = built::TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (send, receive) = mpsc::channel::<()>();
    let blocked = thread::Builder::new().name("blocked".to_owned()).spawn(move || receive.recv());
    let blocked = blocked.expect("it starts");
    thread::sleep(Duration::from_millis(20));
    let work = || {
        let begin = Instant::now();
        sleep_here(Duration::from_millis(300));
        begin.elapsed()
    };
    let config = Config { wall: true, ..Config::default() };
    let (slept, profile) = lineprof::profile(&config, work).expect("some sampler starts");
    drop(send);
    let _ = blocked.join();
    let recording = &profile.recording;
    if recording.backend != Backend::PerfEvent {
        let warnings = profile.quality().warnings;
        assert!(warnings.iter().any(|warning| warning.starts_with("waiting was not recorded")), "{warnings:?}");
        let _ = writeln!(std::io::stderr(), "skipped: waiting here: no perf_event_open");
        return;
    }
    let by_function = |name: &str| {
        let counts = recording.waiting().expect("it was recorded").counts.iter();
        let inside = counts.filter(|count| {
            profile.symbols.frames(count.stack).any(|frame| profile.symbols.name(frame.function).contains(name))
        });
        inside.map(|count| count.amount).sum::<u64>()
    };
    let close = |found: Duration, expected: Duration| {
        let tolerance = expected * 3 / 100;
        assert!(found.abs_diff(expected) < tolerance, "{found:?} and not {expected:?}: {}", profile.quality());
    };
    close(Duration::from_nanos(by_function("sleep_here")), slept);
    let thread = recording.threads.iter().find(|thread| thread.name == "blocked").expect("it was seen");
    close(thread.waiting, recording.wall);
    assert!(recording.threads.iter().all(|thread| thread.name != "lineprof"), "not that of the sampler");
}
