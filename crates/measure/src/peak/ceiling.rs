//! The best rate of a loop.
//!
//! Disturbances make a loop slower and never faster, so of many short bursts the fastest counts, not the median: a
//! ceiling is a maximum, while the median of a program's times includes what other processes cost it.
//!
//! * **What is timed**: bursts of about 0.2 ms, short enough that many are not interrupted. All loops take turns, and
//!   the core's clock is read in each round, so that all run under the same conditions.
//! * **Per cycle** is the fastest burst over the fastest reading of the clock.
//! * **Bias**: where the clock was high only while a loop was disturbed, or the reverse, the rate per cycle is off by as
//!   much as the clock varied.

use std::time::Duration;

use crate::{Clock, Frequency, stopwatch};

/// A loop of any length: executes at least this many of something, and returns how many it executed.
pub type Burst<'a> = Box<dyn FnMut(u32) -> u64 + 'a>;

const BURST: Duration = Duration::from_micros(200);

/// The fewest rounds, however little time is given.
const LEAST_ROUNDS: u32 = 5;

/// The best rate of a loop, in whatever the loop counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ceiling {
    /// Per second; above 0.
    pub per_second: f64,
    /// The clock it was measured at.
    pub clock: Frequency,
}

impl Ceiling {
    /// Per cycle of the core; above 0.
    pub const fn per_cycle(self) -> f64 {
        self.per_second / self.clock.hertz()
    }
}

/// The ceilings of `loops`, measured for about `seconds` each.
///
/// # Panics
/// Where a loop returns 0.
pub fn ceilings(loops: &mut [Burst<'_>], seconds: f64) -> Vec<Ceiling> {
    ceilings_with(&stopwatch::monotonic(), loops, seconds)
}

fn ceilings_with(stopwatch: &dyn Fn() -> Duration, loops: &mut [Burst<'_>], seconds: f64) -> Vec<Ceiling> {
    let amounts: Vec<u32> = loops.iter_mut().map(|burst| amount(stopwatch, burst)).collect();
    let mut rates = vec![0.0; loops.len()];
    let mut clock = Clock::BRIEF.read_with(stopwatch);
    for _ in 0..rounds(seconds) {
        for ((burst, &amount), best) in loops.iter_mut().zip(&amounts).zip(&mut rates) {
            *best = rate(stopwatch, burst, amount).max(*best);
        }
        let reading = Clock::BRIEF.read_with(stopwatch);
        clock = if reading > clock { reading } else { clock };
    }
    rates.into_iter().map(|per_second| Ceiling { per_second, clock }).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast to an integer saturates")]
fn rounds(seconds: f64) -> u32 {
    ((seconds / BURST.as_secs_f64()) as u32).max(LEAST_ROUNDS)
}

/// How much makes a burst: doubled until a burst is long enough, or cannot be made longer.
fn amount(stopwatch: &dyn Fn() -> Duration, burst: &mut Burst<'_>) -> u32 {
    let mut amount = 1024_u32;
    loop {
        let elapsed = stopwatch::time(stopwatch, || {
            burst(amount);
        });
        match amount.checked_mul(2) {
            Some(double) if elapsed < BURST => amount = double,
            _ => return amount,
        }
    }
}

fn rate(stopwatch: &dyn Fn() -> Duration, burst: &mut Burst<'_>, amount: u32) -> f64 {
    let mut done = 0;
    let elapsed = stopwatch::time(stopwatch, || done = burst(amount));
    assert!(done > 0, "a loop that executes nothing has no rate");
    // A stopwatch that stands still would make the rate infinite.
    done as f64 / elapsed.max(Duration::from_nanos(1)).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use std::cell::Cell;

    #[test]
    fn the_fastest_burst_counts() {
        let time = Cell::new(Duration::ZERO);
        let pass = |duration| time.set(time.get() + duration);
        let stopwatch = || {
            pass(Duration::from_micros(1));
            time.get()
        };
        let mut calls = 0;
        let burst = |amount: u32| {
            calls += 1;
            // Two nanoseconds each, but in every third burst twice that.
            pass(Duration::from_nanos(u64::from(amount) * if calls % 3 == 0 { 4 } else { 2 }));
            u64::from(amount)
        };
        let [ceiling] = ceilings_with(&stopwatch, &mut [Box::new(burst)], 0.0)[..] else {
            panic!("one loop, one rate")
        };
        assert_relative_eq!(ceiling.per_second, 0.5e9, max_relative = 0.01);
        assert_relative_eq!(ceiling.per_cycle() * ceiling.clock.hertz(), ceiling.per_second, max_relative = 1e-9);
    }

    #[test]
    fn seconds_give_rounds_and_never_too_few() {
        assert_eq!((rounds(0.1), rounds(0.0), rounds(-1.0), rounds(f64::NAN)), (500, 5, 5, 5));
    }
}
