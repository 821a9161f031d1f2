//! `array-compacted`: shrink the arrays to what still runs.
//!
//! **The idea.** The lesson's `mandel7`: after each step copy the pixels that are still bounded, with their positions
//! and their indices, into new and shorter arrays.
//!
//! **What it costs.** The arithmetic of the running pixels only, and for each of them a copy of 48 bytes a step.
//!
//! **What the machine does with it.** It streams: read everything, write what is left. Where nothing escapes in a
//! step, all of that was for nothing.
//!
//! **When it loses.** Where pixels run long: each step then copies nearly everything. Packing once a phase of many
//! steps, instead of in each, is what makes the idea pay.

use lanelab_grid::{Arithmetic, Limit, Recurrence, Rounding, Tile, with_arithmetic};
use ndarray::{Array1, ArrayViewMut2, Zip};
use num_complex::Complex;
use std::mem::size_of;

/// Scratch a pixel: value, position and index, the arrays before and after a copy, and whether it is bounded.
pub const SCRATCH_PER_PIXEL: usize = 2 * (2 * size_of::<Complex<f64>>() + size_of::<(usize, usize)>()) + 1;

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
    let [value, position] = super::start(recurrence, tile);
    let mut value: Array1<_> = value.into_iter().collect();
    let mut position: Array1<_> = position.into_iter().collect();
    let mut index: Array1<_> = diverged_at.indexed_iter().map(|(place, _)| place).collect();
    diverged_at.fill(0);
    for k in 1..=limit.get() {
        Zip::from(&mut value).and(&position).for_each(|z, &c| *z = recurrence.step::<A, f64>(*z, c, k));
        let bounded = value.mapv(|z| A::norm_sqr(z) <= 4.0);
        for (&place, _) in index.iter().zip(&bounded).filter(|&(_, &bounded)| !bounded) {
            diverged_at[place] = k;
        }
        value = carry_on(&value, &bounded);
        position = carry_on(&position, &bounded);
        index = carry_on(&index, &bounded);
    }
}

/// A new array of the elements that are kept.
fn carry_on<T: Copy>(values: &Array1<T>, keep: &Array1<bool>) -> Array1<T> {
    values.iter().zip(keep).filter(|&(_, &keep)| keep).map(|(&value, _)| value).collect()
}
