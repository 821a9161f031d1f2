//! How the times of two candidates compare, from samples paired by round.
//!
//! A round times all candidates within a short while, so a disturbance during that round slows both and cancels in
//! their quotient; it would remain in the quotient of two medians taken minutes apart. Quotients are taken as
//! logarithms, where "twice" and "half" are equally far from "equal", so the ratio does not depend on which candidate
//! comes first. The median of the logarithms, unlike their mean, ignores the few rounds in which another process took
//! the core.
//!
//! **Bias.** The interval assumes independent rounds. It does not contain a disturbance that lasts for many rounds and
//! slows one candidate more than the other; the noise floor (A/A), a [`Floor`](crate::Floor), shows that.

use std::fmt;

use crate::Samples;
use crate::format::{decimals, fixed};
use crate::interval::interval_of_median;
use crate::statistics::median;

/// The time of a subject divided by that of a reference, with an interval. Displayed as `12.3× [12.1, 12.5]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The median of the paired ratios; above 0, and within the interval.
    pub median: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
    /// How many rounds measured both candidates; at least 1.
    pub pairs: usize,
}

/// Two candidates that were never measured in the same round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the two candidates have no round in common: a ratio needs one; measure both under one plan")]
pub struct NoCommonRound;

impl Ratio {
    /// The least number of pairs for a verdict: the fewest whose range covers the true median with 99 %
    /// (1 - 2^(1-n) = 0.992 for n = 8).
    pub const PAIRS_FOR_A_VERDICT: usize = 8;

    /// The time of `subject` divided by the time of `reference`: the median over their common rounds, above 1 where the
    /// subject is slower.
    ///
    /// The interval is a percentile bootstrap of that median (4000 resamples, fixed seed: the same samples give the
    /// same interval), never narrower than the exact interval of the sign test, without which few pairs would promise
    /// too much. With fewer than [`Ratio::PAIRS_FOR_A_VERDICT`] pairs it is the whole range.
    ///
    /// # Errors
    /// Where the two have no round in common.
    #[expect(clippy::disallowed_methods, reason = "a statistic, whose last bit decides nothing")]
    pub fn paired(subject: &Samples, reference: &Samples) -> Result<Self, NoCommonRound> {
        let mut logarithms = paired_logarithms(subject, reference);
        if logarithms.is_empty() {
            return Err(NoCommonRound);
        }
        let (low, high) = interval_of_median(&logarithms);
        let median = median(&mut logarithms);
        Ok(Self { median: median.exp(), low: low.exp(), high: high.exp(), pairs: logarithms.len() })
    }

    /// How far the interval reaches from 1, as a factor of 1 or more, whichever of the two is divided by the other.
    pub(crate) const fn reach(self) -> f64 {
        self.high.max(1.0 / self.low)
    }

    /// The reciprocal ratio, which turns a ratio of times into one of speeds.
    pub const fn inverse(self) -> Self {
        Self { median: 1.0 / self.median, low: 1.0 / self.high, high: 1.0 / self.low, pairs: self.pairs }
    }
}

/// All three numbers have the decimals that the lower end needs for three significant digits, so that `0.997` and
/// `1.003` stay apart, and none looks more precise than the others.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = decimals(self.low);
        let [median, low, high] = [self.median, self.low, self.high].map(|value| fixed(value, decimals));
        f.pad(&format!("{median}× [{low}, {high}]"))
    }
}

/// The logarithms of subject over reference, one for each round that both have.
#[expect(clippy::disallowed_methods, reason = "a statistic, whose last bit decides nothing")]
fn paired_logarithms(subject: &Samples, reference: &Samples) -> Vec<f64> {
    let mut others = reference.iter().peekable();
    subject
        .iter()
        .filter_map(|sample| {
            while others.next_if(|other| other.round < sample.round).is_some() {}
            let other = others.next_if(|other| other.round == sample.round)?;
            Some((sample.per_call.get() / other.per_call.get()).ln())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sample, Seconds};
    use approx::assert_relative_eq;

    fn samples(pairs: &[(u32, f64)]) -> Samples {
        let sample = |&(round, time)| Sample { round, per_call: Seconds::new(time).unwrap(), usage: None };
        Samples::new(pairs.iter().map(sample).collect()).unwrap()
    }

    #[test]
    fn only_common_rounds_are_paired() {
        let subject = samples(&[(0, 2.0), (2, 6.0), (3, 8.0), (9, 100.0)]);
        let reference = samples(&[(1, 50.0), (2, 2.0), (3, 2.0), (4, 70.0)]);
        let ratio = Ratio::paired(&subject, &reference).unwrap();
        assert_eq!(ratio.pairs, 2, "rounds 2 and 3");
        assert_relative_eq!(ratio.median, 12.0_f64.sqrt(), max_relative = 1e-12);
        assert_relative_eq!(ratio.low, 3.0, max_relative = 1e-12);
        assert_relative_eq!(ratio.high, 4.0, max_relative = 1e-12);
        let disjoint = Ratio::paired(&samples(&[(0, 1.0)]), &samples(&[(1, 1.0)]));
        assert_eq!(disjoint, Err(NoCommonRound), "no common round");
    }

    #[test]
    fn the_inverse_swaps_the_ends() {
        let ratio = Ratio { median: 2.0, low: 1.6, high: 4.0, pairs: 9 };
        let inverse = Ratio { median: 0.5, low: 0.25, high: 0.625, pairs: 9 };
        assert_eq!(ratio.inverse(), inverse, "1/2 [1/4, 1/1.6]");
    }

    #[test]
    fn the_interval_has_the_digits_of_its_lower_end() {
        let table = [
            (12.1, 12.3, 12.5, "12.3× [12.1, 12.5]"),
            (0.997, 1.0, 1.003, "1.000× [0.997, 1.003]"),
            (1.18, 1.2, 1.219, "1.20× [1.18, 1.22]"),
            (9.95, 10.1, 10.2, "10.10× [9.95, 10.20]"),
            (1234.0, 2345.6, 3456.0, "2,346× [1,234, 3,456]"),
        ];
        for (low, median, high, text) in table {
            assert_eq!(Ratio { median, low, high, pairs: 9 }.to_string(), text, "{median} from {low} to {high}");
        }
    }
}
