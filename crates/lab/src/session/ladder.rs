//! The ladder of a view: the rungs that are measured on it, each compared with the oracle of its numerics.

use super::Entry;
use super::selection::Selection;
use crate::machine::cores;
use anyhow::Context;
use lanelab_escape::{Ladder, Threads, checksum};
use lanelab_grid::{Numerics, Steps};
use lanelab_ladder::{Agreement, Work};
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

pub(super) type ViewLadder = lanelab_ladder::Ladder<Selection, Array2<u32>>;

/// What the rungs and oracles of a view have in common.
pub(super) struct Parts {
    pub(super) escape: Arc<Ladder>,
    pools: BTreeMap<usize, Threads>,
    /// The checksums of the oracles' answers.
    checksums: Mutex<BTreeMap<Numerics, String>>,
}

impl Parts {
    /// # Errors
    /// Where threads cannot be started.
    pub(super) fn new(escape: &Arc<Ladder>, entries: &[Entry<'_>]) -> anyhow::Result<Arc<Self>> {
        // One thread for independent runs, all for the oracle.
        let counts = entries.iter().map(|entry| entry.threads).chain([1, all_cores()]);
        let counts: BTreeSet<_> = counts.collect();
        let pools = counts.into_iter().map(|count| Ok((count, Threads::new(count)?)));
        let pools = pools.collect::<anyhow::Result<_>>()?;
        Ok(Arc::new(Self { escape: Arc::clone(escape), pools, checksums: Mutex::default() }))
    }

    pub(super) fn checksum(&self, numerics: Numerics) -> Option<String> {
        self.checksums.lock().unwrap_or_else(PoisonError::into_inner).get(&numerics).cloned()
    }

    fn oracle(self: Arc<Self>, numerics: Numerics) -> impl Fn(&Selection) -> Array2<u32> {
        move |selection| {
            let bar = selection.bar(format!("the oracle's answer, {numerics}"));
            let mut steps = Array2::zeros(selection.view.dim());
            let done = |pixels: usize| bar.inc(pixels as u64);
            bar.tick();
            let oracle = self.escape.oracle(numerics.precision);
            self.pools[&all_cores()].fill(oracle, &selection.job(numerics.rounding), steps.view_mut(), &done);
            bar.finish_and_clear();
            let steps = Steps::from_counts(steps, selection.limit);
            let checksum = format!("{:08x}", checksum(&steps));
            self.checksums.lock().unwrap_or_else(PoisonError::into_inner).insert(numerics, checksum);
            steps.into_counts()
        }
    }

    /// The same ladder with the rung of an entry.
    fn with(self: Arc<Self>, ladder: ViewLadder, entry: &Entry<'_>, entries: &[Entry<'_>]) -> ViewLadder {
        let Entry { rung, rounding, .. } = *entry;
        let at = self.escape.rungs.iter().position(|known| known.name == rung.name).unwrap_or(0);
        let fill = move |selection: &Selection, out: &mut Array2<u32>, threads: usize| {
            self.pools[&threads].fill(&self.escape.rungs[at], &selection.job(rounding), out.view_mut(), &|_| ());
        };
        ladder.threaded_into(&name(entry, entries), rung.idea, fill).with_own_threads()
    }
}

fn all_cores() -> usize {
    cores().min(Threads::MOST)
}

/// The ladder, with a rung for each entry: those of one numerics together, after their oracle. Also the indices of the
/// entries in the order of the rungs.
///
/// # Errors
/// Where there is no entry.
pub(super) fn ladder(
    parts: &Arc<Parts>,
    selection: &Selection,
    entries: &[Entry<'_>],
) -> anyhow::Result<(ViewLadder, Vec<usize>)> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|&entry| entries[entry].numerics());
    let roundings: BTreeSet<_> = entries.iter().map(|entry| entry.rounding.name()).collect();
    let roundings = roundings.into_iter().collect::<Vec<_>>().join(" and ");
    let case = selection.clone();
    let case = lanelab_ladder::Ladder::new(format!("Escape time of {}, rounding {roundings}", selection.map))
        .case(selection.name, move || case.clone());
    let oracle = |of: usize| Arc::clone(parts).oracle(entries[of].numerics());
    let mut groups = order.chunk_by(|&a, &b| entries[a].numerics() == entries[b].numerics());
    let first = groups.next().context("no rung is left to measure; choose a smaller --size")?;
    let with = |ladder, &entry: &usize| Arc::clone(parts).with(ladder, &entries[entry], entries);
    let mut ladder = first.iter().fold(case.oracle(oracle(first[0])), with);
    for group in groups {
        ladder = group.iter().fold(ladder.another_oracle(oracle(group[0]), Agreement::exact()), with);
    }
    Ok((ladder.work_by_answer(iterations), order))
}

/// The rung's name, with its rounding where the entries have several.
pub(super) fn name(Entry { rung, rounding, .. }: &Entry<'_>, entries: &[Entry<'_>]) -> String {
    let mixed = entries.iter().any(|entry| entry.rounding != *rounding);
    if mixed { format!("{}:{rounding}", rung.name) } else { rung.name.to_owned() }
}

/// The needed iterations.
fn iterations(selection: &Selection, steps: &Array2<u32>) -> Work {
    let iterations = steps.iter().map(|&steps| u128::from(selection.limit.iterations(steps))).sum::<u128>();
    Work::of(usize::try_from(iterations).unwrap_or(usize::MAX), "iter")
}
