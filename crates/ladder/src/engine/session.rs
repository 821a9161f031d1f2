//! Measures rungs on an input, in rounds, against the base.

use super::call::Call;
use super::verify::Prepared;
use super::{Entry, pool};
use crate::program::timing::time;
use crate::{Ladder, Work};
use anyhow::Context;
use lanelab_measure::{Candidate, Floor, Frequency, Plan, Ratio, Timing};
use std::cell::RefCell;

/// The least samples of the base and its twin, which enter every ratio and the noise floor: of 20 pairs the interval
/// leaves out the three outermost on either side, so that a single disturbance does not set the noise floor.
pub(crate) const BASE_ROUNDS: u32 = 20;

/// The measurements of an entry.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) entry: Entry,
    pub(crate) timing: Timing,
    /// Time of the base over the time of this entry: how many times as fast this entry is.
    pub(crate) speed_up: Ratio,
}

/// The measurements of entries on one input; the first is the base.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) input: String,
    pub(crate) work: Option<Work>,
    pub(crate) lines: Vec<Line>,
    pub(crate) floor: Floor,
    pub(crate) clock: Frequency,
}

/// Times the entries. The last answer of each sample is compared with the oracle's, outside the clock.
///
/// # Errors
/// Where threads cannot be started, and where an answer is wrong.
pub(crate) fn measure<I: Sync, O: Send>(
    ladder: &Ladder<I, O>,
    entries: &[Entry],
    prepared: &Prepared<I, O>,
    plan: &Plan,
) -> anyhow::Result<Session> {
    let pool = |entry: &Entry| ladder.rungs[entry.rung].threaded.then(|| pool(entry.threads)).transpose();
    let pools = entries.iter().map(pool).collect::<Result<Vec<_>, _>>()?;
    let buffer = RefCell::new(None);
    let call = |i: usize| {
        let Entry { rung, threads } = entries[i];
        let problem = (&prepared.input, &prepared.expected);
        Call::new(ladder, &ladder.rungs[rung], problem, (threads, pools[i].as_ref()), &buffer)
    };
    let name = |i: usize| format!("{}. {} on {}", i + 1, ladder.rungs[entries[i].rung].name, entries[i].threads);
    let least = |i: usize| if i == 0 { BASE_ROUNDS } else { 0 };
    let mut candidates: Vec<_> =
        (0..entries.len()).map(|i| Candidate::new(name(i), call(i)).at_least(least(i))).collect();
    candidates.push(Candidate::new("the base again (A/A)", call(0)).at_least(BASE_ROUNDS));
    let (mut timings, clock) = time(plan, &mut candidates).with_context(|| prepared.name.clone())?;
    let again = timings.pop().context("the base was not measured again")?;
    let base = timings.first().context("no rung was measured")?.samples.clone();
    let floor = Floor::of_twins(Ratio::paired(&again.samples, &base)?);
    let line = |(&entry, timing): (&Entry, Timing)| {
        let speed_up = Ratio::paired(&base, &timing.samples)?;
        Ok(Line { entry, timing, speed_up })
    };
    let lines = entries.iter().zip(timings).map(line).collect::<anyhow::Result<_>>()?;
    let work = ladder.work.as_ref().map(|work| work(&prepared.input));
    Ok(Session { input: prepared.name.clone(), work, lines, floor, clock })
}
