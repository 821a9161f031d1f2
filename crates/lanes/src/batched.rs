//! `lanes-batched`: no test for a batch of steps; where a lane escaped, the batch is re-run with tests.
//!
//! **The idea.** Where escape is permanent, a point need not be tested after each step. A block is *calm* while no lane
//! of it escapes. A calm block saves its values, takes a batch of steps without a test, and is tested once. Where a
//! lane has escaped, the values are restored and the steps re-run, six at a time and with a test after each, until the
//! block is calm again. Calm batches double, from 12 steps to 96.
//!
//! **Why it is exact.** As [the crate](crate#why-steps-can-go-untested) says of untested steps: a calm batch hides no
//! escape, and any other batch is re-run. Where escape is not permanent the sticky test of `lanes-interleaved` is used.
//!
//! **What it costs.** A lane that escapes in a batch makes the whole block take that batch twice. Divergence costs as
//! much as in every lockstep block: the steps of lanes that have escaped are wasted.
//!
//! **What the machine does with it.** A step without a test needs no compare, and no addition for the norm or the
//! counters. Inside the set it comes closest to the peak of its inner loop.
//!
//! **When it loses.** Along the border, where some lane escapes in most batches: there it is slower than
//! `lanes-interleaved` by the batches that it takes twice.

use crate::flight::{Counted, Flight};
use crate::lockstep::{self, BlockKernel, BlockSteps, MOST_LANES};
use crate::step::{Rounded, Step};
use crate::{IN_FLIGHT, NativeF64, interleaved};
use lanelab_grid::{Job, Lanes, Limit, Mask, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks of several rows by one vector of columns.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    if R::MAY_RETURN && !(R::MAY_BE_PERMANENT && recurrence.escape_is_permanent()) {
        return interleaved::fill(recurrence, job, out, tally);
    }
    with_arithmetic!(job.rounding, A => {
        lockstep::fill::<Batched, NativeF64, IN_FLIGHT>(Rounded::<R, A>::new(recurrence), job, out, tally);
    });
}

/// The first batch after a test that found the block calm, in sixes of steps.
const FIRST_BATCH: u32 = 2;

/// The longest batch, in sixes of steps. A longer one would gain little, and lose much where a lane escapes in it.
const MOST_IN_A_BATCH: u32 = 16;

/// Batches of steps without a test, re-run where a lane has escaped.
struct Batched;

impl BlockKernel for Batched {
    #[inline(always)]
    fn steps<V: Lanes, const K: usize>(map: impl Step, limit: Limit, x: V, y: [V; K]) -> BlockSteps<K> {
        let mut block = Calm::<V, K> {
            flight: Flight::start(map, [x; K], y),
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
                block.batch(map, sixes)
            } else {
                block.tested(map, left.min(6))
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
    /// The steps of the lanes that have escaped.
    steps: [[u32; MOST_LANES]; K],
    /// How many steps each lane has made.
    made: u32,
    /// How many steps each lane has executed, with those that were re-run.
    taken: u32,
}

impl<V: Lanes, const K: usize> Calm<V, K> {
    #[inline(always)]
    fn any(&self) -> bool {
        self.running.iter().any(|running| running.any())
    }

    /// Takes a batch without a test, and returns whether no lane has escaped; where one has, the block is unchanged.
    #[inline(always)]
    fn batch(&mut self, map: impl Step, sixes: u32) -> bool {
        let mut flight = self.flight;
        for _ in 0..sixes {
            flight.six_steps(map);
        }
        self.taken += 6 * sixes;
        let mut left = V::Mask::first(0);
        for i in 0..K {
            left = left | (self.running[i] & !flight.bounded(map, i));
        }
        let calm = !left.any();
        if calm {
            self.flight = flight;
            self.made += 6 * sixes;
        }
        calm
    }

    /// Takes at most six steps with a test after each, and returns whether no lane has escaped.
    #[inline(always)]
    fn tested(&mut self, map: impl Step, steps: u32) -> bool {
        let mut counted = Counted::new();
        if steps == 6 {
            self.flight.six_tested(map, &mut counted);
        } else {
            self.flight.few_tested(map, &mut counted, steps);
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

    /// Writes the steps of lanes that have just escaped.
    #[inline(always)]
    fn leave(&mut self, i: usize, left: u32, counts: V::Counts) {
        let mut bounded = [0; MOST_LANES];
        V::store_counts(counts, &mut bounded[..V::LANES]);
        for (lane, (steps, &bounded)) in self.steps[i].iter_mut().zip(&bounded[..V::LANES]).enumerate() {
            if left >> lane & 1 == 1 {
                *steps = self.made + bounded + 1;
            }
        }
    }
}
