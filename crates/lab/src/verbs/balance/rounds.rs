//! Rounds of a view on one thread and on several, by turns.

use crate::chosen::Chosen;
use crate::failure;
use crate::machine::cores;
use crate::progress;
use lanelab_escape::{Rung, Ladder, Threads, Trace, tiles, verify_steps};
use lanelab_grid::{Rounding, Steps, Tile};
use lanelab_measure::{Ratio, Samples, Seconds};
use std::time::{Duration, Instant};

/// So many rounds at least, and not so many that the wait is longer than this.
const ROUNDS: (usize, usize) = (3, 25);
const ENOUGH: Duration = Duration::from_secs(2);

/// What was measured.
pub(super) struct Rounds {
    /// The tiles that both are cut into, as for several threads.
    pub(super) tiles: Vec<Tile>,
    /// What each tile takes on one thread: the median over the rounds.
    pub(super) costs: Vec<Duration>,
    /// Time on one thread, round by round.
    alone: Vec<Duration>,
    /// The rounds on several threads.
    together: Vec<Trace>,
}

impl Rounds {
    /// Fills the view on one thread and on several, once to warm up and then in rounds. Each answer is verified.
    pub(super) fn measure(
        ladder: &Ladder,
        chosen: &Chosen,
        kernel: &Rung,
        rounding: Rounding,
        threads: &[Threads; 2],
    ) -> anyhow::Result<Self> {
        let cut_for = threads[1].count();
        let all = Threads::new(cores().min(Threads::MOST))?;
        let expected = chosen.steps(ladder.oracle(kernel.precision), rounding, &all)?;
        let mut buffer = chosen.blank()?;
        let mut trace = |threads: &Threads| {
            buffer.view_mut().fill(u32::MAX); // what is not written is found out
            let out = buffer.view_mut();
            let trace = threads.traced(kernel, rounding, &chosen.view, chosen.limit, out, cut_for);
            verified(ladder, chosen, kernel, rounding, &expected, &buffer).map(|()| trace)
        };
        let bar = progress::bar(ROUNDS.1 as u64);
        bar.set_message(format!("{} on 1 and {cut_for} threads", kernel.name));
        threads.iter().try_for_each(|threads| trace(threads).map(drop))?;
        let (start, mut alone, mut together) = (Instant::now(), Vec::new(), Vec::new());
        while alone.len() < ROUNDS.0 || (alone.len() < ROUNDS.1 && start.elapsed() < ENOUGH) {
            alone.push(trace(&threads[0])?);
            together.push(trace(&threads[1])?);
            bar.inc(1);
        }
        bar.finish_and_clear();
        let tiles = tiles(&chosen.view, kernel.cut, cut_for);
        let costs = costs(&alone, tiles.len());
        Ok(Self { tiles, costs, alone: alone.iter().map(|trace| trace.took).collect(), together })
    }

    pub(super) const fn number(&self) -> usize {
        self.alone.len()
    }

    /// The round on several threads of median time.
    pub(super) fn typical(&self) -> &Trace {
        let mut order: Vec<&Trace> = self.together.iter().collect();
        order.sort_by_key(|trace| trace.took);
        order[order.len() / 2]
    }

    /// Time on one thread over time on several, round by round.
    pub(super) fn speed_up(&self) -> anyhow::Result<Ratio> {
        let together = self.together.iter().map(|trace| trace.took);
        let samples = |times: Vec<Duration>| Samples::of_rounds(times.into_iter().map(Seconds::from));
        Ok(Ratio::paired(&samples(self.alone.clone())?, &samples(together.collect())?)?)
    }
}

fn verified(
    ladder: &Ladder,
    chosen: &Chosen,
    kernel: &Rung,
    rounding: Rounding,
    expected: &Steps,
    found: &Steps,
) -> anyhow::Result<()> {
    verify_steps(ladder, kernel, rounding, &chosen.view, expected, found)
        .map_err(|wrong| failure::Found(wrong.to_string()).into())
}

/// The median time of each tile.
fn costs(rounds: &[Trace], tiles: usize) -> Vec<Duration> {
    let cost = |tile: usize| {
        let mut times: Vec<_> = rounds.iter().map(|trace| trace.tiles[tile].took()).collect();
        times.sort();
        times[times.len() / 2]
    };
    (0..tiles).map(cost).collect()
}
