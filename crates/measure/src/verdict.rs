//! Whether a ratio means faster or slower, given the noise floor.
//!
//! An interval says how well the samples agree, not how good the instrument is: two twins of one candidate may differ
//! well beyond their interval, for example by the alignment of their buffers. So an *A/A* pair is measured along with
//! the rest: the same work twice, under two names. Any difference between the two is noise, and a difference between
//! other candidates counts only if it is larger.

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
    #[must_use]
    pub const fn of_twins(twins: Ratio) -> Self {
        let reach = twins.high().max(1.0 / twins.low()) - 1.0;
        Self(reach.max(Self::LEAST.0))
    }

    /// The floor as a fraction: 0.01 is one per cent, and the least.
    #[must_use]
    pub const fn fraction(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Percent(self.0).fmt(f)
    }
}

/// How a subject compares with its reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The subject takes less time, by more than the floor, and the interval lies below 1.
    Faster,
    /// The subject takes more time, by more than the floor, and the interval lies above 1.
    Slower,
    /// The interval contains 1, or the difference is not above the floor.
    NotDistinguishable,
    /// Fewer than [`Ratio::PAIRS_FOR_A_VERDICT`] rounds measured both.
    TooFewPairs,
}

impl Verdict {
    pub(crate) fn of(ratio: Ratio, floor: Floor) -> Self {
        // Compared as a factor, so that A against B and B against A never both win.
        let factor = 1.0 + floor.fraction();
        if ratio.pairs() < Ratio::PAIRS_FOR_A_VERDICT {
            Self::TooFewPairs
        } else if ratio.low() > 1.0 && ratio.median() > factor {
            Self::Slower
        } else if ratio.high() < 1.0 && 1.0 / ratio.median() > factor {
            Self::Faster
        } else {
            Self::NotDistinguishable
        }
    }

    /// The words used in tables and records.
    #[must_use]
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
    fn seven_pairs_are_too_few_and_eight_enough() {
        assert_eq!(ratio(&[2.0; 7]).verdict(Floor::LEAST), Verdict::TooFewPairs, "7");
        assert_eq!(ratio(&[2.0; 8]).verdict(Floor::LEAST), Verdict::Slower, "8");
        assert_eq!(ratio(&[0.5; 8]).verdict(Floor::LEAST), Verdict::Faster, "8, inverted");
    }

    #[test]
    fn a_certain_difference_below_the_floor_does_not_count() {
        let floor = Floor::of_twins(ratio(&[0.97; 8]));
        assert_relative_eq!(floor.fraction(), 1.0 / 0.97 - 1.0, max_relative = 1e-12);
        for time in [1.03, 0.98, 1.0] {
            assert_eq!(ratio(&[time; 8]).verdict(floor), Verdict::NotDistinguishable, "{time}");
        }
        assert_eq!(ratio(&[1.04; 8]).verdict(floor), Verdict::Slower, "above the floor");
    }

    #[test]
    fn the_floor_is_at_least_one_per_cent() {
        assert_eq!(Floor::of_twins(ratio(&[1.001; 8])), Floor::LEAST, "quiet twins");
        assert_eq!(ratio(&[1.009; 8]).verdict(Floor::LEAST), Verdict::NotDistinguishable, "0.9 %");
        assert_eq!(ratio(&[1.011; 8]).verdict(Floor::LEAST), Verdict::Slower, "1.1 %");
        assert_eq!(Floor::LEAST.to_string(), "1 %", "as a percentage");
    }

    #[test]
    fn an_interval_that_contains_1_decides_nothing() {
        let wide = ratio(&[0.9, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2]);
        assert_relative_eq!(wide.median(), 1.2, max_relative = 1e-12);
        assert_eq!(wide.verdict(Floor::LEAST), Verdict::NotDistinguishable, "[0.9, 1.2]");
    }
}
