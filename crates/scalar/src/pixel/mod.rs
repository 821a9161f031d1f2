//! Rungs that follow one pixel at a time.

pub mod components;
mod inner;
pub mod textbook;

pub(crate) use inner::{components_inner, textbook_inner};

use lanelab_grid::Tile;
use ndarray::ArrayViewMut2;
use num_complex::Complex;

/// Fills a tile with the steps of its points, one after the other.
fn fill(tile: &Tile, mut out: ArrayViewMut2<'_, u32>, steps_at: impl Fn(Complex<f64>) -> u32) {
    assert_eq!(out.dim(), tile.dim(), "the array must have the tile's shape");
    for ((row, column), steps) in out.indexed_iter_mut() {
        *steps = steps_at(tile.point(row, column));
    }
}
