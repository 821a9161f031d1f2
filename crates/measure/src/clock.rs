//! The core's clock frequency, from instructions whose cycles are known.
//!
//! Time depends on the frequency, which varies by several per cent within a minute; cycles do not. A virtual machine
//! seldom offers a cycle counter, so the frequency is inferred: a chain of exclusive ors and multiplications, each
//! waiting for the one before, takes one cycle and three on today's x86-64 and aarch64 cores, whatever else they could
//! do beside it. Cycles divided by seconds are hertz.
//!
//! The chain issues one instruction every second cycle. A chain of single-cycle instructions must issue back to back,
//! so a neighbour on a shared core can slow it for seconds; there it read well below this chain, and below a chain of
//! vector multiplications.
//!
//! * **What is timed**: bursts of such a chain by the monotonic clock. The loop's counter and jump run beside the chain
//!   and cost nothing.
//! * **Bias**: a burst that another process or the hypervisor interrupts reads low, never high, so the fastest burst
//!   counts; a reading is low only where each burst was disturbed. The frequency is that under this light integer load;
//!   a core that lowers it under wide vectors shows this only where it is read beside that load. In a build without
//!   optimisation the number means nothing.

use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use crate::format::Figure;
use crate::statistics::median;
use crate::stopwatch;

/// One step of the chain: an exclusive or, 1 cycle, and a multiplication, 3 cycles.
const CYCLES_PER_STEP: u32 = 4;

/// A way to read the core's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    bursts: u32,
    steps: u32,
}

impl Clock {
    /// Takes about 15 ms: 15 bursts of 3 million cycles. Once for a record.
    pub const THOROUGH: Self = Self { bursts: 15, steps: 750_000 };

    /// Takes about 1 ms: 5 bursts of 600 thousand cycles. Cheap enough for every round.
    pub const BRIEF: Self = Self { bursts: 5, steps: 150_000 };

    /// The frequency of the core this thread runs on, now: that of the fastest burst.
    pub fn read(self) -> Frequency {
        self.read_with(&stopwatch::monotonic())
    }

    pub(crate) fn read_with(self, stopwatch: &dyn Fn() -> Duration) -> Frequency {
        let cycles = f64::from(self.steps * CYCLES_PER_STEP);
        let fastest = (0..self.bursts).map(|_| stopwatch::time(stopwatch, || chain(self.steps))).min();
        let time = fastest.filter(|&time| time > Duration::ZERO);
        let time = time.expect("a stopwatch must not stand still during a burst");
        Frequency(cycles / time.as_secs_f64())
    }
}

/// A chain of `2 * steps` operations, each of which needs the result of the one before.
///
/// Exclusive or and multiplication do not distribute, so a compiler can neither fold the steps nor vectorise them. The
/// operands are unknown at compile time, so they stay in registers. On x86-64 the loop is eight times `xor`, `imul` on
/// one register, then one `add`, `jne` on the counter.
#[inline(never)]
fn chain(steps: u32) {
    let (mask, factor) = black_box((0x5555_5555_5555_5555_u64, 0x0123_4567_89ab_cdef_u64));
    let mut state = black_box(1_u64);
    for _ in 0..steps {
        state = (state ^ mask).wrapping_mul(factor);
    }
    black_box(state);
}

/// A clock frequency. Displayed in gigahertz with three significant digits: `3.43 GHz`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Frequency(f64);

impl Frequency {
    /// In hertz, cycles per second; above 0.
    pub const fn hertz(self) -> f64 {
        self.0
    }

    /// In gigahertz, cycles per nanosecond; above 0.
    pub const fn ghz(self) -> f64 {
        self.0 / 1e9
    }

    /// The median of several readings; `None` where there are none.
    pub fn median(readings: &[Self]) -> Option<Self> {
        let mut hertz: Vec<f64> = readings.iter().map(|reading| reading.0).collect();
        (!hertz.is_empty()).then(|| Self(median(&mut hertz)))
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

    #[test]
    fn the_frequency_is_that_of_the_fastest_burst() {
        let readings = Cell::new(0_u32);
        // Readings 0|1, 2|3, 4|5 … enclose bursts of 1, 2, 3, … ms; after burst k the sum of 1..=k ms has passed.
        let slowing = || {
            let bursts = readings.replace(readings.get() + 1).div_ceil(2);
            Duration::from_millis(u64::from(bursts * (bursts + 1) / 2))
        };
        let frequency = Clock { bursts: 5, steps: 1000 }.read_with(&slowing);
        // The fastest burst has 4000 cycles in 1 ms.
        assert_relative_eq!(frequency.hertz(), 4000.0 / 0.001, max_relative = 1e-9);
    }

    #[test]
    fn the_median_of_readings() {
        let readings = [3.6e9, 3.3e9, 3.4e9].map(Frequency);
        assert_eq!(Frequency::median(&readings), Some(Frequency(3.4e9)), "of three");
        assert_eq!(Frequency::median(&[]), None, "of none");
        assert_eq!(Frequency(3.4321e9).to_string(), "3.43 GHz", "displayed");
    }
}
