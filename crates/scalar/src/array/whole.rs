//! `array-whole`: every pixel in every pass, diverged values reset.
//!
//! **The idea.** The course's `mandel4` and `mandel5`: step the whole array, compare the whole array, note where a
//! pixel diverges for the first time, and set diverged values to 2 so that they do not overflow.
//!
//! **What it costs.** `limit` passes over all pixels, four loops per pass, also over pixels that diverged long before.
//!
//! **What the machine does with it.** Each loop is simple enough to be vectorised, and each reads and writes the arrays
//! through the caches, so its rate falls where they outgrow one.
//!
//! **When it loses.** Where most pixels escape early, and wherever the arrays outgrow the cache.

use lanelab_grid::{Arithmetic, Job, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;
use num_complex::Complex;
use std::mem::size_of;

/// Bytes of scratch memory per pixel: value, position, whether it diverges, and when it did.
pub(crate) const SCRATCH_PER_PIXEL: usize = 2 * size_of::<Complex<f64>>() + 1 + size_of::<u32>();

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
    let mut diverging = vec![false; value.len()];
    for k in 1..=job.limit.get() {
        for (z, &c) in value.iter_mut().zip(&position) {
            *z = recurrence.step::<A, f64>(*z, c, k);
        }
        for (diverging, &z) in diverging.iter_mut().zip(&value) {
            let bounded = A::bounded(z);
            *diverging = !bounded;
        }
        for (steps, &diverging) in diverged_at.iter_mut().zip(&diverging) {
            *steps = if diverging & (*steps == 0) { k } else { *steps };
        }
        for (z, &diverging) in value.iter_mut().zip(&diverging) {
            *z = if diverging { Complex::new(2.0, 0.0) } else { *z };
        }
    }
}
