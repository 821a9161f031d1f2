//! A duration finer than a nanosecond.

use std::fmt;
use std::time::Duration;

use crate::format::{figure, reaches_one};

/// A duration in seconds: finite and not negative.
///
/// [`Duration`] counts whole nanoseconds, which is too coarse for one call in a batch of thousands: a call of 3.4 ns
/// would lose a tenth.
///
/// Displayed with three significant digits and the largest unit of which it has one: `43.9 µs`, `0.312 ns`; from a
/// minute on in whole seconds: `1min 23s`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Seconds(f64);

/// A number that is not a duration.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is not a time in seconds: it must be finite and not negative; check the clock it was read from")]
pub struct NotATime(pub f64);

/// Units below a minute, and how many of each a second has.
const FINE: [(&str, f64); 4] = [("s", 1.0), ("ms", 1e3), ("µs", 1e6), ("ns", 1e9)];

/// Units from a second on, and how many seconds each has.
const COARSE: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];

impl Seconds {
    /// No time at all.
    pub const ZERO: Self = Self(0.0);

    /// The duration of `seconds`.
    ///
    /// # Errors
    /// Where `seconds` is negative, infinite or not a number.
    pub fn new(seconds: f64) -> Result<Self, NotATime> {
        if seconds.is_finite() && seconds >= 0.0 { Ok(Self(seconds)) } else { Err(NotATime(seconds)) }
    }

    /// For statistics of checked times, which leave the range only by rounding.
    pub(crate) fn from_statistic(seconds: f64) -> Self {
        debug_assert!(seconds.is_finite() && seconds >= 0.0, "a statistic of times is a time, not {seconds}");
        Self(seconds)
    }

    /// The time of one of `calls` equal calls that together took `elapsed`. One call where `calls` is 0.
    pub fn per_call(elapsed: Duration, calls: u32) -> Self {
        Self(elapsed.as_secs_f64() / f64::from(calls.max(1)))
    }

    /// The number of seconds.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The nearest whole number of nanoseconds, for records; `u64::MAX` from 584 years on.
    pub fn nanoseconds(self) -> u64 {
        let duration = Duration::try_from_secs_f64(self.0).unwrap_or(Duration::MAX);
        u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs_f64())
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(seconds) = *self;
        // From here on three digits give 60 s.
        if seconds >= 59.95 {
            return f.pad(&coarse(seconds));
        }
        let unit = FINE.into_iter().find(|(_, per_second)| reaches_one(seconds * per_second));
        let (unit, per_second) = unit.unwrap_or(("ns", 1e9));
        f.pad(&format!("{} {unit}", figure(seconds * per_second)))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time; 585 billion years saturate")]
fn coarse(seconds: f64) -> String {
    let mut left = seconds.round() as u64;
    let mut units = Vec::new();
    for (unit, length) in COARSE {
        if left >= length {
            units.push(format!("{}{unit}", left / length));
            left %= length;
        }
    }
    units.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_not_a_time_is_refused() {
        for value in [-1e-9, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Seconds::new(value).is_err(), "{value} was accepted as a time");
        }
        let message = Seconds::new(-2.0).unwrap_err().to_string();
        assert!(message.starts_with("-2 is not a time in seconds"), "the message was: {message}");
    }

    #[test]
    fn a_record_has_the_nearest_nanosecond() {
        let nanoseconds = |seconds: f64| Seconds::new(seconds).unwrap().nanoseconds();
        assert_eq!(nanoseconds(1.499_9e-9), 1, "rounded up too early");
        assert_eq!(nanoseconds(1.500_1e-9), 2, "cut off instead of rounded");
        assert_eq!(nanoseconds(1e300), u64::MAX, "too long to count");
        assert_eq!(Seconds::per_call(Duration::from_millis(1), 1000).nanoseconds(), 1000, "a thousandth");
        assert_eq!(Seconds::per_call(Duration::from_millis(1), 0).nanoseconds(), 1_000_000, "no calls: one");
    }

    #[test]
    fn every_time_has_three_digits_and_the_right_unit() {
        let table = [
            (0.0, "0 ns"),
            (3.12e-10, "0.312 ns"),
            (9.996e-10, "1 ns"),
            (43.9e-6, "43.9 µs"),
            (999.4e-6, "999 µs"),
            (999.6e-6, "1 ms"),
            (0.999_4, "999 ms"),
            (0.999_5, "1 s"),
            (59.94, "59.9 s"),
            (59.95, "1min"),
            (83.4, "1min 23s"),
            (119.6, "2min"),
            (3_605.0, "1h 5s"),
            (90_061.0, "1d 1h 1min 1s"),
        ];
        for (seconds, text) in table {
            assert_eq!(Seconds::new(seconds).unwrap().to_string(), text, "{seconds} s");
        }
    }
}
