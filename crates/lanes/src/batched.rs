//! `lanes-batched`: no test for a batch of steps, exact counts recovered by taking the batch again.
//!
//! **The idea.** A map that promises that what is out stays out need not be asked after each step. A block that has
//! been calm, no lane leaving it, saves its values and takes a batch of steps without a test; then it is tested once.
//! Where a lane has left, the values are put back and the steps taken again, six at a time and with a test after
//! each, until the block is calm once more. Calm batches double, from 12 steps to 96.
//!
//! **Why it is exact.** [`Recurrence::escapes_for_good`] says that a lane which is bounded at the end of a batch was
//! bounded in every step of it: had it been out once, it would still be. So a calm batch hides no escape, and any
//! other is taken again. A map that does not promise it gets the sticky test of `lanes-interleaved` instead.
//!
//! **What it costs.** A lane that leaves in a batch costs the whole block two batches. Divergence costs what it does
//! in every block of lockstep: lanes that are out go on for nothing.
//!
//! **What the machine does with it.** A step without a test needs no compare, which shares the multiply ports, and no
//! addition for the norm or the count. Inside the set the loop runs at the limit of the ports.
//!
//! **When it loses.** Along the border, where in most batches some lane leaves: there it is no better than
//! `lanes-interleaved`, and worse by the batches it took for nothing.

use crate::alternate::Alternate;
use crate::flight::{Counted, Flight, few_tested, six_tested};
use crate::lockstep::{self, Block, BlockSteps, MOST_LANES};
use crate::{IN_FLIGHT, NativeF64, interleaved};
use lanelab_grid::{Lanes, Limit, Mask, Recurrence, Rounding, Tally, Tile, with_arithmetic};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks of several rows by one vector of columns.
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
        return interleaved::fill(recurrence, rounding, tile, limit, out, tally);
    }
    with_arithmetic!(rounding, A =>
        lockstep::fill::<R, A, NativeF64, T, Batched, IN_FLIGHT>(recurrence, tile, limit, out, tally));
}

/// The first batch after a test that found the block calm, in sixes of steps.
const FIRST_BATCH: u32 = 2;

/// The longest batch, in sixes of steps: what is left to gain beyond is small, and what is lost where a lane leaves
/// in it is not.
const MOST_IN_A_BATCH: u32 = 16;

/// Batches of steps without a test, taken again where a lane has left.
struct Batched;

impl<R: Recurrence, A: Alternate, V: Lanes> Block<R, A, V> for Batched {
    #[inline(always)]
    fn steps<const K: usize>(recurrence: &R, limit: Limit, x: V, y: [V; K]) -> BlockSteps<K> {
        let mut block = Calm::<V, K> {
            flight: Flight::start(recurrence, [x; K], y),
            running: [V::Mask::first(V::LANES); K],
            steps: [[0; MOST_LANES]; K],
            made: 0,
            taken: 0,
        };
        let mut sixes = 0;
        while block.made < limit.get() && block.any() {
            let left = limit.get() - block.made;
            let calm = if sixes > 0 && left >= 6 {
                sixes = sixes.min(left / 6);
                block.batch::<R, A>(recurrence, sixes)
            } else {
                block.tested::<R, A>(recurrence, left.min(6))
            };
            sixes = if calm { (2 * sixes).clamp(FIRST_BATCH, MOST_IN_A_BATCH) } else { 0 };
        }
        BlockSteps { steps: block.steps, taken: block.taken }
    }
}

/// A block between two batches.
struct Calm<V: Lanes, const K: usize> {
    flight: Flight<V, K>,
    /// The lanes that were bounded at the end of the last batch.
    running: [V::Mask; K],
    /// The steps of the lanes that have left.
    steps: [[u32; MOST_LANES]; K],
    /// How many steps each lane has made.
    made: u32,
    /// The same, with the steps that were taken again.
    taken: u32,
}

impl<V: Lanes, const K: usize> Calm<V, K> {
    #[inline(always)]
    fn any(&self) -> bool {
        self.running.iter().any(|running| running.any())
    }

    /// Takes a batch of sixes without a test, and says whether no lane has left; else nothing has changed.
    #[inline(always)]
    fn batch<R: Recurrence, A: Alternate>(&mut self, recurrence: &R, sixes: u32) -> bool {
        let mut flight = self.flight;
        for _ in 0..sixes {
            flight.six_steps::<R, A>(recurrence);
        }
        self.taken += 6 * sixes;
        let mut left = V::Mask::first(0);
        for i in 0..K {
            left = left | (self.running[i] & !flight.bounded::<A>(i));
        }
        let calm = !left.any();
        if calm {
            self.flight = flight;
            self.made += 6 * sixes;
        }
        calm
    }

    /// Takes at most six steps with a test after each, and says whether no lane has left.
    #[inline(always)]
    fn tested<R: Recurrence, A: Alternate>(&mut self, recurrence: &R, steps: u32) -> bool {
        let mut counted = Counted::new();
        if steps == 6 {
            six_tested::<R, A, V, K>(recurrence, &mut self.flight, &mut counted);
        } else {
            few_tested::<R, A, V, K>(recurrence, &mut self.flight, &mut counted, steps);
        }
        let mut calm = true;
        for i in 0..K {
            let left = self.running[i] & !counted.running(i);
            if left.any() {
                calm = false;
                self.leave(i, left.bits(), counted.counts(i));
            }
            self.running[i] = self.running[i] & counted.running(i);
        }
        self.made += steps;
        self.taken += steps;
        calm
    }

    /// Notes the steps of lanes that have left.
    #[inline(always)]
    fn leave(&mut self, i: usize, left: u32, counts: V::Counts) {
        let made = self.made;
        V::for_each_count(counts, |lane, bounded| {
            if left >> lane & 1 == 1 {
                self.steps[i][lane] = made + bounded + 1;
            }
        });
    }
}
