//! `textbook`: the definition, written down.
//!
//! **The idea.** One complex number at a time, as in the lesson's `mandel1`: step, test, count.
//!
//! **What it costs.** As written, a step multiplies four times and adds four times; the test multiplies twice more
//! and adds once.
//!
//! **What the machine does with it.** Each step waits for the one before: most of the core's pipes stand idle while
//! one chain, of three dependent operations a step, runs through them: a product, a difference, and `c` to be added.
//!
//! **When it loses.** Always, but for clarity; it is the measure of the others.

use lanelab_grid::{Arithmetic, Limit, Recurrence, Rounding, Tile, with_arithmetic};
use ndarray::ArrayViewMut2;
use num_complex::Complex;

/// Fills a tile, pixel after pixel.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub fn fill<R: Recurrence>(recurrence: &R, rounding: Rounding, tile: &Tile, limit: Limit, out: ArrayViewMut2<'_, u32>) {
    with_arithmetic!(rounding, A => super::fill(tile, out, |point| {
        escape::<R, A>(recurrence, point, limit)
    }));
}

pub(super) fn escape<R: Recurrence, A: Arithmetic>(recurrence: &R, pixel: Complex<f64>, limit: Limit) -> u32 {
    let (mut z, c) = recurrence.start(pixel);
    for k in 1..=limit.get() {
        z = recurrence.step::<A, f64>(z, c, k);
        let bounded = A::norm_sqr(z) <= 4.0;
        if !bounded {
            return k;
        }
    }
    0
}
