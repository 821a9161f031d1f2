//! Batch after batch, until no pixel of a block is left or the limit is reached, and the check for cycles in between.

use super::advance::{advance, stepped};
use super::batch_length::Batch;
use super::block::{Block, Scratch, for_each_block};
use super::first_steps::open;
use super::list::{PLACE, whole};
use super::probe::Opening;
use super::recount::{Departure, Made, recount};
use crate::step::{Rounded, Step};
use crate::{NativeF64, interleaved};
use lanelab_grid::{Job, Lanes, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;

/// A check between batches that may drop lanes which will never escape.
pub(crate) trait CycleCheck: Default {
    /// After how many steps it begins: from there on batches are short and [watched](Batch::watched). `u32::MAX` is
    /// never.
    const FROM: u32;

    /// Drops lanes that repeat. All lanes of the list are bounded and have made `made` steps, a multiple of 6 below the
    /// limit.
    fn drop_cycles<V: Lanes>(&mut self, scratch: &mut Scratch<V>, made: u32);
}

/// No check: every lane runs to its escape or to the limit.
#[derive(Debug, Default)]
pub(crate) struct NoCycleCheck;

impl CycleCheck for NoCycleCheck {
    const FROM: u32 = u32::MAX;

    #[inline(always)]
    fn drop_cycles<V: Lanes>(&mut self, _scratch: &mut Scratch<V>, _made: u32) {}
}

/// The longest watched batch: a repetition is seen only at the end of a batch. 24 is a multiple of the commonest
/// periods: 1, 2, 3, 4, 6 and 8.
const WATCHED_BATCH: u32 = 24;

/// Fills a tile block by block, batch by batch, with this check for cycles. Where escape is not permanent it uses the
/// sticky test of `lanes-interleaved`.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub(crate) fn fill_in_phases<R: Recurrence, C: CycleCheck>(
    recurrence: &R,
    job: &Job,
    out: ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    if R::MAY_RETURN && !(R::MAY_BE_PERMANENT && recurrence.escape_is_permanent()) {
        return interleaved::fill(recurrence, job, out, tally);
    }
    with_arithmetic!(job.rounding, A => for_each_block::<NativeF64>(job, out, |block, scratch| {
        let map = Rounded::<R, A>::new(recurrence);
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
    let Opening { tested: mut made, batch: mut wanted, .. } = opening;
    let (limit, mut check) = (block.limit.get(), C::default());
    while scratch.list.len > 0 && made < limit {
        let before = scratch.list.len;
        let watched = made >= C::FROM;
        let longest = if watched { WATCHED_BATCH } else { u32::MAX };
        let batch = Batch { watched, ..Batch::of(wanted.min(longest), limit - made) };
        count_batch(scratch, batch, block, tally);
        advance::<V>(map, batch, scratch);
        recount(map, Departure { made: Made::All(made), batch }, block, scratch, tally);
        made += batch.steps();
        wanted = next_batch(before, scratch.escaped.len, batch.steps(), made);
        if watched {
            check.drop_cycles(scratch, made);
        }
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
const LONGEST: u32 = 480;

/// The steps of the batch after one of `steps` steps in which `escaped` of `lanes` lanes escaped, never more than
/// `made`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 20,000")]
fn next_batch(lanes: usize, escaped: usize, steps: u32, made: u32) -> u32 {
    let share = escaped as f64 / (lanes as f64 * f64::from(steps));
    let best = (OVERHEAD / share.max(LEAST_SHARE)).sqrt() as u32;
    best.min(made).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_shrink_where_lanes_escape_and_grow_where_none_does() {
        assert_eq!([24, 100, 1000].map(|made| next_batch(1000, 0, 24, made)), [24, 100, 480]);
        let busy = next_batch(1000, 500, 24, 1000);
        assert!((1..=40).contains(&busy), "{busy}");
        assert!(next_batch(1000, 1000, 1, 1000) < 6);
    }
}
