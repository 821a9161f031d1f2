//! `components`: test and step from the same squares.
//!
//! **The idea.** `re²` and `im²` serve twice: for the norm of `z_k`, and for the step to `z_{k+1}`. The loop tests
//! the value it is about to step, so that both expressions stand side by side and the squares are formed once.
//!
//! **What it costs.** Four multiplications a step under `separate` instead of six; one step more than needed is
//! begun for each pixel.
//!
//! **What the machine does with it.** The test hangs off the chain of steps and runs beside it; the chain itself is
//! as long as before.
//!
//! **When it loses.** It gains little: latency, not the number of operations, is the limit, and the chain is no shorter.

use lanelab_grid::{Arithmetic, Limit, Recurrence, Rounding, Tile, with_arithmetic};
use ndarray::ArrayViewMut2;
use num_complex::Complex;

/// Fills a tile, pixel after pixel.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub fn fill<R: Recurrence>(recurrence: &R, rounding: Rounding, tile: &Tile, limit: Limit, out: ArrayViewMut2<'_, u32>) {
    with_arithmetic!(rounding, A => super::fill(tile, out, |point| {
        limit.steps_after(bounded_steps::<R, A>(recurrence, point, limit))
    }));
}

/// How many of `z_1, z_2, …` are bounded before the first that is not, at most `limit`.
pub(super) fn bounded_steps<R: Recurrence, A: Arithmetic>(recurrence: &R, pixel: Complex<f64>, limit: Limit) -> u32 {
    let (z_0, c) = recurrence.start(pixel);
    let mut z = recurrence.step::<A, f64>(z_0, c, 1);
    let mut bounded = 0;
    while bounded < limit.get() && A::norm_sqr(z) <= 4.0 {
        bounded += 1;
        z = recurrence.step::<A, f64>(z, c, bounded.wrapping_add(1));
    }
    bounded
}
