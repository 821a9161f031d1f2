//! Where times come from: the machine's monotonic clock, or a test's own.

use std::time::{Duration, Instant};

/// A monotonic clock. The machine's is [`Instant`]: reading it takes some tens of nanoseconds.
pub trait Stopwatch {
    /// The time since a moment that stays the same for this stopwatch.
    fn now(&self) -> Duration;
}

impl Stopwatch for Instant {
    fn now(&self) -> Duration {
        self.elapsed()
    }
}

/// How long `work` takes by `stopwatch`.
pub(crate) fn time(stopwatch: &dyn Stopwatch, work: impl FnOnce()) -> Duration {
    let start = stopwatch.now();
    work();
    stopwatch.now().saturating_sub(start)
}
