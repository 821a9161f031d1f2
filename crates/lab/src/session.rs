//! A measuring session: rungs on one view, each verified by the oracle and then timed, round by round.

mod work;

use crate::chosen::Chosen;
use crate::peak::Peak;
use crate::progress;
use anyhow::Context;
use lanelab_escape::{Rung, Ladder, Occupancy, Threads};
use lanelab_grid::{Numerics, Rounding, Steps};
use lanelab_measure::{
    Candidate, Ceiling, Clock, Floor, Frequency, Plan, Progress, Ratio, Sample, Samples, Seconds, Timing,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::thread;
pub(crate) use work::UNWRITTEN;
use work::{Copies, Filling};

/// The right answers of a session's view, by the oracles.
pub(crate) type Answers = BTreeMap<Numerics, Steps>;

/// One line of a ladder: a rung, the rounding asked of it, and a number of threads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) kernel: &'a Rung,
    pub(crate) rounding: Rounding,
    pub(crate) threads: usize,
}

impl Entry<'_> {
    /// The contract that its answers are held to.
    pub(crate) const fn numerics(&self) -> Numerics {
        self.kernel.numerics(self.rounding)
    }

    fn name(&self) -> String {
        format!("{}:{} on {}", self.kernel.name, self.rounding, self.threads)
    }
}

/// What was measured of an entry.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) rung: &'static str,
    pub(crate) numerics: Numerics,
    pub(crate) threads: usize,
    /// How many pixels one vector holds.
    pub(crate) lanes: usize,
    pub(crate) timing: Timing,
    /// Time of the base over the time of this entry: how many times as fast it is.
    pub(crate) speed_up: Ratio,
    /// The rate on these threads over the rate of as many single-thread copies started together.
    pub(crate) of_copies: Option<Ratio>,
    /// The share of lane-steps that the contract needs, counted outside the clock; none for a rung without lanes.
    pub(crate) occupancy: Option<f64>,
    /// The rate of the rung's inner loop alone; none where it has no such loop.
    pub(crate) bare: Option<Ceiling>,
    /// Whether the rung leaves out iterations that the contract counts.
    pub(crate) effective: bool,
}

/// What a session found.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) chosen: Chosen,
    pub(crate) lines: Vec<Line>,
    /// Which line the others are compared with.
    pub(crate) base: usize,
    pub(crate) floor: Floor,
    pub(crate) clock: Frequency,
    pub(crate) answers: Answers,
    /// The rate of the ladder's peak, by rounding: what a rung can come to at best.
    pub(crate) peaks: BTreeMap<Rounding, Ceiling>,
}

impl Session {
    /// The iterations that the contract needs for the session's view, under a line's contract.
    pub(crate) fn iterations(&self, line: &Line) -> u128 {
        self.answers.get(&line.numerics).map_or(0, Steps::iterations)
    }
}

/// Verifies the entries and times them; the entry at `base` is the one the others are compared with.
///
/// Every answer that is timed is compared with the oracle's, outside the clock: the one of the warm-up, and the
/// last of each sample.
pub(crate) fn hold(
    ladder: &Ladder,
    chosen: &Chosen,
    entries: &[Entry<'_>],
    base: usize,
    plan: &Plan,
) -> anyhow::Result<Session> {
    let answers = answers(ladder, chosen, entries)?;
    let peak = peak(ladder, entries, plan);
    let pools = entries.iter().map(|entry| Threads::new(entry.threads)).collect::<Result<Vec<_>, _>>()?;
    let buffer = RefCell::new(chosen.blank()?);
    let filling = |(entry, pool)| Filling { ladder, chosen, entry, pool, expected: &answers, buffer: &buffer };
    let (timings, clock) = thread::scope(|scope| -> anyhow::Result<_> {
        let mut candidates: Vec<_> = entries
            .iter()
            .zip(&pools)
            .enumerate()
            .map(|(i, (entry, pool))| Candidate::new(format!("{}. {}", i + 1, entry.name()), filling((*entry, pool))))
            .collect();
        candidates.push(Candidate::new("twin of the base", filling((entries[base], &pools[base]))));
        for (i, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.threads > 1) {
            let work = Copies::gather(scope, ladder, chosen, *entry, &answers)?;
            candidates.push(Candidate::new(format!("copies for {}. {}", i + 1, entry.name()), work));
        }
        measure(plan, &mut candidates)
    })?;
    let (mut lines, floor) = lines(entries, timings, base, &peak)?;
    count_lanes(chosen, entries, &mut lines);
    let peaks = Rounding::ALL.into_iter().filter_map(|r| Some((r, peak.bare(&ladder.peak, r)?))).collect();
    Ok(Session { chosen: chosen.clone(), lines, base, floor, clock, answers, peaks })
}

/// The bare rates of the entries' inner loops, measured on this thread while nothing else runs.
///
/// A loop gets a twentieth of a rung's time: the fastest of many short bursts is soon found.
fn peak(ladder: &Ladder, entries: &[Entry<'_>], plan: &Plan) -> Peak {
    let loops = entries.iter().filter_map(|entry| Some((entry.kernel.inner.as_ref()?, entry.rounding)));
    Peak::measured(ladder, loops, &[], (plan.budget().get() / 20.0).min(0.1))
}

/// The oracle's answer to each contract asked for, on all cores.
fn answers(ladder: &Ladder, chosen: &Chosen, entries: &[Entry<'_>]) -> anyhow::Result<Answers> {
    let threads = Threads::new(crate::machine::cores().min(Threads::MOST))?;
    let all_numerics: BTreeSet<_> = entries.iter().map(Entry::numerics).collect();
    let answer = |numerics: Numerics| {
        let oracle = ladder.oracle(numerics.precision);
        Ok((numerics, chosen.steps(oracle, numerics.rounding, &threads)?))
    };
    all_numerics.into_iter().map(answer).collect()
}

/// The timings, and the clock of the core, read once a round.
fn measure(plan: &Plan, candidates: &mut [Candidate<'_>]) -> anyhow::Result<(Vec<Timing>, Frequency)> {
    let bar = progress::bar(1000);
    let (mut clocks, mut round) = (vec![Clock::THOROUGH.read()], None);
    let timings = plan.measure(candidates, |progress: &Progress<'_>| {
        if progress.round != round {
            round = progress.round;
            clocks.push(Clock::BRIEF.read());
        }
        bar.set_message(progress.candidate.to_owned());
        bar.set_position(thousandths(progress.done));
    })?;
    bar.finish_and_clear();
    Ok((timings, Frequency::median(&clocks).context("the clock was never read")?))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 1000 ticks")]
fn thousandths(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * 1000.0) as u64
}

/// Sorts the timings into lines and the A/A floor. They come in the order of the candidates.
fn lines(entries: &[Entry<'_>], timings: Vec<Timing>, base: usize, peak: &Peak) -> anyhow::Result<(Vec<Line>, Floor)> {
    let mut timings = timings.into_iter();
    let own: Vec<_> = timings.by_ref().take(entries.len()).collect();
    let twin = timings.next().context("the twin of the base was not measured")?;
    let base = own[base].samples().clone();
    let floor = Floor::of_twins(Ratio::paired(twin.samples(), &base)?);
    let mut lines = Vec::new();
    for (entry, timing) in entries.iter().zip(own) {
        let copies = (entry.threads > 1).then(|| timings.next()).flatten();
        let of_copies = copies.map(|copies| of_copies(copies.samples(), timing.samples(), entry.threads));
        let speed_up = Ratio::paired(&base, timing.samples())?;
        lines.push(Line {
            rung: entry.kernel.name,
            numerics: entry.numerics(),
            threads: entry.threads,
            lanes: entry.kernel.lanes,
            timing,
            speed_up,
            of_copies: of_copies.transpose()?,
            occupancy: None,
            bare: entry.kernel.inner.as_ref().and_then(|inner| peak.bare(inner, entry.rounding)),
            effective: entry.kernel.effective,
        });
    }
    Ok((lines, floor))
}

/// Gives each line its occupancy. A rung on several numbers of threads is counted once, cut as for one.
fn count_lanes(chosen: &Chosen, entries: &[Entry<'_>], lines: &mut [Line]) {
    let mut counted = BTreeMap::new();
    for (Entry { kernel, rounding, .. }, line) in entries.iter().zip(lines) {
        line.occupancy = *counted.entry((kernel.name, *rounding)).or_insert_with(|| {
            let tiles = kernel.tallied(*rounding, &chosen.view, chosen.limit)?;
            Some(tiles.collect::<Occupancy>().share())
        });
    }
}

/// N copies do N times the work, so their time is divided by N before it is compared.
fn of_copies(copies: &Samples, own: &Samples, threads: usize) -> anyhow::Result<Ratio> {
    let times = f64::from(u32::try_from(threads)?);
    let shared = copies
        .iter()
        .map(|sample| Ok(Sample { round: sample.round, per_call: Seconds::new(sample.per_call.get() / times)? }));
    let shared = Samples::new(shared.collect::<anyhow::Result<_>>()?)?;
    Ok(Ratio::paired(&shared, own)?)
}
