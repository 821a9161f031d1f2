//! `lanes-compacted`: survivors of each phase are packed together.
//!
//! Doc to come.

use crate::alternate::Alternate;
use crate::packed::advance::{Batch, advance};
use crate::packed::begin::begin;
use crate::packed::block::{Place, Scratch, for_each_block};
use crate::packed::list::whole;
use crate::packed::opening::{ASKED, OPENING, tested_steps};
use crate::packed::settle::settle;
use crate::{IN_FLIGHT, IN_FLIGHT_TESTED, NativeF64, lockstep};
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
        phases::<R, A, NativeF64, T>(recurrence, block, limit, scratch, place, tally);
    }));
}

/// Takes the pixels of a block through phase after phase, until none is left or the limit is reached.
fn phases<R: Recurrence, A: Alternate, V: Lanes, T: Tally>(
    recurrence: &R,
    block: &Tile,
    limit: Limit,
    scratch: &mut Scratch<V, 0>,
    place: Place,
    tally: &mut T,
) {
    let mut made = tested_steps::<R, A, V>(recurrence, block).min(limit.get());
    tally.idle(u64::from(OPENING) * (ASKED * V::LANES) as u64);
    begin::<R, A, V, T, 0>(recurrence, block, made, scratch, place, tally);
    let mut pace = Pace::default();
    while scratch.list.len > 0 && made < limit.get() {
        let before = scratch.list.len;
        let batch = Batch::of(pace.wanted(made), limit.get() - made);
        carried(scratch, batch, place, tally);
        advance::<R, A, V, 0, IN_FLIGHT>(recurrence, batch, scratch);
        settle::<R, A, V, T, 0>(recurrence, made, batch, scratch, place, tally);
        pace.note(before, scratch.lost.len, batch.steps());
        made += batch.steps();
    }
}

/// Tells the tally that every listed pixel is carried through a batch.
fn carried<V: Lanes, T: Tally>(scratch: &Scratch<V, 0>, batch: Batch, place: Place, tally: &mut T) {
    if T::COUNTS {
        let list = &scratch.list;
        let places = &V::elements(&list.place)[..list.len];
        places.iter().for_each(|&pixel| tally.carry(place.in_tile(whole(pixel)), batch.steps()));
        tally.idle((list.vectors() * V::LANES - list.len) as u64 * u64::from(batch.steps()));
    }
}

/// How long the next batch should be, from how many lanes left in the last one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// The share of lanes that leave in a step.
    leaving: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { leaving: 0.02 }
    }
}

impl Pace {
    const SHORTEST: u32 = 24;
    const LONGEST: u32 = 480;

    pub(crate) fn wanted(self, made: u32) -> u32 {
        let best = (20.0 / self.leaving.max(1e-7)).sqrt() as u32;
        best.min(Self::SHORTEST.max(made)).min(Self::LONGEST)
    }

    pub(crate) fn note(&mut self, lanes: usize, left: usize, steps: u32) {
        self.leaving = left as f64 / (lanes as f64 * f64::from(steps));
    }
}
