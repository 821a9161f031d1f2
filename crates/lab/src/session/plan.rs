//! What a session measures, and for how long.

use super::Entry;
use super::selection::{Selection, answer_bytes, refuse_beyond_memory};
use crate::machine::cores;
use lanelab_grid::{Rounding, Rung};
use std::io::{self, Write};

pub(crate) fn entries<'a>(rungs: &[&'a Rung], rounding: Rounding, threads: &[usize]) -> Vec<Entry<'a>> {
    let mut numbers = threads.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let each = |&rung: &&'a Rung| numbers.clone().into_iter().map(move |threads| Entry { rung, rounding, threads });
    rungs.iter().flat_map(each).collect()
}

/// The entry that the others are compared with: `textbook` on one thread or, where there is none, the first.
pub(crate) fn base(entries: &[Entry<'_>]) -> usize {
    entries.iter().position(|entry| entry.rung.name == "textbook" && entry.threads == 1).unwrap_or(0)
}

/// The rungs that fit in memory. One that was requested by name and does not fit is an error; another is skipped with
/// a message on standard error.
///
/// A session holds the array that is filled, the answer to each of at most two numerics and, for each rung and number of
/// threads above 1, an array for each of the independent runs. A rung's own arrays exist only while it runs.
pub(crate) fn fitting<'a>(
    rungs: Vec<&'a Rung>,
    selection: &Selection,
    threads: &[usize],
    by_name: bool,
) -> anyhow::Result<Vec<&'a Rung>> {
    let runs = threads.iter().filter(|&&threads| threads > 1).sum::<usize>().saturating_mul(rungs.len());
    let most = threads.iter().copied().max().unwrap_or(1);
    let answers = answer_bytes(&selection.view).saturating_mul(runs.saturating_add(3));
    let points = selection.view.raster().points();
    let mut fitting = Vec::new();
    for rung in rungs {
        let arrays = points.saturating_mul(rung.scratch_per_pixel).saturating_mul(most);
        let threads = runs.saturating_mul(2).saturating_add(cores());
        match refuse_beyond_memory(rung.name, &selection.view, arrays.saturating_add(answers), threads) {
            Ok(()) => fitting.push(rung),
            Err(error) if by_name || rung.scratch_per_pixel == 0 => return Err(error),
            Err(error) => drop(writeln!(io::stderr(), "skipped: {error}")),
        }
    }
    Ok(fitting)
}
