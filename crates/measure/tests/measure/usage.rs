//! Page faults and CPU time beside samples, by the machine's own counts.
#![expect(clippy::print_stdout, reason = "says what a machine lacks")]

use std::hint::black_box;
use std::time::Duration;

use crate::FakeClock;
use lanelab_measure::{Candidate, Cause, KeptMemory, Plan, Usage, Work};

const MEBIBYTE: usize = 1 << 20;

fn measure(candidates: &mut [Candidate<'_>]) -> Vec<Option<Usage>> {
    let timings = Plan::default().rounds(4, 4).unwrap().measure(candidates, |_| ()).unwrap();
    timings.iter().map(|timing| timing.samples.usage()).collect()
}

/// More than any allocator keeps by itself: its pages are fresh in each call.
fn fresh_pages() {
    black_box(vec![1_u8; 64 * MEBIBYTE]);
}

#[test]
fn fresh_pages_are_counted_as_faults_and_a_reused_buffer_has_none() {
    let mut buffer = vec![1_u8; 64 * MEBIBYTE];
    let reused = || black_box(&mut buffer).fill(2);
    let usages = measure(&mut [Candidate::new("fresh", fresh_pages), Candidate::new("reused", reused)]);
    let [Some(fresh), Some(reused)] = usages[..] else { return println!("skipped: no count of page faults here") };
    // Pages have at most 64 KiB; larger ones are not made of such memory unasked, or the count would be 32.
    assert!(fresh.faults() >= 32.0 && fresh.faults() > 10.0 * reused.faults(), "{fresh:?}, {reused:?}");
    assert!(reused.remark("call").is_none_or(|text| !text.contains("fresh")), "{reused:?}");
}

/// Three arrays of a MiB and a half at a time, ten times: what glibc returns to the system each time.
fn temporaries() {
    for _ in 0..10 {
        black_box([1, 2, 3_u8].map(|value| vec![value; 3 * MEBIBYTE / 2]));
    }
}

#[test]
fn kept_memory_has_no_faults_where_fresh_memory_has_many() {
    let mut candidates = [Candidate::new("default", temporaries), Candidate::new("kept", KeptMemory::new(temporaries))];
    let [Some(default), Some(kept)] = measure(&mut candidates)[..] else {
        return println!("skipped: no count of page faults here");
    };
    if default.faults() < 1000.0 || cfg!(not(target_env = "gnu")) {
        return println!("skipped: this allocator keeps memory, or is not glibc's: {default:?}");
    }
    assert!(kept.faults() * 10.0 < default.faults(), "{kept:?}, {default:?}");
}

/// Its calls take what the test says: CPU time and faults by a count, time by a clock.
struct Made<'a>(f64, &'a FakeClock);

impl Work for Made<'_> {
    fn prepare(&mut self) {
        self.0 += 500.0; // outside the sample
    }

    fn run(&mut self) {
        self.0 += 1.0;
        self.1.advance(Duration::from_micros(100)); // several calls make a sample
    }

    fn usage(&self) -> Option<Usage> {
        Some(Usage { user: 3.0 * self.0, system: self.0, minor_faults: 10.0 * self.0, major_faults: 0.5 * self.0 })
    }

    fn check(&mut self) -> Result<(), Cause> {
        self.0 += 1000.0; // and so is this
        Ok(())
    }
}

#[test]
fn usage_is_that_of_a_call_and_of_nothing_beside_the_sample() {
    let clock = FakeClock::default();
    let made = || Made(0.0, &clock);
    let mut candidates = [Candidate::new("made", made()), Candidate::new("kept", KeptMemory::new(made()))];
    let timings = Plan::default().rounds(3, 3).unwrap().measure_with(&|| clock.now(), &mut candidates, |_| ()).unwrap();
    let expected = Usage { user: 3.0, system: 1.0, minor_faults: 10.0, major_faults: 0.5 };
    for timing in timings {
        assert!(timing.calls > 1 && timing.samples.usage() == Some(expected), "{timing:?}");
    }
    assert_eq!((expected.faults(), expected.cpu(), expected.system_share()), (10.5, 4.0, Some(0.25)));
}
