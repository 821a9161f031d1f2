//! Measures rungs on an input, in rounds, against the base.

use super::call::{Call, Shared};
use super::verify::{Prepared, caught};
use super::{Entry, pool};
use crate::program::timing::time;
use crate::{Ladder, Work};
use anyhow::Context;
use lanelab_measure::{Candidate, Floor, Frequency, MeasureError, Plan, Ratio, Timing};

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

/// What came of measuring.
#[derive(Debug)]
pub(crate) enum Measured {
    /// The measurements.
    Session(Session),
    /// The entry that panicked or whose answer became wrong, and how: it ends the session.
    Fails(Entry, String),
}

/// Times the entries. The last answer of each sample is compared with the oracle's, outside the clock.
///
/// # Errors
/// Where threads cannot be started, and where a time cannot be used.
pub(crate) fn measure<I: Sync, O: Send>(
    ladder: &Ladder<I, O>,
    entries: &[Entry],
    prepared: &Prepared<I, O>,
    plan: &Plan,
) -> anyhow::Result<Measured> {
    let pools = entries.iter().map(|&entry| pool(ladder, entry)).collect::<Result<Vec<_>, _>>()?;
    let shared = Shared::default();
    let timed = caught(|| {
        let call = |i: usize| Call::new(ladder, entries[i], prepared, pools[i].as_ref(), &shared);
        let name = |i: usize| format!("{}. {} on {}", i + 1, ladder.rungs[entries[i].rung].name, entries[i].threads);
        let least = |i: usize| if i == 0 { BASE_ROUNDS } else { 0 };
        let mut candidates: Vec<_> =
            (0..entries.len()).map(|i| Candidate::new(name(i), call(i)).at_least(least(i))).collect();
        candidates.push(Candidate::new("the base again (A/A)", call(0)).at_least(BASE_ROUNDS));
        time(plan, &mut candidates)
    });
    let how = match timed {
        Ok(Ok((timings, clock))) => return session(entries, prepared, timings, clock).map(Measured::Session),
        Ok(Err(error)) => match error.downcast_ref() {
            Some(MeasureError::WrongAnswer(_, _, cause)) => format!("its answer became wrong while measured: {cause}"),
            _ => return Err(error).with_context(|| prepared.name.clone()),
        },
        Err(panic) => format!("it panicked while measured: {panic}"),
    };
    Ok(Measured::Fails(shared.running.get().context("nothing ran")?, how))
}

fn session<I, O>(
    entries: &[Entry],
    prepared: &Prepared<I, O>,
    mut timings: Vec<Timing>,
    clock: Frequency,
) -> anyhow::Result<Session> {
    let again = timings.pop().context("the base was not measured again")?;
    let base = timings.first().context("no rung was measured")?.samples.clone();
    let floor = Floor::of_twins(Ratio::paired(&again.samples, &base)?);
    let line = |(&entry, timing): (&Entry, Timing)| {
        let speed_up = Ratio::paired(&base, &timing.samples)?;
        Ok(Line { entry, timing, speed_up })
    };
    let lines = entries.iter().zip(timings).map(line).collect::<anyhow::Result<_>>()?;
    Ok(Session { input: prepared.name.clone(), work: prepared.work, lines, floor, clock })
}
