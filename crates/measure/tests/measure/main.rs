//! Tests of the public interface, by a clock that only the tests advance.

#[cfg(test)]
mod interleave;
#[cfg(test)]
mod property;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod timeit;
#[cfg(test)]
mod usage;

use std::cell::Cell;
use std::time::Duration;

/// Shows by how much it was advanced.
#[derive(Default)]
struct FakeClock(Cell<Duration>);

impl FakeClock {
    fn now(&self) -> Duration {
        self.0.get()
    }

    fn advance(&self, duration: Duration) {
        self.0.set(self.0.get() + duration);
    }

    /// Work that takes `duration` by this clock.
    fn taking(&self, duration: Duration) -> impl FnMut() + '_ {
        move || self.advance(duration)
    }
}
