//! The core's clock, from instructions whose cycles are known.
//!
//! Cycles per call say what a program asks of the core; seconds also say how fast the core happened to be
//! clocked, which floats by several per cent within a minute. Where the machine offers no cycle counter (a
//! virtual machine seldom does), the clock is inferred: a chain of exclusive ors and multiplications, each
//! waiting for the one before, takes one cycle and three on today's x86-64 and aarch64 cores, whatever else
//! they could do beside it. Cycles divided by seconds are hertz.
//!
//! The chain asks for an instruction every second cycle, no more. A chain of single-cycle instructions must be
//! issued back to back, so a core that is shared with a neighbour can hold it up for seconds on end; it would
//! read well below what this chain, or a chain of vector multiplications, reads there.
//!
//! * **What is timed**: bursts of such a chain by the monotonic clock. The loop's own counter and jump run
//!   beside the chain and cost nothing.
//! * **Bias**: a burst in which another process or the hypervisor takes the core reads low, never high, so
//!   the fastest burst counts; a reading is low only where each of its bursts was disturbed. The clock is the
//!   one under this light integer load; a core that lowers it under heavy vector load shows so only if it is
//!   read beside that load. In a build without optimisation the figure means nothing.

use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use crate::format::Figure;
use crate::order;
use crate::stopwatch::{self, Monotonic, Stopwatch};

/// One step of the chain: an exclusive or, 1 cycle, and a multiplication, 3 cycles.
const CYCLES_PER_STEP: u32 = 4;

/// A reader of the core's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    bursts: u32,
    steps: u32,
}

impl Clock {
    /// Takes about 15 ms: 15 bursts of 3 million cycles. For the head of a record.
    pub const THOROUGH: Self = Self { bursts: 15, steps: 750_000 };

    /// Takes about 1 ms: 5 bursts of 600 thousand cycles. Cheap enough to read before and after a candidate.
    pub const BRIEF: Self = Self { bursts: 5, steps: 150_000 };

    /// The clock of the core this thread runs on, now: that of the fastest burst.
    #[must_use]
    pub fn read(self) -> Frequency {
        self.read_with(&Monotonic::start())
    }

    /// As [`Clock::read`], by a stopwatch of the caller's.
    ///
    /// # Panics
    /// Where the stopwatch stands still during a burst.
    #[must_use]
    pub fn read_with(self, stopwatch: &dyn Stopwatch) -> Frequency {
        let cycles = f64::from(self.steps * CYCLES_PER_STEP);
        let fastest = (0..self.bursts).map(|_| stopwatch::time(stopwatch, || chain(self.steps))).min();
        let time = fastest.filter(|&time| time > Duration::ZERO);
        let time = time.expect("a stopwatch must not stand still during a burst");
        Frequency(cycles / time.as_secs_f64())
    }
}

/// A chain of `2 * steps` operations, each of which needs the result of the one before.
///
/// No law joins exclusive or with multiplication, so a compiler cannot fold the steps, and there is nothing to be
/// done side by side in a vector. The two operands are not known when it compiles, so they stay in registers.
/// Compiled for x86-64 the loop is eight times `xor`, `imul` on one register, and one `add`, `jne` on the counter.
#[inline(never)]
fn chain(steps: u32) {
    let (mask, factor) = black_box((0x5555_5555_5555_5555_u64, 0x0123_4567_89ab_cdef_u64));
    let mut state = black_box(1_u64);
    for _ in 0..steps {
        state = (state ^ mask).wrapping_mul(factor);
    }
    black_box(state);
}

/// A clock frequency.
///
/// Written out it is in gigahertz with three significant digits: `3.43 GHz`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Frequency(f64);

impl Frequency {
    /// In hertz, cycles per second; above 0.
    #[must_use]
    pub const fn hertz(self) -> f64 {
        self.0
    }

    /// In gigahertz, cycles per nanosecond; above 0.
    #[must_use]
    pub const fn ghz(self) -> f64 {
        self.0 / 1e9
    }

    /// The middle one of several readings, or the mean of the middle two. `None` where there are none.
    #[must_use]
    pub fn median(readings: &[Self]) -> Option<Self> {
        let mut hertz: Vec<f64> = readings.iter().map(|reading| reading.0).collect();
        (!hertz.is_empty()).then(|| Self(order::median(&mut hertz)))
    }
}

impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} GHz", Figure(self.ghz())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use std::cell::Cell;

    /// Its bursts last 1, 2, 3, … ms, however long they take.
    struct Tiring(Cell<u32>);

    impl Stopwatch for Tiring {
        fn now(&self) -> Duration {
            let reading = self.0.get();
            self.0.set(reading + 1);
            // Readings 0|1, 2|3, 4|5 … enclose bursts; the sum of 1..=k ms has passed after burst k.
            let bursts = reading.div_ceil(2);
            Duration::from_millis(u64::from(bursts * (bursts + 1) / 2))
        }
    }

    #[test]
    fn the_clock_is_cycles_over_the_time_of_the_fastest_burst() {
        let clock = Clock { bursts: 5, steps: 1000 };
        let frequency = clock.read_with(&Tiring(Cell::new(0)));
        // Bursts of 1 to 5 ms: the fastest has 4000 cycles in 1 ms.
        assert_relative_eq!(frequency.hertz(), 4000.0 / 0.001, max_relative = 1e-9);
    }

    #[test]
    fn a_reading_is_a_frequency() {
        let ghz = Clock::BRIEF.read().ghz();
        assert!(ghz.is_finite() && ghz > 0.0, "read {ghz} GHz");
    }

    #[test]
    fn readings_have_a_middle() {
        let readings = [3.6e9, 3.3e9, 3.4e9].map(Frequency);
        assert_eq!(Frequency::median(&readings), Some(Frequency(3.4e9)), "of three");
        assert_eq!(Frequency::median(&[]), None, "of none");
        assert_eq!(Frequency(3.4321e9).to_string(), "3.43 GHz", "written out");
    }
}
