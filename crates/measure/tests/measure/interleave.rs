//! Candidates in rounds, by a fake clock.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use crate::FakeClock;
use lanelab_measure::{Candidate, Cause, Floor, MeasureError, Plan, Progress, Ratio, Timing, Verdict, Work};

const MS: Duration = Duration::from_millis(1);
const US: Duration = Duration::from_micros(1);

fn measure(plan: &Plan, clock: &FakeClock, mut candidates: Vec<Candidate<'_>>) -> Result<Vec<Timing>, MeasureError> {
    plan.measure_with(&|| clock.now(), &mut candidates, |_| ())
}

#[test]
fn a_slow_candidate_is_measured_fewer_times() {
    let clock = FakeClock::default();
    let candidates = vec![
        Candidate::new("fast", clock.taking(10 * MS)),
        Candidate::new("slow", clock.taking(900 * MS)),
        Candidate::new("very slow", clock.taking(5000 * MS)),
        Candidate::new("paired", clock.taking(5000 * MS)).at_least(20),
    ];
    let timings = measure(&Plan::default(), &clock, candidates).unwrap();
    let n: Vec<usize> = timings.iter().map(|timing| timing.samples.n()).collect();
    assert_eq!(n, [200, 3, 3, 20], "2 s of 10 ms; 2 of 900 ms fit, but 3 is the least; the least; its own least");
    let ratio = Ratio::paired(&timings[1].samples, &timings[0].samples).unwrap();
    assert_eq!((ratio.pairs, ratio.verdict(Floor::LEAST)), (3, Verdict::TooFewPairs), "{ratio}");
    assert!((ratio.median - 90.0).abs() < 1e-9, "900 ms over 10 ms is {ratio}");
    let plan = Plan::default().rounds(1, 12).unwrap();
    let timings = measure(&plan, &clock, vec![Candidate::new("fast", clock.taking(MS))]).unwrap();
    assert_eq!(timings[0].samples.n(), 12, "12 rounds at most");
}

#[test]
fn warm_calls_are_repeated_until_a_sample_is_long_enough() {
    for (cold, call, least, most) in
        [(US, US, 1000, 1200), (800 * US, 10 * US, 100, 120), (333 * US, 333 * US, 4, 4), (9 * MS, 7 * MS, 1, 1)]
    {
        let (clock, first) = (FakeClock::default(), Cell::new(true));
        let work = || clock.advance(if first.replace(false) { cold } else { call });
        let timings = measure(&Plan::default(), &clock, vec![Candidate::new("any", work)]).unwrap();
        let calls = timings[0].calls;
        assert!((least..=most).contains(&calls), "{call:?} was called {calls} times a sample");
        let slowest = timings[0].samples.max().get();
        assert!((slowest - call.as_secs_f64()).abs() < 1e-15, "one call of {call:?} takes {slowest} s");
    }
}

/// Preparing and checking take a minute each.
struct SlowAround<'a>(&'a FakeClock);

impl Work for SlowAround<'_> {
    fn prepare(&mut self) {
        self.0.advance(60_000 * MS);
    }

    fn run(&mut self) {
        self.0.advance(20 * MS);
    }

    fn check(&mut self) -> Result<(), Cause> {
        self.0.advance(60_000 * MS);
        Ok(())
    }
}

#[test]
fn only_the_calls_are_timed() {
    let clock = FakeClock::default();
    let check = |&(): &()| {
        clock.advance(60_000 * MS);
        Ok::<(), Cause>(())
    };
    let mut candidates =
        [Candidate::new("work", SlowAround(&clock)), Candidate::answering("answering", clock.taking(20 * MS), check)];
    let timings =
        Plan::default().measure_with(&|| clock.now(), &mut candidates, |_| clock.advance(3_600_000 * MS)).unwrap();
    for timing in timings {
        let line = "20 ms ± 0 ns per call (median ± MAD of 100 samples, 1 call each)";
        assert_eq!(timing.to_string(), line, "{}", timing.name);
        assert_eq!(timing.samples.max().nanoseconds(), 20_000_000, "{}", timing.name);
    }
}

#[test]
fn a_wrong_answer_ends_the_measurement_and_is_reported() {
    let clock = FakeClock::default();
    // Call 1 warms up; calls 2, 3 and 4 are the samples of rounds 0, 1 and 2.
    for (wrong_call, expected, when) in [(1, None, "while warming up"), (4, Some(2), "in round 2")] {
        let calls = Cell::new(0);
        let compute = || {
            clock.advance(MS);
            calls.set(calls.get() + 1);
            calls.get()
        };
        let check = |answer: &i32| if *answer == wrong_call { Err("pixel (3, 1): 17 steps, not 18") } else { Ok(()) };
        let candidates = vec![Candidate::new("right", clock.taking(MS)), Candidate::answering("wrong", compute, check)];
        let error = measure(&Plan::default(), &clock, candidates).unwrap_err();
        let text = format!(
            "\"wrong\" gave a wrong answer {when}: pixel (3, 1): 17 steps, not 18; correct it before it is timed"
        );
        assert_eq!(error.to_string(), text, "the message");
        assert!(matches!(error, MeasureError::WrongAnswer(_, round, _) if round == expected), "{error:?}");
        assert_eq!(calls.get(), wrong_call, "it was called again after the wrong answer");
    }
}

#[test]
fn a_panic_ends_the_measurement_and_names_the_candidate() {
    let clock = FakeClock::default();
    for (last, expected, when) in [(1, None, "while warming up"), (4, Some(2), "in round 2")] {
        let mut calls = 0;
        let compute = || {
            clock.advance(MS);
            calls += 1;
            assert!(calls < last, "call {calls} fails");
        };
        let candidates = vec![Candidate::new("right", clock.taking(MS)), Candidate::new("broken", compute)];
        let error = measure(&Plan::default(), &clock, candidates).unwrap_err();
        let text = format!("\"broken\" panicked {when}: call {last} fails; correct it before it is timed");
        assert_eq!(error.to_string(), text, "the message");
        assert!(matches!(error, MeasureError::Panicked(_, round, _) if round == expected), "{error:?}");
    }
}

#[test]
fn candidates_that_cannot_be_measured_are_refused() {
    let clock = FakeClock::default();
    let none = measure(&Plan::default(), &clock, vec![]).unwrap_err();
    assert!(matches!(none, MeasureError::NoCandidates), "{none:?}");
    let twins = vec![Candidate::new("best", clock.taking(MS)), Candidate::new("best", clock.taking(MS))];
    let same = measure(&Plan::default(), &clock, twins).unwrap_err();
    assert!(matches!(&same, MeasureError::SameName(name) if name == "best"), "{same:?}");
    let once = Plan::default().rounds(1, 1).unwrap();
    let unusable = measure(&once, &clock, vec![Candidate::new("timeless", || ())]).unwrap_err();
    assert!(matches!(&unusable, MeasureError::Unusable(candidate, _) if candidate == "timeless"), "{unusable:?}");
}

#[test]
fn a_round_measures_each_candidate_once_and_reports_progress() {
    let clock = FakeClock::default();
    let log = RefCell::new(Vec::new());
    let costs = [1, 10, 500, 90, 3].map(|milliseconds| milliseconds * MS);
    let mut candidates: Vec<Candidate<'_>> =
        costs.iter().enumerate().map(|(i, &cost)| Candidate::new(format!("c{i}"), clock.taking(cost))).collect();
    let report = |progress: &Progress<'_>| {
        log.borrow_mut().push((progress.round, progress.candidate.to_owned(), progress.done));
    };
    let timings = Plan::default().measure_with(&|| clock.now(), &mut candidates, report).unwrap();
    let log = log.into_inner();
    let warming: Vec<&str> = log.iter().take_while(|entry| entry.0.is_none()).map(|entry| entry.1.as_str()).collect();
    assert_eq!(warming, ["c0", "c1", "c2", "c3", "c4"], "all warm up first");
    assert!(log.iter().map(|entry| entry.2).is_sorted(), "progress went back");
    assert!(log.iter().all(|entry| (0.0..=1.0).contains(&entry.2)), "progress left 0..=1");
    for timing in timings {
        let reported: Vec<u32> =
            log.iter().filter(|entry| entry.1 == timing.name).filter_map(|entry| entry.0).collect();
        let recorded: Vec<u32> = timing.samples.iter().map(|sample| sample.round).collect();
        assert_eq!(reported, recorded, "{}: rounds reported and recorded", timing.name);
        let unbroken: Vec<u32> = (0..).take(recorded.len()).collect();
        assert_eq!(recorded, unbroken, "{}: it missed a round before its last", timing.name);
    }
}
