//! `lanes-compacted`: survivors of each batch are packed together.
//!
//! Doc to come.

use crate::packed::begin::open;
use crate::packed::block::{Scratch, for_each_block};
use crate::packed::phases::{Watch, phases};
use crate::{IN_FLIGHT_TESTED, NativeF64, lockstep};
use lanelab_grid::{Lanes, Limit, Recurrence, Rounding, Tally, Tile, with_arithmetic};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks whose pixels go on in phases.
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
    if !recurrence.escapes_for_good() {
        return lockstep::fill_tested::<R, NativeF64, T, IN_FLIGHT_TESTED>(
            recurrence, rounding, tile, limit, out, tally,
        );
    }
    with_arithmetic!(rounding, A => for_each_block::<NativeF64, 0>(tile, out, |block, scratch, place| {
        let made = open::<R, A, NativeF64, T, 0>(recurrence, block, limit, scratch, place, tally);
        phases::<R, A, NativeF64, T, Blind, 0>(recurrence, limit, made, scratch, &mut Blind, place, tally);
    }));
}

/// Sees nothing: every lane goes on to its escape or to the limit.
pub(crate) struct Blind;

impl<V: Lanes, const EXTRA: usize> Watch<V, EXTRA> for Blind {
    const FROM: u32 = u32::MAX;

    #[inline(always)]
    fn look(&mut self, _scratch: &mut Scratch<V, EXTRA>, _made: u32) {}
}
