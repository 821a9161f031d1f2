//! Timing candidates in interleaved rounds.
//!
//! **Why rounds.** Candidates timed one after the other run under different clock frequencies and loads. Each round
//! times every candidate once, so that slow changes affect all of them; a [`Ratio`](crate::Ratio) pairs the samples of
//! a round.
//!
//! **The order** changes from round to round. A block of rounds is a Williams square: over the block every candidate
//! takes every place, and follows every other one, equally often, so that none always finds the same neighbour's data
//! in the caches. A seeded generator assigns the candidates to the square and shuffles its rounds.
//!
//! **What is timed.** A sample is the time between two readings of a monotonic clock, with only calls of [`Work::run`]
//! between them: one call, or as many as fill 1 ms. Its value is the mean time of a call. The two readings are a
//! negligible part of a sample; a call costs one indirect jump.
//!
//! **What is not timed.** [`Work::prepare`] before and [`Work::check`] after each sample, the progress report, and the
//! warm-up: one call, whose answer is checked before anything is timed and whose duration starts the calibration. Where
//! it does not fill a sample, larger batches follow until one does.
//!
//! **When it stops.** A candidate leaves the rounds when its next sample, at the mean time of its earlier ones, would
//! exceed its budget, but not before the least number of rounds, its own or the plan's. A slow candidate therefore has fewer samples, paired
//! with the earlier rounds of the others.
//!
//! **Bias.** Repeating a call within a sample shows the branch predictor and the caches the same input again: short
//! calls look faster than in a program that makes them once, and a candidate alone in the last rounds faster than one
//! among many. The checks between samples change the state of the caches. Time is wall time: a candidate that uses two
//! threads is charged for the longer of them, not for both.

mod candidate;
mod kept;
mod plan;
mod sampler;
mod schedule;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

pub use candidate::{Candidate, Cause, Work};
pub use kept::KeptMemory;
pub use plan::{Plan, PlanError};
pub use sampler::Timing;

use crate::statistics::real;
use crate::{SamplesError, stopwatch};
use sampler::Sampler;
use schedule::Schedule;

/// What is measured next, and how much is done. Reported outside the timed window, so the report may take time: draw a
/// bar, or read the [`Clock`](crate::Clock).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress<'a> {
    /// The name of the candidate.
    pub candidate: &'a str,
    /// The round, from 0; `None` while it warms up.
    pub round: Option<u32>,
    /// The share that is done, from 0 to 1, never decreasing: an estimate from budgets spent and rounds done.
    pub done: f64,
}

/// Why candidates could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// The list of candidates is empty.
    #[error("no candidates: there is nothing to measure; give at least one")]
    NoCandidates,
    /// Two candidates have the same name.
    #[error("two candidates are called \"{0}\": names must differ; rename one, for example to \"{0} (twin)\"")]
    SameName(String),
    /// A candidate's answer is wrong, so its time means nothing: its name, the round from 0 (`None` for the call that
    /// warms up), and what the check found.
    #[error("\"{0}\" gave a wrong answer {when}: {2}; correct it before it is timed", when = describe_round(*.1))]
    WrongAnswer(String, Option<u32>, #[source] Cause),
    /// A candidate panicked: its name, the round as above, and the message of the panic.
    #[error("\"{0}\" panicked {when}: {2}; correct it before it is timed", when = describe_round(*.1))]
    Panicked(String, Option<u32>, String),
    /// The samples of the candidate of this name cannot be used.
    #[error("\"{0}\" cannot be timed: {1}")]
    Unusable(String, #[source] SamplesError),
}

fn describe_round(round: Option<u32>) -> String {
    round.map_or_else(|| "while warming up".to_owned(), |round| format!("in round {round}"))
}

impl Plan {
    /// The timings of `candidates`, in their order, by the machine's monotonic clock. `progress` is called before each
    /// warm-up and each sample.
    ///
    /// # Errors
    /// Where there is no candidate, two have the same name, a candidate panics or a check finds a wrong answer, which ends
    /// the measurement, or the clock did not advance during a sample.
    pub fn measure(
        &self,
        candidates: &mut [Candidate<'_>],
        progress: impl FnMut(&Progress<'_>),
    ) -> Result<Vec<Timing>, MeasureError> {
        self.measure_with(&stopwatch::monotonic(), candidates, progress)
    }

    /// As [`Plan::measure`], by a stopwatch: a function that returns the time since a fixed moment.
    ///
    /// # Errors
    /// As [`Plan::measure`].
    pub fn measure_with(
        &self,
        stopwatch: &dyn Fn() -> Duration,
        candidates: &mut [Candidate<'_>],
        mut progress: impl FnMut(&Progress<'_>),
    ) -> Result<Vec<Timing>, MeasureError> {
        check_names(candidates)?;
        let mut samplers = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            progress(&Progress { candidate: &candidate.name, round: None, done: 0.0 });
            let name = candidate.name.clone();
            samplers.push(caught(&name, None, || Sampler::warm_up(candidate, stopwatch))?);
        }
        let mut schedule = Schedule::new();
        for round in 0..self.max_rounds {
            let running: Vec<usize> =
                (0..samplers.len()).filter(|&index| samplers[index].takes_another(self)).collect();
            if running.is_empty() {
                break;
            }
            for index in schedule.round(&running) {
                let (candidate, done) = (samplers[index].name, done(&samplers, self));
                progress(&Progress { candidate, round: Some(round), done });
                let sampler = &mut samplers[index];
                caught(candidate, Some(round), || sampler.take_sample(round, stopwatch))?;
            }
        }
        samplers.into_iter().map(Sampler::into_timing).collect()
    }
}

/// What `work` returns, a panic as an error.
fn caught<T>(
    name: &str,
    round: Option<u32>,
    work: impl FnOnce() -> Result<T, MeasureError>,
) -> Result<T, MeasureError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Err(MeasureError::Panicked(name.to_owned(), round, text.to_owned()))
    })
}

fn check_names(candidates: &[Candidate<'_>]) -> Result<(), MeasureError> {
    if candidates.is_empty() {
        return Err(MeasureError::NoCandidates);
    }
    let mut names = HashSet::new();
    match candidates.iter().find(|candidate| !names.insert(&candidate.name)) {
        Some(again) => Err(MeasureError::SameName(again.name.clone())),
        None => Ok(()),
    }
}

fn done(samplers: &[Sampler<'_, '_>], plan: &Plan) -> f64 {
    let sum: f64 = samplers.iter().map(|sampler| sampler.done(plan)).sum();
    sum / real(samplers.len())
}
