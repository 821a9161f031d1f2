//! Whether two counts of samples differ.

use super::Share;
use serde::Serialize;
use std::fmt;

/// A difference and the interval that holds the true one with a confidence of 95 %. It covers the error of sampling
/// alone, not what differs from run to run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// After less before.
    pub value: f64,
    /// The ends of the interval.
    pub interval: [f64; 2],
}

/// An estimate and the ends of its interval.
type Estimate = (f64, f64, f64);

impl Difference {
    /// Of two shares, after R. G. Newcombe, "Interval estimation for the difference between independent proportions",
    /// Statistics in Medicine 17 (1998), 873–890, method 10: from the Wilson intervals of both.
    pub(super) fn of_shares(before: Share, after: Share) -> Self {
        let estimate = |share: Share| (share.value(), share.interval().0, share.interval().1);
        Self::of(estimate(before), estimate(after))
    }

    /// Of the CPU time that two numbers of samples with their periods stand for, as if they were Poisson counts, whose
    /// score intervals are combined in the same way.
    pub(super) fn of_seconds(before: (u64, u64), after: (u64, u64)) -> Self {
        let estimate = |(samples, period_ns): (u64, u64)| {
            let (n, seconds, z2) = (samples as f64, period_ns as f64 / 1e9, Share::Z * Share::Z);
            let (middle, half) = (n + z2 / 2.0, Share::Z * (n + z2 / 4.0).sqrt());
            (seconds * n, seconds * (middle - half).max(0.0), seconds * (middle + half))
        };
        Self::of(estimate(before), estimate(after))
    }

    fn of((a, a_low, a_high): Estimate, (b, b_low, b_high): Estimate) -> Self {
        let root = |x: f64, y: f64| (x * x + y * y).sqrt();
        Self { value: b - a, interval: [b - a - root(b - b_low, a_high - a), b - a + root(b_high - b, a - a_low)] }
    }

    /// Whether the interval excludes 0.
    pub fn is_distinguishable(&self) -> bool {
        let [low, high] = self.interval;
        low > 0.0 || high < 0.0
    }

    /// A change of seconds with its interval, as `+0.120 s (+0.080 to +0.160)`.
    pub(crate) fn seconds(&self) -> String {
        let Self { value, interval: [low, high] } = self;
        format!("{value:+.3} s ({low:+.3} to {high:+.3})")
    }

    pub(super) fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, interval: self.interval.map(|end| end * factor) }
    }
}

/// As `+0.120  +0.080 to +0.160`, with the precision of the format.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, [low, high]) = (f.precision().unwrap_or(3), self.interval);
        let interval = format!("{low:+.digits$} to {high:+.digits$}");
        write!(f, "{:>+8.digits$}  {interval:>18}", self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_shares_is_newcombes() {
        // The first example of his table II: 56/70 less 48/80 is 0.2, from 0.0524 to 0.3339.
        let (before, after) = (Share { samples: 48, of: 80 }, Share { samples: 56, of: 70 });
        let Difference { value, interval: [low, high] } = Difference::of_shares(before, after);
        assert!((value - 0.2).abs() < 1e-12, "{value}");
        assert!((low - 0.0524).abs() < 5e-5 && (high - 0.3339).abs() < 5e-5, "{low} {high}");
    }

    #[test]
    fn seconds_differ_where_the_counts_do() {
        let of = |before, after| Difference::of_seconds((before, 1_000_000), (after, 1_000_000));
        assert!(!of(100, 110).is_distinguishable() && of(100, 200).is_distinguishable());
        assert!(!of(0, 2).is_distinguishable() && of(0, 10).is_distinguishable(), "also from nothing");
        assert!((of(100, 200).value - 0.1).abs() < 1e-12);
        let Difference { interval: [low, high], .. } = of(0, 0);
        assert!(low < 0.0 && high > 0.0, "{low} {high}");
    }
}
