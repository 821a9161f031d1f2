//! Timing several candidates round by round.
//!
//! **Why round by round.** One candidate after the other, each is measured under the weather of its own
//! minute: the clock floats, another process comes and goes. In a round every candidate is measured once, so
//! that what changes slowly meets them all; a [`Ratio`](crate::Ratio) pairs the samples of a round.
//!
//! **The order** changes from round to round. A block of rounds is a Williams square: over the block every
//! candidate stands in every place equally often, and follows every other one equally often, so that none
//! always inherits the caches of the same neighbour. Which candidate is which in the square, and the order
//! of its rounds, is drawn by a seeded generator.
//!
//! **What is timed.** A sample is the time between two readings of a monotonic clock, and between them is
//! nothing but calls of [`Work::run`]: one call, or where a call is shorter than the least time of a sample
//! (1 ms), as many as fill it. A sample's value is the mean time of its calls. The two readings of the clock
//! cost a vanishing part of the shortest sample; a call costs one indirect jump.
//!
//! **What is not timed.** [`Work::prepare`] before and [`Work::check`] after each sample, the progress report,
//! and warming up: one call, whose answer is checked before anything is timed and whose duration starts the
//! calibration. Where it was too short to fill a sample, batches follow, each larger, until one does.
//!
//! **When it stops.** A candidate drops out as soon as its next sample, if it took as long as the mean of the
//! earlier ones, would exceed its budget; but not before the least number of rounds. So a slow candidate has
//! fewer samples, and what it is paired with are the earlier rounds. All ends when all have dropped out.
//!
//! **Bias.** Repeating a call within a sample shows the branch predictor and the caches the same input again
//! and again: short calls look better than the first of their kind would, and a candidate alone in the last
//! rounds better than one among many. The checks run between samples and leave their own traces in the
//! caches. Time is the wall's: a candidate that uses two threads is charged for the longer of them, not for
//! both.

mod candidate;
mod entrant;
mod plan;
mod schedule;

use std::collections::HashSet;

pub use candidate::{Candidate, Cause, Work};
pub use entrant::Timing;
pub use plan::{Plan, PlanError};

use crate::stopwatch::{Monotonic, Stopwatch};
use crate::{Samples, SamplesError};
use entrant::Entrant;
use schedule::Schedule;

/// What is about to be measured, and how far along it all is. Reported outside the timed window, so that the
/// report may take its time: draw a bar, or read the [`Clock`](crate::Clock) for the sample that follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress<'a> {
    /// The name of the candidate whose turn it is.
    pub candidate: &'a str,
    /// Its place in the list of candidates, from 0.
    pub index: usize,
    /// The round, from 0; `None` while it warms up.
    pub round: Option<u32>,
    /// How much of the whole is done: from 0 to 1, never decreasing, by budget spent or rounds done. It
    /// guesses, since nobody knows how long the next sample takes.
    pub done: f64,
}

/// Why candidates could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// The list of candidates is empty.
    #[error("no candidates: there is nothing to measure; give at least one")]
    NoCandidates,
    /// Two candidates bear one name.
    #[error("two candidates are called \"{0}\": names tell them apart in tables; rename one, say \"{0} (twin)\"")]
    SameName(String),
    /// A candidate's answer is wrong, so that its time is of no interest.
    #[error("\"{candidate}\" gave a wrong answer {}: {cause}; correct it before it is timed", when(*round))]
    WrongAnswer {
        /// The name of the candidate.
        candidate: String,
        /// The round of the sample, from 0; `None` for the call that warms up.
        round: Option<u32>,
        /// What the check found.
        #[source]
        cause: Cause,
    },
    /// The samples of a candidate cannot be used.
    #[error("\"{candidate}\" cannot be timed: {cause}")]
    Unusable {
        /// The name of the candidate.
        candidate: String,
        /// What is wrong with them.
        #[source]
        cause: SamplesError,
    },
}

fn when(round: Option<u32>) -> String {
    round.map_or_else(|| "while warming up".to_owned(), |round| format!("in round {round}"))
}

impl Plan {
    /// The timings of `candidates`, in their order, by the machine's monotonic clock. `progress` is called
    /// before each warming up and before each sample.
    ///
    /// # Errors
    /// Where there is no candidate, where two have one name, as soon as a check finds a wrong answer, or
    /// where the clock did not advance during a sample.
    pub fn measure(
        &self,
        candidates: &mut [Candidate<'_>],
        progress: impl FnMut(&Progress<'_>),
    ) -> Result<Vec<Timing>, MeasureError> {
        self.measure_with(&Monotonic::start(), candidates, progress)
    }

    /// As [`Plan::measure`], by a stopwatch of the caller's.
    ///
    /// # Errors
    /// As [`Plan::measure`].
    pub fn measure_with(
        &self,
        stopwatch: &dyn Stopwatch,
        candidates: &mut [Candidate<'_>],
        mut progress: impl FnMut(&Progress<'_>),
    ) -> Result<Vec<Timing>, MeasureError> {
        refuse_unnameable(candidates)?;
        let mut entrants = Vec::with_capacity(candidates.len());
        for (index, candidate) in candidates.iter_mut().enumerate() {
            progress(&Progress { candidate: candidate.name(), index, round: None, done: 0.0 });
            entrants.push(Entrant::warm_up(candidate, self, stopwatch)?);
        }
        let mut schedule = Schedule::new(self.seed());
        for round in 0..self.max_rounds() {
            let running: Vec<usize> = (0..entrants.len()).filter(|&index| entrants[index].goes_on(self)).collect();
            if running.is_empty() {
                break;
            }
            for index in schedule.round(&running) {
                let (candidate, done) = (entrants[index].name(), done(&entrants, self));
                progress(&Progress { candidate, index, round: Some(round), done });
                entrants[index].take_sample(round, stopwatch)?;
            }
        }
        entrants.into_iter().map(Entrant::into_timing).collect()
    }
}

fn refuse_unnameable(candidates: &[Candidate<'_>]) -> Result<(), MeasureError> {
    if candidates.is_empty() {
        return Err(MeasureError::NoCandidates);
    }
    let mut names = HashSet::new();
    match candidates.iter().find(|candidate| !names.insert(candidate.name())) {
        Some(again) => Err(MeasureError::SameName(again.name().to_owned())),
        None => Ok(()),
    }
}

/// The mean share of their budgets that the entrants have behind them.
fn done(entrants: &[Entrant<'_, '_>], plan: &Plan) -> f64 {
    let sum: f64 = entrants.iter().map(|entrant| entrant.done(plan)).sum();
    sum / crate::order::real(entrants.len())
}

/// The samples a candidate has gathered, under its name where they cannot be used.
fn usable(candidate: &str, samples: Vec<crate::Sample>) -> Result<Samples, MeasureError> {
    Samples::new(samples).map_err(|cause| MeasureError::Unusable { candidate: candidate.to_owned(), cause })
}
