//! Batch after batch, until no pixel of a block is left or the limit is reached, and the check for cycles in between.

use super::advance::{advance, stepped, untested};
use super::batch_length::{Batch, PARTS, Wanted};
use super::block::{Block, Scratch, Values, for_each_block};
use super::first_steps::open;
use super::list::{PLACE, whole};
use super::probe::Opening;
use super::recount::{Departure, Made, recount};
use crate::flight::Flight;
use crate::interleaved;
use crate::step::{Rounded, Step};
use lanelab_grid::{Job, Lanes, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;

/// A check in and between batches that drops lanes which will never escape. Without its own methods it drops none.
pub(crate) trait CycleCheck: Default {
    /// Whether it watches any batch.
    const WATCHES: bool = true;

    /// Called before the first steps of a block: may note cells all of whose pixels are members.
    #[inline(always)]
    fn before<V: Lanes>(_map: impl Step, _block: &Block, _scratch: &mut Scratch<V>, _tally: &mut Tally<'_>) {}

    /// The batch of about as many steps as wanted, at most `left`, after the first `made`.
    #[inline(always)]
    fn batch(&self, wanted: Wanted, _made: u32, left: u32) -> Batch {
        Batch::of(wanted, left)
    }

    /// Takes a flight through a watched batch and keeps its values at the beginning of each part. Returns the lanes of
    /// each vector that will never escape, as bits; the bits of lanes without a pixel are ignored.
    #[inline(always)]
    fn watch<V: Lanes, const K: usize>(
        map: impl Step,
        batch: Batch,
        flight: &mut Flight<V, K, &[V; K]>,
        kept: &mut [Values<V>; PARTS as usize],
    ) -> [u32; K] {
        untested(map, batch, flight, kept);
        [0; K]
    }

    /// Called after a batch, watched or not, that dropped so many lanes. All lanes of the list are bounded and have made
    /// `made` steps, a multiple of 6 below the limit.
    #[inline(always)]
    fn after<V: Lanes>(
        &mut self,
        _map: impl Step,
        _batch: Batch,
        _dropped: usize,
        _scratch: &mut Scratch<V>,
        _made: u32,
    ) {
    }
}

/// No check: every lane runs to its escape or to the limit.
#[derive(Debug, Default)]
pub(crate) struct NoCycleCheck;

impl CycleCheck for NoCycleCheck {
    const WATCHES: bool = false;
}

/// Fills a tile block by block, batch by batch, in vectors of kind `V` and with this check for cycles. Where escape is not permanent it uses the
/// sticky test of `lanes-interleaved`.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub(crate) fn fill_in_phases<R: Recurrence, C: CycleCheck, V: Lanes>(
    recurrence: &R,
    job: &Job,
    out: ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    if !recurrence.may_skip_tests() {
        return interleaved::fill(recurrence, job, out, tally);
    }
    with_arithmetic!(job.rounding, A => for_each_block::<V>(job, out, |block, scratch| {
        let map = Rounded::<R, A>::new(recurrence);
        C::before(map, block, scratch, tally);
        let opening = open(map, block, scratch, tally);
        run_phases::<_, C>(map, block, opening, scratch, tally);
    }));
}

/// Runs all pixels of the list, which have made their tested steps, to their escape or to the limit.
pub(crate) fn run_phases<V: Lanes, C: CycleCheck>(
    map: impl Step,
    block: &Block,
    opening: Opening,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) {
    let Opening { tested: mut made, batch, .. } = opening;
    let (mut wanted, mut check) = (Wanted { steps: batch, parts: PARTS }, C::default());
    let limit = block.limit.get();
    while scratch.list.len > 0 && made < limit {
        let before = scratch.list.len;
        let batch = check.batch(wanted, made, limit - made);
        count_batch(scratch, batch, block, tally);
        advance::<V, C>(map, batch, scratch);
        recount(map, Departure { made: Made::All(made), batch }, block, scratch, tally);
        made += batch.steps();
        wanted = next_batch(before, scratch.escaped.len, batch.steps(), made);
        let dropped = before - scratch.escaped.len - scratch.list.len;
        check.after(map, batch, dropped, scratch, made);
    }
}

/// Counts the lane-steps of a batch for every listed pixel.
pub(crate) fn count_batch<V: Lanes>(scratch: &Scratch<V>, batch: Batch, block: &Block, tally: &mut Tally<'_>) {
    let list = &scratch.list;
    let places = &V::elements(&list.numbers[PLACE][..])[..list.len];
    let pixels = places.iter().map(|&pixel| block.in_tile(whole(pixel) as usize));
    tally.count(pixels, stepped(list.vectors()) * V::LANES - list.len, batch.steps());
}

/// The least share of lanes that is assumed to escape in a step.
const LEAST_SHARE: f64 = 1e-7;

/// The fixed cost of a batch over the cost of an escape in it.
///
/// In a batch of n steps a lane pays c/n per step for loading, testing and packing, and n·l·w for steps after an escape
/// and those re-run, with l the share of lanes that escape in a step; n = √(c / (w·l)) is the best length. The quotient
/// c/w was found by trial; the optimum is flat.
const OVERHEAD: f64 = 20.0;

/// The longest batch: a longer one gains nothing.
pub(crate) const LONGEST: u32 = 480;

/// How much longer than all steps so far the batch may be that follows one in which no lane escaped.
const GROWTH: u32 = 4;

/// What the re-run of a step in a part costs over what a part costs each lane, as the parts of a batch are chosen.
///
/// A batch of n steps in p parts pays p·k for the values that are kept, and n·l·n/p·r for steps that are re-run;
/// p = n·√(l·r/k) is the best number. √(r/k) was found by trial; the optimum is flat.
const RE_RUN: f64 = 1.33;

/// The batch after one of `steps` steps in which `escaped` of `lanes` lanes escaped; never longer than `made`, if any
/// did.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 20,000")]
fn next_batch(lanes: usize, escaped: usize, steps: u32, made: u32) -> Wanted {
    let share = escaped as f64 / (lanes as f64 * f64::from(steps));
    let best = (OVERHEAD / share.max(LEAST_SHARE)).sqrt() as u32;
    let longest = if escaped == 0 { made.saturating_mul(GROWTH) } else { made };
    let steps = best.min(longest).min(LONGEST);
    let parts = (RE_RUN * f64::from(steps) * share.sqrt()).round() as u32;
    Wanted { steps, parts: parts.clamp(1, PARTS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_shrink_where_lanes_escape_and_grow_where_none_does() {
        let calm = [24, 100, 1000].map(|made| next_batch(1000, 0, 24, made));
        assert_eq!(calm, [96, 400, 480].map(|steps| Wanted { steps, parts: 1 }), "nothing is kept to be re-run");
        assert_eq!(next_batch(16_000, 1, 100, 100), Wanted { steps: 100, parts: 1 });
        let busy = next_batch(1000, 500, 24, 1000);
        assert!((1..=40).contains(&busy.steps) && busy.parts == PARTS, "{busy:?}");
        assert!(next_batch(1000, 1000, 1, 1000).steps < 6);
    }
}
