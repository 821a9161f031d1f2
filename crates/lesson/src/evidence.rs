//! What was measured of a step: times, ratios, shares of samples.

use crate::{Scene, Step};
use lanelab_measure::{Candidate, Floor, MeasureError, NotATime, Plan, PlanError, Ratio, Timed, Timeit, Verdict};

/// How long a step may be measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Budget {
    /// By `%timeit`'s own rule, and for a ratio as long as it needs.
    Full,
    /// Some seconds for the time, and as many for each work of a ratio.
    Brief(f64),
}

/// How long works are compared, in seconds each.
const COMPARED: f64 = 0.5;

/// The most rounds of a comparison.
const MOST_ROUNDS: u32 = 1000;

impl Budget {
    /// By `%timeit`'s own rule where the lesson published a time, and
    /// shorter where it did not.
    #[must_use]
    pub const fn of(step: &Step) -> Self {
        match step.published {
            Some(_) => Self::Full,
            None => Self::Brief(COMPARED),
        }
    }
}

/// The step's own work against other work.
#[derive(Debug, Clone)]
pub struct Against {
    /// The name of the other work.
    pub name: &'static str,
    /// The own work's time over the other's.
    pub ratio: Ratio,
    /// What may be said of it.
    pub verdict: Verdict,
}

/// Times of a step's work.
#[derive(Debug, Clone)]
pub struct Timings {
    /// The step's own work, alone, by the rule of `%timeit`.
    pub own: Option<Timed>,
    /// The same against each other work, in interleaved rounds.
    pub ratios: Vec<Against>,
}

/// Shares of the samples of a profile.
#[derive(Debug, Clone, PartialEq)]
pub enum Profiled {
    /// Functions and their shares of 1, the largest first.
    Functions(Vec<(String, f64)>),
    /// Files, lines and their shares of 1, the largest first; without a
    /// line what is no line of the user's.
    Lines(Vec<(String, Option<u32>, f64)>),
    /// No sampler works here, and why.
    Nothing(String),
}

/// All that was measured of a step.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Its times.
    pub timings: Timings,
    /// Its profile, where it has one.
    pub profiled: Option<Profiled>,
}

/// Why a step could not be measured.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum Unmeasured {
    /// The budget is no time.
    Time(#[from] NotATime),
    /// The budget is out of range.
    Plan(#[from] PlanError),
    /// The work could not be measured.
    Work(#[from] MeasureError),
    /// The ratio has no rounds.
    Rounds(#[from] lanelab_measure::NoCommonRound),
}

impl Scene<'_> {
    /// Measures the step's work: alone, and against what it is compared
    /// with.
    ///
    /// # Errors
    /// Where the budget is no time, or the clock stands still.
    pub fn measure(&self, budget: Budget) -> Result<Timings, Unmeasured> {
        let Some(own) = self.works.first() else {
            return Ok(Timings { own: None, ratios: Vec::new() });
        };
        let timeit = match budget {
            Budget::Full => Timeit::ipython(),
            Budget::Brief(seconds) => Timeit::brief(seconds)?,
        };
        let own = Some(timeit.measure(|| own.run()));
        Ok(Timings { own, ratios: self.ratios(budget)? })
    }

    fn ratios(&self, budget: Budget) -> Result<Vec<Against>, Unmeasured> {
        let [own, others @ ..] = self.works.as_slice() else {
            return Ok(Vec::new());
        };
        if others.is_empty() {
            return Ok(Vec::new());
        }
        let seconds = match budget {
            Budget::Full => COMPARED,
            Budget::Brief(seconds) => seconds,
        };
        let twin = format!("{} (twin)", own.name);
        let mut candidates = vec![Candidate::new(own.name, || own.run()), Candidate::new(twin, || own.run())];
        for other in others {
            candidates.push(Candidate::new(other.name, || other.run()));
        }
        let mut plan = Plan::default().budget_seconds(seconds)?;
        if seconds >= COMPARED {
            let least = u32::try_from(Ratio::PAIRS_FOR_A_VERDICT);
            plan = plan.rounds(least.unwrap_or(1), MOST_ROUNDS)?;
        }
        let timings = plan.measure(&mut candidates, |_| ())?;
        let [own, twin, rest @ ..] = timings.as_slice() else {
            return Ok(Vec::new());
        };
        let floor = Ratio::paired(twin.samples(), own.samples())?;
        let floor = Floor::of_twins(floor);
        let against = |(other, timing): (&crate::Work<'_>, _)| {
            let timing: &lanelab_measure::Timing = timing;
            let ratio = Ratio::paired(own.samples(), timing.samples())?;
            let verdict = ratio.verdict(floor);
            Ok(Against { name: other.name, ratio, verdict })
        };
        others.iter().zip(rest).map(against).collect()
    }
}

impl Evidence {
    /// The ratio against the work of this name.
    #[must_use]
    pub fn against(&self, name: &str) -> Option<&Against> {
        self.timings.ratios.iter().find(|against| against.name == name)
    }

    /// The share of samples on lines of a file that `chosen` holds for.
    #[must_use]
    pub fn share_of_lines(&self, file: &str, chosen: impl Fn(u32) -> bool) -> Option<f64> {
        let Some(Profiled::Lines(lines)) = &self.profiled else {
            return None;
        };
        let within = lines.iter().filter(|(place, line, _)| place.ends_with(file) && line.is_some_and(&chosen));
        Some(within.map(|(_, _, share)| share).sum())
    }
}
