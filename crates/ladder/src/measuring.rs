//! Verifies entries of a ladder on inputs, measures those that agree, and reports.

use crate::commands::verify::{CALLS, agreeing, failure};
use crate::engine::{Ceilings, Entry, measure};
use crate::machine::note;
use crate::report::{Report, Verification};
use crate::{Ladder, Sampling};
use lanelab_measure::{Plan, Ratio};

/// The most samples of a rung: more of them barely narrow the interval.
const MOST_ROUNDS: u32 = 1000;

/// A plan that gives each rung this many seconds, and a slow one as many rounds as a verdict needs.
///
/// # Errors
/// Where the seconds are out of range.
pub fn plan(seconds: f64) -> anyhow::Result<Plan> {
    let least = u32::try_from(Ratio::PAIRS_FOR_A_VERDICT)?;
    Ok(Plan::default().budget_seconds(seconds)?.rounds(least, MOST_ROUNDS)?)
}

/// What is measured of a ladder.
#[derive(Debug, Clone, Copy)]
pub struct Measuring<'a> {
    /// Rungs on numbers of threads, in the order of the report.
    pub entries: &'a [Entry],
    /// The index of the entry that the others are compared with.
    pub base: usize,
    /// Inputs by their indices, in the order in which they were added.
    pub inputs: &'a [usize],
    /// For how long.
    pub plan: &'a Plan,
    /// Whether to measure what the machine can do at most, which takes about a second.
    pub limits: bool,
    /// How each measured entry is sampled afterwards, on the input with the longest calls of the base; none is not.
    pub sampling: Option<&'a Sampling>,
}

impl<I: Sync, O: Send + Sync> Ladder<I, O> {
    /// Compares every entry with its oracle on every input, and measures those that agree, in interleaved rounds. Where one
    /// fails while it is timed, the others are measured again without it.
    ///
    /// # Errors
    /// Where an input or an oracle panics, or threads cannot be started.
    #[doc(hidden)]
    pub fn measure(&self, what: &Measuring<'_>) -> anyhow::Result<Report> {
        let &Measuring { entries, base, inputs, plan, limits, sampling } = what;
        let ceilings = || limits.then(|| Ceilings::measure(entries.iter().map(|entry| entry.threads))).transpose();
        let before = ceilings()?;
        let (mut failures, mut sessions) = (Vec::new(), Vec::new());
        for &index in inputs {
            let prepared = self.prepare(index, entries)?;
            let mut agreeing = agreeing(self, entries, &prepared, CALLS, &mut failures)?;
            while !agreeing.is_empty() {
                let of_base = agreeing.iter().position(|&index| index == base);
                let measured: Vec<_> = agreeing.iter().map(|&index| entries[index]).collect();
                match measure(self, &measured, of_base.unwrap_or(0), &prepared, plan)? {
                    Ok(mut session) => {
                        if of_base.is_none() {
                            note(&format!("the base fails on {}, so another rung takes its place", prepared.name));
                        }
                        if self.equal_width {
                            self.read_codes(&mut session, &prepared)?;
                        }
                        sessions.push(session);
                        break;
                    }
                    Err((failed, how)) => {
                        failures.push(failure(self, measured[failed], &prepared.name, &how));
                        agreeing.remove(failed);
                    }
                }
            }
        }
        // Nothing may exceed a ceiling, so that it is measured when the machine is at its best.
        let ceilings = before.zip(ceilings()?).map(|(before, after)| before.best(&after));
        let (agreement, rungs, inputs) = (self.agreements(), entries.len(), inputs.len());
        let verification = Some(Verification { agreement, rungs, inputs, failures });
        let mut report = Report { verification, ..Report::of(self, ceilings.as_ref(), &sessions) };
        if let Some(sampling) = sampling {
            report.profiles = self.profiles(&report, entries, sampling)?;
        }
        Ok(report)
    }
}
