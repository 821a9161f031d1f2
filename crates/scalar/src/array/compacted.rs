//! `array-compacted`: shrink the arrays to what still runs.
//!
//! **The idea.** The course's `mandel7`: after each step keep only the pixels that are still bounded, with their
//! positions and their indices, so that the arrays get shorter.
//!
//! **What it costs.** The arithmetic of the running pixels only, and for each of them a copy of 40 bytes per step.
//!
//! **What the machine does with it.** It streams: it reads all elements and writes those that stay, also in a step in
//! which no pixel escapes.
//!
//! **When it loses.** Where pixels run long: each step then copies nearly everything. The idea pays when pixels are
//! packed once in many steps, as in `lanes-compacted`.

use lanelab_grid::{Arithmetic, Job, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;
use num_complex::Complex;
use std::mem::size_of;

/// Bytes of scratch memory per pixel: value, position and index, a second value while one is copied, whether it is
/// bounded, and when it diverged.
pub(crate) const SCRATCH_PER_PIXEL: usize = 3 * size_of::<Complex<f64>>() + size_of::<usize>() + 1 + size_of::<u32>();

/// Fills a tile, pass after pass.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, _: &mut Tally<'_>) {
    super::fill(
        job,
        out,
        |diverged_at| with_arithmetic!(job.rounding, A => passes::<R, A>(recurrence, job, diverged_at)),
    );
}

fn passes<R: Recurrence, A: Arithmetic>(recurrence: &R, job: &Job, diverged_at: &mut [u32]) {
    let (mut value, mut position) = super::start(recurrence, &job.tile);
    let mut index: Vec<usize> = (0..value.len()).collect();
    let mut bounded = vec![true; value.len()];
    for k in 1..=job.limit.get() {
        for (z, &c) in value.iter_mut().zip(&position) {
            *z = recurrence.step::<A, f64>(*z, c, k);
        }
        bounded.truncate(value.len());
        for (bounded, &z) in bounded.iter_mut().zip(&value) {
            *bounded = A::bounded(z);
        }
        for (&place, _) in index.iter().zip(&bounded).filter(|&(_, &bounded)| !bounded) {
            diverged_at[place] = k;
        }
        compact(&mut value, &bounded);
        compact(&mut position, &bounded);
        compact(&mut index, &bounded);
    }
}

/// Shrinks an array to the elements where the mask is true, in their order.
///
/// Branch-free: each element is copied, and the index increases only where the mask is true.
fn compact<T: Copy>(values: &mut Vec<T>, mask: &[bool]) {
    let mut kept = 0;
    for (i, &keep) in mask.iter().enumerate() {
        values[kept] = values[i];
        kept += usize::from(keep);
    }
    values.truncate(kept);
}
