//! Whether a ratio means faster or slower, given the noise floor.
//!
//! An interval says how well the samples agree, not how good the instrument is: two twins of one candidate may differ
//! well beyond their interval, for example by the alignment of their buffers. So an *A/A* pair is measured along with
//! the rest: the same work twice, under two names. Any difference between the two is noise, and a difference between
//! other candidates counts only if its whole interval is larger.

use std::fmt;

use crate::Ratio;
use crate::format::Percent;

/// The noise floor (A/A): the largest relative difference that does not count. Displayed as a percentage: `1.6 %`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Floor(f64);

impl Floor {
    /// One per cent, the least: also where no twins were measured.
    pub const LEAST: Self = Self(0.01);

    /// The floor from the ratio of two twins: how far its interval reaches from 1, `max(high, 1/low) - 1`, whichever
    /// twin is divided by the other; [`Floor::LEAST`] at least.
    pub const fn of_twins(twins: Ratio) -> Self {
        Self::from_factor(twins.reach())
    }

    /// The floor that a factor exceeds by as much as it exceeds 1; [`Floor::LEAST`] at least.
    pub(crate) const fn from_factor(factor: f64) -> Self {
        Self((factor - 1.0).max(Self::LEAST.0))
    }

    /// The higher of two floors.
    #[must_use]
    pub const fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    /// The floor as a fraction: 0.01 is one per cent, and the least.
    pub const fn fraction(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Percent(self.0).fmt(f)
    }
}

impl Ratio {
    /// Whether the subject is faster or slower, given the noise floor: only where the whole interval is beyond it.
    pub fn verdict(self, floor: Floor) -> Verdict {
        // Compared as a factor, so that A against B and B against A never both win.
        let factor = 1.0 + floor.fraction();
        if self.pairs < Self::PAIRS_FOR_A_VERDICT {
            Verdict::TooFewPairs
        } else if self.low > factor {
            Verdict::Slower
        } else if 1.0 / self.high > factor {
            Verdict::Faster
        } else {
            Verdict::NotDistinguishable
        }
    }
}

/// How a subject compares with its reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The subject takes less time: over the whole interval by more than the floor.
    Faster,
    /// The subject takes more time: over the whole interval by more than the floor.
    Slower,
    /// Some ratio of the interval is within the floor.
    NotDistinguishable,
    /// Fewer than [`Ratio::PAIRS_FOR_A_VERDICT`] rounds measured both.
    TooFewPairs,
}

impl Verdict {
    /// The words used in tables and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Faster => "faster",
            Self::Slower => "slower",
            Self::NotDistinguishable => "not distinguishable",
            Self::TooFewPairs => "too few pairs",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Samples, Seconds};
    use approx::assert_relative_eq;

    /// The ratio of subjects that take `times` to a reference that takes 1 s.
    fn ratio(times: &[f64]) -> Ratio {
        let list = |times: &[f64]| Samples::of_rounds(times.iter().map(|&time| Seconds::new(time).unwrap())).unwrap();
        Ratio::paired(&list(times), &list(&vec![1.0; times.len()])).unwrap()
    }

    #[test]
    fn the_floor_is_the_reach_of_the_twins_and_at_least_one_per_cent() {
        let floor = Floor::of_twins(ratio(&[0.97; 8]));
        assert_relative_eq!(floor.fraction(), 1.0 / 0.97 - 1.0, max_relative = 1e-12);
        assert_eq!(Floor::of_twins(ratio(&[1.001; 8])), Floor::LEAST, "quiet twins");
        assert_eq!(Floor::LEAST.to_string(), "1 %", "as a percentage");
    }

    #[test]
    fn a_difference_counts_beyond_its_interval_and_the_floor() {
        let three_per_cent = Floor::of_twins(ratio(&[0.97; 8]));
        let table = [
            (&[2.0; 7][..], Floor::LEAST, Verdict::TooFewPairs),
            (&[2.0; 8], Floor::LEAST, Verdict::Slower),
            (&[0.5; 8], Floor::LEAST, Verdict::Faster),
            (&[1.009; 8], Floor::LEAST, Verdict::NotDistinguishable),
            (&[1.011; 8], Floor::LEAST, Verdict::Slower),
            (&[0.9, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2], Floor::LEAST, Verdict::NotDistinguishable),
            (&[1.03; 8], three_per_cent, Verdict::NotDistinguishable),
            (&[0.98; 8], three_per_cent, Verdict::NotDistinguishable),
            (&[1.04; 8], three_per_cent, Verdict::Slower),
        ];
        for (times, floor, verdict) in table {
            assert_eq!(ratio(times).verdict(floor), verdict, "{times:?}, floor {floor}");
        }
    }

    #[test]
    fn the_whole_interval_must_exceed_the_floor() {
        let table = [
            (0.1, 1.05, 1.2, Verdict::NotDistinguishable),
            (0.1, 1.11, 1.2, Verdict::Slower),
            (0.01, 1.03, 1.07, Verdict::Slower),
            (0.01, 1.009, 1.07, Verdict::NotDistinguishable),
            (0.97, 1.32, 3.82, Verdict::NotDistinguishable),
        ];
        for (floor, low, high, verdict) in table {
            let ratio = Ratio { median: f64::midpoint(low, high), low, high, pairs: 9 };
            let opposite = if verdict == Verdict::Slower { Verdict::Faster } else { verdict };
            let found = [ratio, ratio.inverse()].map(|ratio| ratio.verdict(Floor(floor)));
            assert_eq!(found, [verdict, opposite], "{ratio}, floor {floor}");
        }
    }
}
