//! How long and how often to measure.

use std::time::Duration;

use crate::Seconds;

/// How candidates are measured. By default each gets 2 s, at least 3 rounds and at most 1000.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    budget: Duration,
    min_rounds: u32,
    pub(super) max_rounds: u32,
}

/// Why a plan is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The budget is out of range.
    #[error("the budget is {0} s: it must be from a nanosecond to a day (86400 s); 2 is a good start")]
    Budget(f64),
    /// The least and the greatest number of rounds contradict each other.
    #[error("rounds from {0} to {1}: the least must be 1 or more, and no more than the most; try 3 to 1000")]
    Rounds(u32, u32),
}

impl Default for Plan {
    fn default() -> Self {
        Self { budget: Duration::from_secs(2), min_rounds: 3, max_rounds: 1000 }
    }
}

impl Plan {
    /// The longest budget, a day, which catches a wrong unit.
    const LONGEST: Duration = Duration::from_secs(86_400);

    /// The same plan with `seconds` of timed calls for each candidate. Warming up and checks come on top.
    ///
    /// # Errors
    /// Where `seconds` is not a number, less than a nanosecond, or more than a day.
    pub fn budget_seconds(self, seconds: f64) -> Result<Self, PlanError> {
        match Duration::try_from_secs_f64(seconds) {
            Ok(budget) if budget > Duration::ZERO && budget <= Self::LONGEST => Ok(Self { budget, ..self }),
            _ => Err(PlanError::Budget(seconds)),
        }
    }

    /// The same plan with at least `min` rounds, even where they exceed the budget, and at most `max`.
    ///
    /// # Errors
    /// Where `min` is 0 or above `max`.
    pub fn rounds(self, min: u32, max: u32) -> Result<Self, PlanError> {
        if min == 0 || min > max {
            return Err(PlanError::Rounds(min, max));
        }
        Ok(Self { min_rounds: min, max_rounds: max, ..self })
    }

    /// The timed seconds of each candidate.
    pub fn budget(&self) -> Seconds {
        self.budget.into()
    }

    /// Whether a candidate that has spent `spent` on `rounds` samples, of `least` that it needs, takes another.
    pub(super) fn allows_another(&self, rounds: u32, least: u32, spent: Duration) -> bool {
        let next = spent / rounds.max(1);
        rounds < self.max_rounds && (rounds < self.min_rounds.max(least) || spent + next <= self.budget)
    }

    /// The share that is done, from 0 to 1, of the limit that is reached first.
    pub(super) fn done(&self, rounds: u32, least: u32, spent: Duration) -> f64 {
        if !self.allows_another(rounds, least, spent) {
            return 1.0;
        }
        let by_most = f64::from(rounds) / f64::from(self.max_rounds);
        let by_least = f64::from(rounds) / f64::from(self.min_rounds.max(least));
        let by_budget = spent.as_secs_f64() / self.budget.as_secs_f64();
        by_most.max(by_budget.min(by_least)).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_out_of_range_is_refused() {
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY, 86_400.1, 1e-12] {
            let message = Plan::default().budget_seconds(seconds).unwrap_err().to_string();
            assert!(message.starts_with(&format!("the budget is {seconds} s: it must be from")), "{message}");
        }
        assert!(Plan::default().budget_seconds(0.25).is_ok(), "a quarter of a second is a budget");
        for (min, max) in [(0, 5), (6, 5)] {
            let refused = Plan::default().rounds(min, max);
            assert_eq!(refused, Err(PlanError::Rounds(min, max)), "{min} to {max}");
        }
        assert!(Plan::default().rounds(5, 5).is_ok(), "exactly five");
    }
}
