//! `array-masked`: a boolean mask of what still runs.
//!
//! **The idea.** The lesson's `mandel6`: keep a mask of the pixels that have not diverged, gather those, step them,
//! and scatter the results back.
//!
//! **What it costs.** The arithmetic of the running pixels only, and for it a gather of values and positions, a
//! scatter, and two passes over the mask.
//!
//! **What the machine does with it.** The mask is walked element by element, with a branch that is hard to predict
//! along the border of the set; the copies cost more than the steps they save.
//!
//! **When it loses.** Against `array-whole` where few pixels escape: the lesson's "not faster, even though it was
//! doing less work".

use lanelab_grid::{Arithmetic, Limit, Recurrence, Rounding, Tile, with_arithmetic};
use ndarray::{Array1, Array2, ArrayViewMut2, Zip};
use num_complex::Complex;
use std::mem::size_of;

/// Scratch a pixel: value, position, both gathered, the mask and whether it diverges.
pub const SCRATCH_PER_PIXEL: usize = 4 * size_of::<Complex<f64>>() + 2;

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
    let mut calculating = Array2::from_elem(tile.dim(), true);
    diverged_at.fill(0);
    for k in 1..=limit.get() {
        let mut running = gather(&value, &calculating);
        let positions = gather(&position, &calculating);
        Zip::from(&mut running).and(&positions).for_each(|z, &c| *z = recurrence.step::<A, f64>(*z, c, k));
        let bounded = running.mapv(|z| A::norm_sqr(z) <= 4.0);
        scatter(&running, &calculating, &mut value);
        retire(&bounded, k, &mut calculating, &mut diverged_at);
    }
}

/// The elements where the mask is true, in C order.
fn gather(values: &Array2<Complex<f64>>, mask: &Array2<bool>) -> Array1<Complex<f64>> {
    values.iter().zip(mask).filter(|&(_, &keep)| keep).map(|(&value, _)| value).collect()
}

/// Puts gathered elements back where the mask is true.
fn scatter(gathered: &Array1<Complex<f64>>, mask: &Array2<bool>, values: &mut Array2<Complex<f64>>) {
    let places = values.iter_mut().zip(mask).filter(|&(_, &keep)| keep);
    for ((place, _), &value) in places.zip(gathered) {
        *place = value;
    }
}

/// Takes out of the mask what is no longer bounded, and notes the step.
fn retire(bounded: &Array1<bool>, k: u32, mask: &mut Array2<bool>, diverged_at: &mut ArrayViewMut2<'_, u32>) {
    let running = mask.iter_mut().zip(diverged_at).filter(|(keep, _)| **keep);
    for ((keep, steps), &bounded) in running.zip(bounded) {
        *keep = bounded;
        if !bounded {
            *steps = k;
        }
    }
}
