//! Rungs that pass over whole arrays, as the lesson's NumPy functions do: the loop over steps is the outer one.
//!
//! They take one piece a thread, since cutting them smaller would make the arrays fit a cache and change what is
//! measured.

pub mod compacted;
pub mod masked;
pub mod whole;

use lanelab_grid::{Recurrence, Tile};
use ndarray::Array2;
use num_complex::Complex;

/// `z_0` of every pixel, and `c` of every pixel.
fn start<R: Recurrence>(recurrence: &R, tile: &Tile) -> [Array2<Complex<f64>>; 2] {
    let pixels = Array2::from_shape_fn(tile.dim(), |(row, column)| tile.point(row, column));
    let position = pixels.mapv(|pixel| recurrence.start(pixel).1);
    [pixels.mapv_into(|pixel| recurrence.start(pixel).0), position]
}
