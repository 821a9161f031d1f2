//! `best`: the fastest rung that executes every iteration of the contract.
//!
//! Doc to come.

use crate::{compacted, interleaved};
use lanelab_grid::{Limit, Recurrence, Rounding, Tally, Tile};
use ndarray::ArrayViewMut2;

/// Below this limit lanes are not packed.
pub const PACKING_PAYS: u32 = 100;

/// Fills a tile by the rung that the rule names.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub fn fill<R: Recurrence, T: Tally>(
    recurrence: &R,
    rounding: Rounding,
    tile: &Tile,
    limit: Limit,
    out: ArrayViewMut2<'_, u32>,
    tally: &mut T,
) {
    match choice(limit) {
        Choice::Interleaved => interleaved::fill(recurrence, rounding, tile, limit, out, tally),
        Choice::Compacted => compacted::fill(recurrence, rounding, tile, limit, out, tally),
    }
}

/// A rung that `best` may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// `lanes-interleaved`.
    Interleaved,
    /// `lanes-compacted`.
    Compacted,
}

/// The rule: `lanes-compacted` from a limit of [`PACKING_PAYS`] on, `lanes-interleaved` below.
#[must_use]
pub const fn choice(limit: Limit) -> Choice {
    if limit.get() < PACKING_PAYS { Choice::Interleaved } else { Choice::Compacted }
}
