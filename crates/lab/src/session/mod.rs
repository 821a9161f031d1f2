//! A measuring session: rungs on one view, each compared with the oracle and timed, round by round.

pub(crate) mod plan;
mod rates;
pub(crate) mod selection;
mod work;

pub(crate) use rates::Rates;
pub(crate) use work::UNWRITTEN;

use crate::peak::Peak;
use anyhow::Context;
use lanelab_escape::{Ladder, Occupancy, Threads, count_lane_steps};
use lanelab_grid::{Numerics, Rounding, Rung, Steps};
use lanelab_ladder::program::console::{progress_bar, show_time};
use lanelab_ladder::program::timing::time;
use lanelab_measure::{Candidate, Ceiling, Floor, Frequency, Plan, Ratio, Sample, Samples, Seconds, Timing};
use plan::BASE_ROUNDS;
use selection::Selection;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use work::{Fill, IndependentRuns, Subject};

/// The oracles' answers for a session's view.
pub(crate) type Answers = BTreeMap<Numerics, Steps>;

/// What one line of the ladder measures: a rung, its rounding and a number of threads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) rung: &'a Rung,
    pub(crate) rounding: Rounding,
    pub(crate) threads: usize,
}

impl Entry<'_> {
    pub(crate) const fn numerics(&self) -> Numerics {
        self.rung.numerics(self.rounding)
    }

    fn name(&self) -> String {
        format!("{}:{} on {}", self.rung.name, self.rounding, self.threads)
    }
}

/// The measurements of an entry.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) rung: &'static str,
    pub(crate) numerics: Numerics,
    pub(crate) threads: usize,
    /// How many pixels one vector holds.
    pub(crate) lanes: usize,
    pub(crate) timing: Timing,
    /// Time of the base over the time of this entry: how many times as fast this entry is.
    pub(crate) speed_up: Ratio,
    /// Parallel efficiency: the rate on these threads over that of as many independent single-thread runs.
    pub(crate) of_copies: Option<Ratio>,
    /// Needed over executed lane-steps, counted and not timed; none for a rung without lanes.
    pub(crate) occupancy: Option<f64>,
    /// The rate of the rung's inner loop alone; none where it has no inner loop.
    pub(crate) bare: Option<Ceiling>,
    /// Whether the rung skips iterations that are counted as needed.
    pub(crate) effective: bool,
}

#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) selection: Selection,
    pub(crate) lines: Vec<Line>,
    /// The index of the line that the others are compared with.
    pub(crate) base: usize,
    pub(crate) floor: Floor,
    pub(crate) clock: Frequency,
    pub(crate) answers: Answers,
    /// The rate of the ladder's fastest inner loop, by rounding.
    pub(crate) peaks: BTreeMap<Rounding, Ceiling>,
}

impl Session {
    /// The needed iterations of the session's view, under a line's numerics.
    pub(crate) fn iterations(&self, line: &Line) -> u128 {
        self.answers.get(&line.numerics).map_or(0, Steps::iterations)
    }
}

/// Verifies the entries and times them; the entry at `base` is the one the others are compared with.
///
/// The answer of the warm-up and the last answer of each sample are compared with the oracle's, outside the clock.
pub(crate) fn measure(
    ladder: &Ladder,
    selection: &Selection,
    entries: &[Entry<'_>],
    base: usize,
    plan: &Plan,
) -> anyhow::Result<Session> {
    let answers = answers(ladder, selection, entries.iter().map(Entry::numerics))?;
    let peak = peak(ladder, entries, plan);
    let pools = entries.iter().map(|entry| Threads::new(entry.threads)).collect::<Result<Vec<_>, _>>()?;
    let buffer = RefCell::new(selection.blank()?);
    let subject = |i: usize| Subject { ladder, selection, entry: entries[i], expected: &answers };
    let fill = |i: usize| Fill { subject: subject(i), pool: &pools[i], buffer: &buffer };
    let (timings, clock) = thread::scope(|scope| -> anyhow::Result<_> {
        let name = |i: usize| format!("{}. {}", i + 1, entries[i].name());
        let least = |i: usize| if i == base { BASE_ROUNDS } else { 0 };
        let mut candidates: Vec<_> =
            (0..entries.len()).map(|i| Candidate::new(name(i), fill(i)).at_least(least(i))).collect();
        candidates.push(Candidate::new("the base again (A/A)", fill(base)).at_least(BASE_ROUNDS));
        for i in (0..entries.len()).filter(|&i| entries[i].threads > 1) {
            let runs = IndependentRuns::start(scope, subject(i))?;
            candidates.push(Candidate::new(format!("independent runs of {}", name(i)), runs));
        }
        time(plan, &mut candidates)
    })?;
    let (mut lines, floor) = lines(entries, timings, base, &peak)?;
    count_lanes(selection, entries, &mut lines);
    let peaks = Rounding::ALL.into_iter().filter_map(|r| Some((r, peak.bare(&ladder.peak, r)?))).collect();
    Ok(Session { selection: selection.clone(), lines, base, floor, clock, answers, peaks })
}

/// The rates of the entries' inner loops alone, measured on this thread while nothing else runs.
///
/// A loop gets a twentieth of a rung's time: the fastest of many short bursts is found quickly.
fn peak(ladder: &Ladder, entries: &[Entry<'_>], plan: &Plan) -> Peak {
    let loops = entries.iter().filter_map(|entry| Some((entry.rung.inner.as_ref()?, entry.rounding)));
    let bar = progress_bar(1);
    bar.set_message("inner loops alone");
    // The fastest of many bursts counts, so a redraw disturbs none.
    show_time(&bar, true);
    let peak = Peak::measure(ladder, loops, &[], (plan.budget().get() / 20.0).min(0.1));
    bar.finish_and_clear();
    peak
}

/// The oracle's answer under each of these numerics, on all cores.
pub(crate) fn answers(
    ladder: &Ladder,
    selection: &Selection,
    numerics: impl Iterator<Item = Numerics>,
) -> anyhow::Result<Answers> {
    let threads = Threads::new(crate::machine::cores().min(Threads::MOST))?;
    let answer = |numerics: Numerics| {
        let bar = selection.bar(format!("the oracle's answer, {numerics}"));
        Ok((numerics, selection.steps(ladder.oracle(numerics.precision), numerics.rounding, &threads, &bar)?))
    };
    numerics.collect::<BTreeSet<_>>().into_iter().map(answer).collect()
}

/// The lines and the noise floor from the timings, which are in the order of the candidates.
fn lines(entries: &[Entry<'_>], timings: Vec<Timing>, base: usize, peak: &Peak) -> anyhow::Result<(Vec<Line>, Floor)> {
    let mut timings = timings.into_iter();
    let own: Vec<_> = timings.by_ref().take(entries.len()).collect();
    let again = timings.next().context("the base was not measured again")?;
    let base = own[base].samples.clone();
    let floor = Floor::of_twins(Ratio::paired(&again.samples, &base)?);
    let mut lines = Vec::new();
    for (entry, timing) in entries.iter().zip(own) {
        let runs = (entry.threads > 1).then(|| timings.next()).flatten();
        let of_copies = runs.map(|runs| parallel_efficiency(&runs.samples, &timing.samples, entry.threads));
        let speed_up = Ratio::paired(&base, &timing.samples)?;
        lines.push(Line {
            rung: entry.rung.name,
            numerics: entry.numerics(),
            threads: entry.threads,
            lanes: entry.rung.lanes,
            timing,
            speed_up,
            of_copies: of_copies.transpose()?,
            occupancy: None,
            bare: entry.rung.inner.as_ref().and_then(|inner| peak.bare(inner, entry.rounding)),
            effective: entry.rung.effective,
        });
    }
    Ok((lines, floor))
}

/// Gives each line its occupancy. A rung on several numbers of threads is counted once, in the tiles of one thread.
fn count_lanes(selection: &Selection, entries: &[Entry<'_>], lines: &mut [Line]) {
    let mut counted = BTreeMap::new();
    let bar = progress_bar(lines.len());
    show_time(&bar, true);
    for (Entry { rung, rounding, .. }, line) in entries.iter().zip(lines) {
        bar.set_message(format!("lane-steps of {}", rung.name));
        line.occupancy = *counted
            .entry((rung.name, *rounding))
            .or_insert_with(|| Some(count_lane_steps(rung, &selection.job(*rounding))?.collect::<Occupancy>().share()));
        bar.inc(1);
    }
    bar.finish_and_clear();
}

/// N independent runs do N times the work, so their time is divided by N before it is compared.
fn parallel_efficiency(runs: &Samples, own: &Samples, threads: usize) -> anyhow::Result<Ratio> {
    let times = f64::from(u32::try_from(threads)?);
    let shared = runs.iter().map(|run| Ok(Sample { per_call: Seconds::new(run.per_call.get() / times)?, ..run }));
    let shared = Samples::new(shared.collect::<anyhow::Result<_>>()?)?;
    Ok(Ratio::paired(&shared, own)?)
}
