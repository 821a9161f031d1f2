//! Rungs that pass over whole arrays, as the lesson's NumPy functions do: the loop over steps is the outer one.
//!
//! They take one piece a thread, since cutting them smaller would make the arrays fit a cache and change what is
//! measured.

pub mod compacted;
pub mod masked;
pub mod whole;

use lanelab_grid::{Recurrence, Tile};
use num_complex::Complex;

/// A complex number a pixel, in C order.
type Values = Vec<Complex<f64>>;

/// `z_0` of every pixel, and `c` of every pixel.
fn start<R: Recurrence>(recurrence: &R, tile: &Tile) -> (Values, Values) {
    let (rows, columns) = tile.dim();
    let pixels = (0..rows).flat_map(|row| (0..columns).map(move |column| tile.point(row, column)));
    pixels.map(|pixel| recurrence.start(pixel)).unzip()
}
