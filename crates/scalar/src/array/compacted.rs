//! `array-compacted`: shrink the arrays to what still runs.
//!
//! **The idea.** The course's `mandel7`: after each step keep only the pixels that are still bounded, with their
//! positions and their indices: everything moves up, and the arrays get shorter.
//!
//! **What it costs.** The arithmetic of the running pixels only, and for each of them a copy of 40 bytes a step.
//!
//! **What the machine does with it.** It streams: read everything, write what is left. Where nothing escapes in a
//! step, all of that was for nothing.
//!
//! **When it loses.** Where pixels run long: each step then copies nearly everything. Packing once a phase of many
//! steps, instead of in each, is what makes the idea pay.

use lanelab_grid::{Arithmetic, Cut, Job, Recurrence, Rounding, Rung, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;
use num_complex::Complex;
use std::mem::size_of;

/// Scratch a pixel: value, position and index, one of them twice while it is copied, whether it is bounded, and when
/// it diverged.
const SCRATCH_PER_PIXEL: usize = 3 * size_of::<Complex<f64>>() + size_of::<usize>() + 1 + size_of::<u32>();

/// The rung.
pub(crate) fn rung<R: Recurrence + 'static>(recurrence: R) -> Rung {
    Rung {
        cut: Cut::PerThread,
        scratch_per_pixel: SCRATCH_PER_PIXEL,
        ..Rung::new("array-compacted", "shrink the arrays to what still runs", &Rounding::ALL, recurrence, fill::<R>)
    }
}

/// Fills a tile, pass after pass.
///
/// # Panics
/// Where `out` has another shape than the tile.
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
            *bounded = A::norm_sqr(z) <= 4.0;
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
/// Without a branch on the mask: each element is copied, and the place moves on where it is to stay.
fn compact<T: Copy>(values: &mut Vec<T>, mask: &[bool]) {
    let mut kept = 0;
    for (i, &keep) in mask.iter().enumerate() {
        values[kept] = values[i];
        kept += usize::from(keep);
    }
    values.truncate(kept);
}
