//! A stretch of time finer than a nanosecond.

use std::fmt;
use std::time::Duration;

use crate::format;

/// A stretch of time in seconds: finite and not negative.
///
/// [`Duration`] counts whole nanoseconds, which is too coarse for the share of one call in a batch of
/// thousands: a call of 3.4 ns would lose a tenth. Written out it has three significant digits and a unit,
/// such as `43.9 µs`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Seconds(f64);

/// A number that is no stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is no time in seconds: it must be finite and not negative; check the clock it was read from")]
pub struct NotATime(pub f64);

impl Seconds {
    /// No time at all.
    pub const ZERO: Self = Self(0.0);

    /// The stretch that lasts `seconds`.
    ///
    /// # Errors
    /// Where `seconds` is negative, infinite or not a number.
    pub fn new(seconds: f64) -> Result<Self, NotATime> {
        if seconds.is_finite() && seconds >= 0.0 { Ok(Self(seconds)) } else { Err(NotATime(seconds)) }
    }

    /// For statistics of checked times, which cannot leave the range but by rounding.
    pub(crate) fn from_statistic(seconds: f64) -> Self {
        debug_assert!(seconds.is_finite() && seconds >= 0.0, "a statistic of times is a time, not {seconds}");
        Self(seconds)
    }

    /// The time of one of `calls` equal calls that together took `elapsed`. One call where `calls` is 0.
    #[must_use]
    pub fn per_call(elapsed: Duration, calls: u32) -> Self {
        Self(elapsed.as_secs_f64() / f64::from(calls.max(1)))
    }

    /// The number of seconds.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The nearest whole number of nanoseconds, for records; `u64::MAX` from 584 years on.
    #[must_use]
    pub fn nanoseconds(self) -> u64 {
        Duration::try_from_secs_f64(self.0)
            .ok()
            .and_then(|duration| u64::try_from(duration.as_nanos()).ok())
            .unwrap_or(u64::MAX)
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs_f64())
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format::time(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_time_is_refused() {
        for value in [-1e-9, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Seconds::new(value).is_err(), "{value} was taken for a time");
        }
        let message = Seconds::new(-2.0).unwrap_err().to_string();
        assert!(message.starts_with("-2 is no time in seconds"), "the message was: {message}");
    }

    #[test]
    fn a_record_holds_the_nearest_nanosecond() {
        let nanoseconds = |seconds: f64| Seconds::new(seconds).unwrap().nanoseconds();
        assert_eq!(nanoseconds(1.499_9e-9), 1, "rounded up too early");
        assert_eq!(nanoseconds(1.500_1e-9), 2, "cut off instead of rounded");
        assert_eq!(nanoseconds(0.000_043_9), 43_900, "43.9 µs");
        assert_eq!(nanoseconds(1e300), u64::MAX, "too long to count");
    }

    #[test]
    fn a_batch_is_shared_among_its_calls() {
        assert_eq!(Seconds::per_call(Duration::from_millis(1), 1000).nanoseconds(), 1000, "a thousandth");
        assert_eq!(Seconds::per_call(Duration::from_millis(1), 0).nanoseconds(), 1_000_000, "no calls: one");
    }
}
