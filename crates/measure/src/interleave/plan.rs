//! How long to measure, how often, and in what order.

use std::time::Duration;

use crate::Seconds;

/// How candidates are measured. The default gives each of them 2 s, at least 3 rounds and at most 1000, and
/// samples of at least 1 ms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    budget: Duration,
    min_rounds: u32,
    max_rounds: u32,
    min_sample: Duration,
    seed: u64,
}

/// Why a plan cannot be followed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The budget is out of range.
    #[error("the budget is {0} s: it must be a nanosecond at least and a day, 86400, at most; 2 is a good start")]
    Budget(f64),
    /// The bounds of the rounds contradict each other.
    #[error("rounds from {min} to {max}: the least must be 1 or more, and no more than the most; try 3 to 1000")]
    Rounds {
        /// The least number of rounds asked for.
        min: u32,
        /// The greatest number of rounds asked for.
        max: u32,
    },
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            budget: Duration::from_secs(2),
            min_rounds: 3,
            max_rounds: 1000,
            min_sample: Duration::from_millis(1),
            seed: 0,
        }
    }
}

impl Plan {
    /// The longest budget, a day: far beyond what anybody waits for, it catches a slip of units.
    const LONGEST: Duration = Duration::from_secs(86_400);

    /// The same plan with `seconds` of timed calls for each candidate. Warming up and checks come on top.
    ///
    /// # Errors
    /// Where `seconds` is no number, less than a nanosecond, or more than a day.
    pub fn budget_seconds(self, seconds: f64) -> Result<Self, PlanError> {
        match Duration::try_from_secs_f64(seconds) {
            Ok(budget) if budget > Duration::ZERO && budget <= Self::LONGEST => Ok(Self { budget, ..self }),
            _ => Err(PlanError::Budget(seconds)),
        }
    }

    /// The same plan with at least `min` rounds, though the budget be exceeded, and at most `max`, though it
    /// be not used up.
    ///
    /// # Errors
    /// Where `min` is 0 or above `max`.
    pub fn rounds(self, min: u32, max: u32) -> Result<Self, PlanError> {
        if min == 0 || min > max {
            return Err(PlanError::Rounds { min, max });
        }
        Ok(Self { min_rounds: min, max_rounds: max, ..self })
    }

    /// The same plan with samples of at least `duration`: shorter calls are repeated until they fill it, or
    /// a million times. Zero takes every call for a sample.
    #[must_use]
    pub fn min_sample(self, duration: Duration) -> Self {
        Self { min_sample: duration, ..self }
    }

    /// The same plan with the order of the candidates drawn from `seed`.
    #[must_use]
    pub fn seeded(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The time each candidate may take.
    #[must_use]
    pub fn budget(&self) -> Seconds {
        self.budget.into()
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn max_rounds(&self) -> u32 {
        self.max_rounds
    }

    pub(super) fn shortest_sample(&self) -> Duration {
        self.min_sample
    }

    /// Whether a candidate that has spent `spent` on `rounds` samples takes another.
    pub(super) fn allows_another(&self, rounds: u32, spent: Duration) -> bool {
        let next = spent / rounds.max(1);
        rounds < self.max_rounds && (rounds < self.min_rounds || spent + next <= self.budget)
    }

    /// The share that is done, from 0 to 1, by what will end it first.
    pub(super) fn done(&self, rounds: u32, spent: Duration) -> f64 {
        if !self.allows_another(rounds, spent) {
            return 1.0;
        }
        let by_most = f64::from(rounds) / f64::from(self.max_rounds);
        let by_least = f64::from(rounds) / f64::from(self.min_rounds);
        let by_budget = spent.as_secs_f64() / self.budget.as_secs_f64();
        by_most.max(by_budget.min(by_least)).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_that_is_none_is_refused() {
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY, 86_400.1, 1e-12] {
            assert!(Plan::default().budget_seconds(seconds).is_err(), "{seconds} s was taken for a budget");
        }
        let message = Plan::default().budget_seconds(-1.0).unwrap_err().to_string();
        assert!(
            message.starts_with("the budget is -1 s: it must be a nanosecond at least"),
            "the message was: {message}"
        );
        assert!(Plan::default().budget_seconds(0.25).is_ok(), "a quarter of a second is a budget");
    }

    #[test]
    fn bounds_that_contradict_each_other_are_refused() {
        for (min, max) in [(0, 5), (6, 5)] {
            let refused = Plan::default().rounds(min, max);
            assert_eq!(refused, Err(PlanError::Rounds { min, max }), "{min} to {max}");
        }
        assert!(Plan::default().rounds(5, 5).is_ok(), "exactly five");
    }

    #[test]
    fn the_least_rounds_are_taken_whatever_they_cost() {
        let plan = Plan::default().budget_seconds(2.0).unwrap().rounds(3, 10).unwrap();
        let spent = Duration::from_secs;
        assert!(plan.allows_another(2, spent(100)), "a third of at least three");
        assert!(!plan.allows_another(3, spent(100)), "a fourth, far over budget");
        assert!(plan.allows_another(3, Duration::from_millis(1500)), "a fourth that just fits");
        assert!(!plan.allows_another(3, Duration::from_millis(1501)), "a fourth that does not fit");
        assert!(!plan.allows_another(10, spent(0)), "an eleventh of at most ten");
    }

    #[test]
    fn what_is_done_never_shrinks() {
        let plan = Plan::default().budget_seconds(2.0).unwrap().rounds(3, 10).unwrap();
        for milliseconds in [1_u64, 150, 300, 1000, 9000] {
            let shares: Vec<f64> = (0..=10).map(|n| plan.done(n, Duration::from_millis(milliseconds) * n)).collect();
            assert!(shares.is_sorted() && shares[0] == 0.0 && shares[10] == 1.0, "{milliseconds} ms: {shares:?}");
        }
    }
}
