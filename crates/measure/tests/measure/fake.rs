//! A stopwatch that stands still unless the test lets time pass.

use std::cell::Cell;
use std::time::Duration;

use lanelab_measure::Stopwatch;

/// Shows by how much it was advanced.
#[derive(Debug, Default)]
pub(crate) struct FakeClock(Cell<Duration>);

impl FakeClock {
    /// A clock at zero.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Lets `duration` pass.
    pub(crate) fn advance(&self, duration: Duration) {
        self.0.set(self.0.get() + duration);
    }

    /// The time in seconds.
    pub(crate) fn seconds(&self) -> f64 {
        self.0.get().as_secs_f64()
    }

    /// Work that takes `duration` by this clock, and no time by any other.
    pub(crate) fn taking(&self, duration: Duration) -> impl FnMut() + '_ {
        move || self.advance(duration)
    }
}

impl Stopwatch for FakeClock {
    fn now(&self) -> Duration {
        self.0.get()
    }
}
