//! Measures rungs on an input, in rounds, against the base.

use super::Entry;
use super::call::Call;
use super::copies::{IndependentRuns, efficiency};
use super::verify::{Prepared, caught};
use crate::ladder::{Form, Threading};
use crate::program::timing::time;
use crate::report::Code;
use crate::{Ladder, Work};
use anyhow::{Context, anyhow};
use lanelab_measure::{Candidate, Floor, Frequency, MeasureError, Plan, Ratio, Timing};
use std::cell::RefCell;
use std::thread;

/// The least samples of the base and its twin, which enter every ratio and the noise floor: of 20 pairs the interval
/// leaves out the three outermost on either side, so that a single disturbance does not set the noise floor.
pub(crate) const BASE_ROUNDS: u32 = 20;

/// Seconds of a call below which a rung in a pool has no parallel efficiency: its time, and that of independent runs, is
/// mostly that of waking threads.
const LEAST_FOR_EFFICIENCY: f64 = 1e-4;

/// The measurements of an entry.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) entry: Entry,
    pub(crate) timing: Timing,
    /// Time of the base over the time of this entry: how many times as fast this entry is.
    pub(crate) speed_up: Ratio,
    /// Parallel efficiency: the rate on these threads over that of as many independent single-thread runs. None for short
    /// calls in a pool.
    pub(crate) efficiency: Option<Ratio>,
    /// How many copies of its data a sample of a rung in place goes through.
    pub(crate) copies: Option<u32>,
    /// How much there is to do, by the answer of the rung's own oracle.
    pub(crate) work: Option<Work>,
    /// What it was compiled to, where the ladder compares at an equal width.
    pub(crate) code: Option<Code>,
}

/// The measurements of entries on one input.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) input: String,
    pub(crate) lines: Vec<Line>,
    /// The index of the line that the others are compared with.
    pub(crate) base: usize,
    pub(crate) floor: Floor,
    pub(crate) clock: Frequency,
}

/// An entry by its index, and how it failed: it panicked, or its answer became wrong.
pub(crate) type Failed = (usize, String);

/// Times the entries, of which the one at `base` is compared with the others. The last answer of each sample is compared
/// with the oracle's, outside the clock. The first entry that fails ends it.
///
/// # Errors
/// Where threads cannot be started, and where a time cannot be used.
pub(crate) fn measure<I: Sync, O: Send + Sync>(
    ladder: &Ladder<I, O>,
    entries: &[Entry],
    base: usize,
    prepared: &Prepared<I, O>,
    plan: &Plan,
) -> anyhow::Result<Result<Session, Failed>> {
    let buffer = RefCell::new(None);
    let call = |i: usize| Call::new(ladder, entries[i], prepared, &buffer);
    let name = |i: usize| {
        let Entry { rung, threads } = entries[i];
        format!("{}. {} on {threads}", i + 1, ladder.rungs[rung].name)
    };
    let parallel = || (0..entries.len()).filter(|&i| entries[i].threads > 1);
    let mut failed = None;
    let timed = caught(|| {
        thread::scope(|scope| {
            let mut candidates = Vec::new();
            for i in 0..entries.len() {
                candidates.push(Candidate::new(name(i), call(i)?).at_least(if i == base { BASE_ROUNDS } else { 0 }));
            }
            candidates.push(Candidate::new("the base again (A/A)", call(base)?).at_least(BASE_ROUNDS));
            for i in parallel() {
                let runs = IndependentRuns::start(scope, ladder, entries[i], prepared)?;
                candidates.push(Candidate::new(format!("independent runs of {}", name(i)), runs));
            }
            time(plan, &mut candidates).inspect_err(|error| failed = failure(error))
        })
    });
    if let Some((candidate, how)) = failed {
        let of = (0..entries.len()).find(|&i| candidate.ends_with(&name(i)));
        return Ok(Err((of.unwrap_or(base), how)));
    }
    let timed = timed.map_err(|panic| anyhow!("a rung panicked: {panic}")).and_then(|timed| timed);
    let (timings, clock) = timed.with_context(|| prepared.name.clone())?;
    let (own, others) = timings.split_at(entries.len());
    let (again, copies) = others.split_first().context("the base was not measured again")?;
    let of_base = &own.get(base).context("the base was not measured")?.samples;
    let floor = Floor::of_twins(Ratio::paired(&again.samples, of_base)?);
    let line = |i: usize| {
        let (entry, timing) = (entries[i], own[i].clone());
        let pooled = ladder.rungs[entry.rung].threading == Threading::Pool;
        let long = !pooled || timing.samples.median().get() >= LEAST_FOR_EFFICIENCY;
        let runs = parallel().position(|parallel| long && parallel == i).map(|at| &copies[at].samples);
        let efficiency = runs.map(|runs| efficiency(runs, &timing.samples, entry.threads)).transpose()?;
        let expected = prepared.expected(&ladder.rungs[entry.rung]);
        let work = ladder.work.as_ref().map(|work| caught(|| work(&prepared.input, expected))).transpose();
        let panicked = |panic| anyhow!("the function of .work(…) panicked on {}: {panic}; mend it", prepared.name);
        let work = work.map_err(panicked)?;
        let in_place = matches!(ladder.rungs[entry.rung].form, Form::InPlace(_));
        let copies = in_place.then_some(timing.calls);
        Ok(Line {
            copies,
            entry,
            speed_up: Ratio::paired(of_base, &timing.samples)?,
            timing,
            efficiency,
            work,
            code: None,
        })
    };
    let lines = (0..entries.len()).map(line).collect::<anyhow::Result<_>>()?;
    Ok(Ok(Session { input: prepared.name.clone(), lines, base, floor, clock }))
}

/// The candidate that failed, by its name, and how, where that is why nothing could be measured.
fn failure(error: &anyhow::Error) -> Option<(String, String)> {
    match error.downcast_ref()? {
        MeasureError::WrongAnswer(name, _, cause) => {
            Some((name.clone(), format!("its answer became wrong while measured: {cause}")))
        }
        MeasureError::Panicked(name, _, panic) => Some((name.clone(), format!("it panicked while measured: {panic}"))),
        _ => None,
    }
}
