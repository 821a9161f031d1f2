//! Statistics of a candidate's samples.
//!
//! The median is the headline: on a shared machine noise is one-sided, since a call can be delayed but not sped up, and
//! the mean includes every delay. The spread is the median absolute deviation (MAD), *unscaled*: half of the samples
//! lie within one MAD of the median. (Times 1.4826 it would estimate the standard deviation of normal noise, which this
//! noise is not.)

use crate::statistics::{deviation, mean, median, real};
use crate::{Seconds, Usage};

/// One sample: the mean time of a call in it, and the round it was taken in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// The round, from 0. Samples of the same round were taken next to each other and make a pair.
    pub round: u32,
    /// The time of one call.
    pub per_call: Seconds,
    /// What one call took beside time; `None` where that is not counted.
    pub usage: Option<Usage>,
}

/// The samples of one candidate, at least one, in the order of their rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples(Vec<Sample>);

/// Why a list of samples is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SamplesError {
    /// The list is empty.
    #[error("no samples: a median needs at least one; measure at least one round")]
    Empty,
    /// The sample of this round has zero length, and so no ratio to another.
    #[error(
        "the sample of round {0} lasts 0 s: it must be longer than the clock's resolution; repeat the call within the sample"
    )]
    NoTime(u32),
    /// The first round follows the second. Rounds must ascend, so that pairs can be found.
    #[error("round {0} follows round {1}: rounds must ascend; sort the samples by round, one a round")]
    Unordered(u32, u32),
}

impl Samples {
    /// The list `samples`, which must be in ascending order of rounds.
    ///
    /// # Errors
    /// Where there are none, where one lasts no time, or where the rounds do not ascend.
    pub fn new(samples: Vec<Sample>) -> Result<Self, SamplesError> {
        if samples.is_empty() {
            return Err(SamplesError::Empty);
        }
        if let Some(sample) = samples.iter().find(|sample| sample.per_call == Seconds::ZERO) {
            return Err(SamplesError::NoTime(sample.round));
        }
        if let Some(pair) = samples.windows(2).find(|pair| pair[1].round <= pair[0].round) {
            return Err(SamplesError::Unordered(pair[1].round, pair[0].round));
        }
        Ok(Self(samples))
    }

    /// The samples of rounds 0, 1, 2, …, one for each time in `per_call`.
    ///
    /// # Errors
    /// As [`Samples::new`].
    pub fn of_rounds(per_call: impl IntoIterator<Item = Seconds>) -> Result<Self, SamplesError> {
        Self::new((0..).zip(per_call).map(|(round, per_call)| Sample { round, per_call, usage: None }).collect())
    }

    /// How many samples there are; never 0.
    pub fn n(&self) -> usize {
        self.0.len()
    }

    /// The samples in the order of their rounds.
    pub fn iter(&self) -> impl Iterator<Item = Sample> + '_ {
        self.0.iter().copied()
    }

    /// The middle sample, or the mean of the middle two.
    pub fn median(&self) -> Seconds {
        Seconds::from_statistic(median(&mut self.times()))
    }

    /// The median absolute deviation from the median, not scaled.
    pub fn mad(&self) -> Seconds {
        let middle = self.median().get();
        let mut deviations: Vec<f64> = self.times().into_iter().map(|time| (time - middle).abs()).collect();
        Seconds::from_statistic(median(&mut deviations))
    }

    /// The shortest sample.
    pub fn min(&self) -> Seconds {
        Seconds::from_statistic(self.times().into_iter().fold(f64::INFINITY, f64::min))
    }

    /// The longest sample.
    pub fn max(&self) -> Seconds {
        Seconds::from_statistic(self.times().into_iter().fold(0.0, f64::max))
    }

    /// The arithmetic mean.
    pub fn mean(&self) -> Seconds {
        Seconds::from_statistic(mean(&self.times()))
    }

    /// The population standard deviation.
    pub fn stddev(&self) -> Seconds {
        Seconds::from_statistic(deviation(&self.times()))
    }

    /// What a call took beside time, on average over the samples; `None` where one was not counted.
    pub fn usage(&self) -> Option<Usage> {
        let usages: Option<Vec<Usage>> = self.iter().map(|sample| sample.usage).collect();
        let sum = usages?.into_iter().fold(Usage::default(), Usage::plus);
        Some(sum.since(Usage::default(), real(self.n())))
    }

    fn times(&self) -> Vec<f64> {
        self.0.iter().map(|sample| sample.per_call.get()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_timeless_or_unordered_list_is_refused() {
        let at = |round, time| Sample { round, per_call: Seconds::new(time).unwrap(), usage: None };
        assert_eq!(Samples::new(vec![]), Err(SamplesError::Empty), "empty");
        let stopped = Samples::new(vec![at(4, 1.0), at(5, 0.0)]);
        assert_eq!(stopped, Err(SamplesError::NoTime(5)), "no time");
        for later in [2, 3] {
            let unordered = Samples::new(vec![at(3, 1.0), at(later, 1.0)]);
            assert_eq!(unordered, Err(SamplesError::Unordered(later, 3)), "order");
        }
    }
}
