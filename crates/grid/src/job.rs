//! What a kernel is asked to fill.

use crate::{Limit, Rounding, Tile, View};
use ndarray::ArrayViewMut2;

/// One tile, to be filled with the steps of its pixels up to a limit, under a rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Job {
    /// The pixels.
    pub tile: Tile,
    /// Most steps.
    pub limit: Limit,
    /// How each operation is rounded.
    pub rounding: Rounding,
}

impl Job {
    /// A whole view.
    #[must_use]
    pub const fn whole(view: &View, limit: Limit, rounding: Rounding) -> Self {
        Self { tile: view.whole(), limit, rounding }
    }

    /// The same for another tile.
    #[must_use]
    pub const fn on(&self, tile: Tile) -> Self {
        Self { tile, ..*self }
    }

    /// The same up to another limit.
    #[must_use]
    pub const fn up_to(&self, limit: Limit) -> Self {
        Self { limit, ..*self }
    }

    /// Checks the array that a kernel fills.
    ///
    /// # Panics
    /// Where `out` has another shape than the tile.
    pub fn check_shape(&self, out: &ArrayViewMut2<'_, u32>) {
        assert_eq!(out.dim(), self.tile.dim(), "the array must have the tile's shape");
    }
}
