//! `array-masked`: a boolean mask of what still runs.
//!
//! **The idea.** The course's `mandel6`: keep a mask of the pixels that have not diverged, gather those, step them,
//! and scatter the results back.
//!
//! **What it costs.** The arithmetic of the running pixels only, plus a gather of values and positions, a scatter, and
//! two passes over the mask.
//!
//! **What the machine does with it.** The mask is walked element by element: without a branch to gather, with one to
//! scatter, which is hard to predict along the border of the set.
//!
//! **When it loses.** Against `array-whole` wherever the passes by the mask cost more than the steps that they save: the
//! course's "not faster, even though it was doing less work".

use lanelab_grid::{Arithmetic, Job, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;
use num_complex::Complex;
use std::mem::size_of;

/// Bytes of scratch memory per pixel: value and position, both selected, two masks, and when it diverged.
pub(crate) const SCRATCH_PER_PIXEL: usize = 4 * size_of::<Complex<f64>>() + 2 + size_of::<u32>();

/// Fills a tile, pass after pass.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, _: &mut Tally<'_>) {
    super::fill(
        job,
        out,
        |diverged_at| with_arithmetic!(job.rounding, A => passes::<R, A>(recurrence, job, diverged_at)),
    );
}

fn passes<R: Recurrence, A: Arithmetic>(recurrence: &R, job: &Job, diverged_at: &mut [u32]) {
    let (mut value, position) = super::start(recurrence, &job.tile);
    let mut calculating = vec![true; value.len()];
    let (mut running, mut positions) = (value.clone(), position.clone());
    let mut bounded = vec![true; value.len()];
    for k in 1..=job.limit.get() {
        let count = select(&value, &calculating, &mut running);
        select(&position, &calculating, &mut positions);
        for (z, &c) in running[..count].iter_mut().zip(&positions) {
            *z = recurrence.step::<A, f64>(*z, c, k);
        }
        for (bounded, &z) in bounded.iter_mut().zip(&running[..count]) {
            *bounded = A::bounded(z);
        }
        assign(&mut value, &calculating, &running);
        for (steps, _) in diverged_at.iter_mut().zip(retire(&mut calculating, &bounded)).filter(|&(_, out)| out) {
            *steps = k;
        }
    }
}

/// Writes the elements where the mask is true to the front of `selected`, and returns how many there are.
///
/// Branch-free: each element is written, and the index increases only where the mask is true.
fn select<T: Copy>(values: &[T], mask: &[bool], selected: &mut [T]) -> usize {
    let mut count = 0;
    for (&value, &keep) in values.iter().zip(mask) {
        selected[count] = value;
        count += usize::from(keep);
    }
    count
}

/// Puts selected elements back where the mask is true.
fn assign<T: Copy>(values: &mut [T], mask: &[bool], selected: &[T]) {
    let mut selected = selected.iter();
    for (value, _) in values.iter_mut().zip(mask).filter(|&(_, &keep)| keep) {
        if let Some(&next) = selected.next() {
            *value = next;
        }
    }
}

/// Removes from the mask the pixels that are no longer bounded, and yields for each pixel whether it was removed.
fn retire<'a>(mask: &'a mut [bool], bounded: &'a [bool]) -> impl Iterator<Item = bool> + 'a {
    let mut bounded = bounded.iter();
    mask.iter_mut().map(move |running| {
        let out = *running && bounded.next().is_some_and(|&bounded| !bounded);
        *running &= !out;
        out
    })
}
