//! Batch after batch, until no pixel of a block is left or the limit is reached.

use super::advance::advance;
use super::batch::Batch;
use super::block::{Block, Scratch, for_each_block};
use super::list::whole;
use super::open::open;
use super::opening::Opening;
use super::recount::{Departure, Made, recount};
use crate::step::{Rounded, Step};
use crate::{IN_FLIGHT, NativeF64, interleaved};
use lanelab_grid::{Job, Lanes, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;

/// Looks at the list between batches, and may drop lanes from it that will never escape.
pub(crate) trait CycleCheck: Default {
    /// After how many steps it begins: batches are short from there on, and a lane that ends one where it began it is
    /// dropped. `u32::MAX` is never.
    const FROM: u32;

    /// All lanes of the list are bounded and have made so many steps, a multiple of 6 but at the limit.
    fn drop_cycles<V: Lanes>(&mut self, scratch: &mut Scratch<V>, made: u32);
}

/// Checks nothing: every lane runs to its escape or to the limit.
#[derive(Debug, Default)]
pub(crate) struct NoCycleCheck;

impl CycleCheck for NoCycleCheck {
    const FROM: u32 = u32::MAX;

    #[inline(always)]
    fn drop_cycles<V: Lanes>(&mut self, _scratch: &mut Scratch<V>, _made: u32) {}
}

/// The longest batch while lanes are watched: a repetition is seen only at the end of one. 24 is a multiple of the
/// commonest periods, 1, 2, 3, 4, 6 and 8.
const WATCHED_BATCH: u32 = 24;

/// Fills a tile in blocks whose pixels go on in phases, with this check for cycles; by the sticky test in each step where
/// the map does not promise that escape is permanent.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub(crate) fn fill_in_phases<R: Recurrence, C: CycleCheck>(
    recurrence: &R,
    job: &Job,
    out: ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    if !recurrence.escape_is_permanent() {
        return interleaved::fill(recurrence, job, out, tally);
    }
    with_arithmetic!(job.rounding, A => for_each_block::<NativeF64>(job, out, |block, scratch| {
        let map = Rounded::<R, A>::new(recurrence);
        let opening = open(map, block, scratch, tally);
        run_phases::<_, C>(map, block, opening, scratch, tally);
    }));
}

/// Takes all pixels of the list, which have made their tested steps, to their escape or to the limit.
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
        advance::<V, IN_FLIGHT>(map, batch, scratch);
        recount(map, Departure { made: Made::All(made), batch }, block, scratch, tally);
        made += batch.steps();
        wanted = Leaving::seen(before, scratch.escaped.len, batch.steps()).batch(made);
        if watched {
            check.drop_cycles(scratch, made);
        }
    }
}

/// Counts the lane-steps of a batch for every listed pixel.
pub(crate) fn count_batch<V: Lanes>(scratch: &Scratch<V>, batch: Batch, block: &Block, tally: &mut Tally<'_>) {
    if tally.counts() {
        let list = &scratch.list;
        let places = &V::elements(&list.place)[..list.len];
        places.iter().for_each(|&pixel| tally.carry(block.in_tile(whole(pixel) as usize), batch.steps()));
        tally.idle((list.vectors() * V::LANES - list.len) as u64 * u64::from(batch.steps()));
    }
}

/// The share of lanes that leave in a step, as the last batch showed it.
#[derive(Debug, Clone, Copy)]
struct Leaving(f64);

impl Leaving {
    /// The least that is assumed.
    const LEAST: f64 = 1e-7;

    /// What a batch costs beside its steps, over what a lane costs that leaves in it, by step of the batch.
    ///
    /// A batch of n steps costs a lane c/n a step for loading, testing and packing, and n·l·w for the steps that lanes
    /// go on after they have escaped and are re-run; n = √(c / (w·l)) is the best length. The quotient c/w
    /// was found by trial, and the optimum is flat.
    const OVERHEAD: f64 = 20.0;

    /// Beyond, nothing is gained.
    const LONGEST: u32 = 480;

    /// The share, from so many lanes that left in a batch of so many steps.
    #[expect(clippy::cast_precision_loss, reason = "a share of two digits")]
    fn seen(lanes: usize, left: usize, steps: u32) -> Self {
        Self(left as f64 / (lanes as f64 * f64::from(steps)))
    }

    /// The steps that the next batch should have: even where nothing has left so far, no more than were made.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 20,000")]
    fn batch(self, made: u32) -> u32 {
        let best = (Self::OVERHEAD / self.0.max(Self::LEAST)).sqrt() as u32;
        best.min(made).min(Self::LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_shrink_where_lanes_leave_and_grow_where_none_does() {
        let calm = Leaving::seen(1000, 0, 24);
        assert_eq!([24, 100, 1000].map(|made| calm.batch(made)), [24, 100, 480]);
        let busy = Leaving::seen(1000, 500, 24);
        assert!((1..=40).contains(&busy.batch(1000)), "{}", busy.batch(1000));
        assert!(Leaving::seen(1000, 1000, 1).batch(1000) < 6);
    }
}
