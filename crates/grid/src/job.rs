//! The input of a kernel.

use crate::{Limit, Rounding, Tile, View};
use ndarray::ArrayViewMut2;

/// A tile whose steps a kernel computes, up to a limit and under a rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Job {
    /// The pixels.
    pub tile: Tile,
    /// The largest number of steps.
    pub limit: Limit,
    /// How each operation is rounded.
    pub rounding: Rounding,
}

impl Job {
    /// The job of a whole view.
    pub const fn whole(view: &View, limit: Limit, rounding: Rounding) -> Self {
        Self { tile: view.whole(), limit, rounding }
    }

    /// The same job for another tile.
    pub const fn on(&self, tile: Tile) -> Self {
        Self { tile, ..*self }
    }

    /// The same job up to another limit.
    pub const fn up_to(&self, limit: Limit) -> Self {
        Self { limit, ..*self }
    }

    /// Checks the shape of the array that a kernel fills.
    ///
    /// # Panics
    /// Where `out` has another shape than the tile.
    pub fn check_shape(&self, out: &ArrayViewMut2<'_, u32>) {
        assert_eq!(out.dim(), self.tile.dim(), "the array must have the tile's shape");
    }
}
