//! `array-whole`: every pixel in every pass, diverged values reset.
//!
//! **The idea.** The lesson's `mandel4` and `mandel5`: step the whole array, compare the whole array, note where a
//! pixel diverges for the first time, and set what diverged to 2 so that it does not overflow.
//!
//! **What it costs.** `limit` passes over all pixels, four loops a pass, whether or not a pixel is long out.
//!
//! **What the machine does with it.** Each loop is simple enough to be turned into vector instructions, and each
//! reads and writes the arrays through the caches: memory, not arithmetic, sets the pace.
//!
//! **When it loses.** Where most pixels escape early, and wherever the arrays outgrow the cache.

use lanelab_grid::{Arithmetic, Limit, Recurrence, Rounding, Tile, with_arithmetic};
use ndarray::{ArrayViewMut2, Zip};
use num_complex::Complex;
use std::mem::size_of;

/// Scratch a pixel: value, position, and whether it diverges.
pub const SCRATCH_PER_PIXEL: usize = 2 * size_of::<Complex<f64>>() + 1;

/// Fills a tile, pass after pass.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub fn fill<R: Recurrence>(
    recurrence: &R,
    rounding: Rounding,
    tile: &Tile,
    limit: Limit,
    out: ArrayViewMut2<'_, u32>,
) {
    assert_eq!(out.dim(), tile.dim(), "the array must have the tile's shape");
    with_arithmetic!(rounding, A => passes::<R, A>(recurrence, tile, limit, out));
}

fn passes<R: Recurrence, A: Arithmetic>(
    recurrence: &R,
    tile: &Tile,
    limit: Limit,
    mut diverged_at: ArrayViewMut2<'_, u32>,
) {
    let [mut value, position] = super::start(recurrence, tile);
    diverged_at.fill(0);
    for k in 1..=limit.get() {
        Zip::from(&mut value).and(&position).for_each(|z, &c| *z = recurrence.step::<A, f64>(*z, c, k));
        let diverging = value.mapv(|z| {
            let bounded = A::norm_sqr(z) <= 4.0;
            !bounded
        });
        Zip::from(&mut diverged_at).and(&diverging).for_each(|steps, &diverging| {
            if diverging && *steps == 0 {
                *steps = k;
            }
        });
        Zip::from(&mut value).and(&diverging).for_each(|z, &diverging| {
            if diverging {
                *z = Complex::new(2.0, 0.0);
            }
        });
    }
}
