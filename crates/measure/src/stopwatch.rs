//! A stopwatch is a function that returns the time since a fixed moment, so that tests can supply their own.

use std::time::{Duration, Instant};

/// The machine's monotonic clock. Reading it takes some tens of nanoseconds.
pub(crate) fn monotonic() -> impl Fn() -> Duration {
    let start = Instant::now();
    move || start.elapsed()
}

pub(crate) fn time(stopwatch: &dyn Fn() -> Duration, work: impl FnOnce()) -> Duration {
    let start = stopwatch();
    work();
    stopwatch().saturating_sub(start)
}
