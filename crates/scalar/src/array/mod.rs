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
    let (mut value, mut position) =
        (Values::with_capacity(rows * columns), Values::with_capacity(rows * columns));
    for row in 0..rows {
        for (z, c) in (0..columns).map(|column| recurrence.start(tile.point(row, column))) {
            value.push(z);
            position.push(c);
        }
    }
    (value, position)
}
