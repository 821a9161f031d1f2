//! Where times come from: the machine's monotonic clock, or a test's own.

use std::time::{Duration, Instant};

/// A monotonic clock.
pub trait Stopwatch {
    /// The time since a moment that stays the same for this stopwatch.
    fn now(&self) -> Duration;
}

/// The machine's monotonic clock. Reading it takes some tens of nanoseconds.
#[derive(Debug, Clone, Copy)]
pub struct Monotonic(Instant);

impl Monotonic {
    /// A stopwatch that counts from this moment.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Stopwatch for Monotonic {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// How long `work` takes by `stopwatch`.
pub(crate) fn time(stopwatch: &dyn Stopwatch, work: impl FnOnce()) -> Duration {
    let start = stopwatch.now();
    work();
    stopwatch.now().saturating_sub(start)
}
