//! `Timeit` by a fake clock.

use std::cell::Cell;
use std::time::Duration;

use lanelab_measure::{Timed, Timeit};

use crate::FakeClock;

/// The result for work that takes `nanoseconds`, and how often it was called.
fn timed(timeit: Timeit, nanoseconds: u64) -> (Timed, u64) {
    let (clock, calls) = (FakeClock::default(), Cell::new(0));
    let work = || {
        calls.set(calls.get() + 1);
        clock.advance(Duration::from_nanos(nanoseconds));
    };
    (timeit.measure_with(&|| clock.now(), work), calls.get())
}

#[test]
fn loops_are_the_first_power_of_ten_that_takes_a_fifth_of_a_second() {
    let table = [
        (1_000_000_000, 1),
        (200_000_000, 1),
        (199_999_999, 10),
        (20_000_000, 10),
        (19_999_999, 100),
        (20_000, 10_000),
        (19_999, 100_000),
    ];
    for (nanoseconds, loops) in table {
        let (timed, calls) = timed(Timeit::ipython(), nanoseconds);
        assert_eq!(timed.loops, loops, "loops of {nanoseconds} ns");
        let search: u64 = (0..).map(|power| 10_u64.pow(power)).take_while(|&n| n <= loops.into()).sum();
        assert_eq!(calls, search + 7 * u64::from(loops), "calls of {nanoseconds} ns");
    }
}

#[test]
fn a_steady_loop_has_no_deviation() {
    let (timed, _) = timed(Timeit::ipython(), 32_700_000);
    assert_eq!(timed.to_string(), "32.7 ms ± 0 ns per loop (mean ± std. dev. of 7 runs, 10 loops each)", "the line");
    assert_eq!(timed.warning(), None, "no warning");
}

#[test]
fn a_slow_first_run_counts_and_gives_a_warning() {
    let (clock, calls) = (FakeClock::default(), Cell::new(0));
    let work = || {
        calls.set(calls.get() + 1);
        clock.advance(Duration::from_secs(if calls.get() == 2 { 8 } else { 1 }));
    };
    let timed = Timeit::ipython().measure_with(&|| clock.now(), work);
    assert_eq!(timed.mean().get(), 2.0, "the mean");
    // Squared distances 36 and six times 1: the root of 42 / 7, where a sample's deviation is that of 42 / 6.
    assert_eq!(timed.deviation().get(), 6.0_f64.sqrt(), "a population's deviation");
    let warning = timed.warning().expect("a warning");
    assert!(warning.starts_with("The slowest run took 8.00 times longer than the fastest. "), "{warning}");
}

#[test]
fn the_budget_is_kept_however_long_a_loop_takes() {
    for nanoseconds in [100, 999, 1_000, 12_345, 99_999, 1_000_000, 12_000_000] {
        let (timed, calls) = timed(Timeit::brief(0.1).unwrap(), nanoseconds);
        let seconds = timed.mean().get() * f64::from(u32::try_from(calls).unwrap());
        assert!(seconds < 0.100_001, "{nanoseconds} ns took {seconds} s");
        assert!(seconds > 0.009 || timed.loops == 1, "{nanoseconds} ns took only {seconds} s");
    }
    assert_eq!(timed(Timeit::brief(0.1).unwrap(), 1_000_000_000).1, 8, "a long loop runs eight times");
}
