//! Rungs that pass over whole arrays, as the course's NumPy functions do: the outer loop is over steps.
//!
//! Each thread gets one piece of the view: smaller pieces would fit a cache and change what is measured.

pub mod compacted;
pub mod masked;
pub mod whole;

use lanelab_grid::{Job, Recurrence, Tile};
use ndarray::ArrayViewMut2;
use num_complex::Complex;

/// A complex number for each pixel, in C order.
type Values = Vec<Complex<f64>>;

/// Fills a tile with the steps that `passes` writes: for each pixel, in C order, when it diverged, or 0.
fn fill(job: &Job, mut out: ArrayViewMut2<'_, u32>, passes: impl FnOnce(&mut [u32])) {
    job.check_shape(&out);
    let mut diverged_at = vec![0; out.len()];
    passes(&mut diverged_at);
    for (steps, diverged_at) in out.iter_mut().zip(diverged_at) {
        *steps = diverged_at;
    }
}

/// `z_0` of every pixel, and `c` of every pixel.
fn start<R: Recurrence>(recurrence: &R, tile: &Tile) -> (Values, Values) {
    let (rows, columns) = tile.dim();
    let (mut value, mut position) = (Values::with_capacity(rows * columns), Values::with_capacity(rows * columns));
    for row in 0..rows {
        for (z, c) in (0..columns).map(|column| recurrence.start(tile.point(row, column))) {
            value.push(z);
            position.push(c);
        }
    }
    (value, position)
}
