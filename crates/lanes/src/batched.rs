//! `lanes-batched`: no test for a batch of steps; where a lane escaped, the batch is re-run with tests.
//!
//! **The idea.** Where escape is permanent, a point need not be tested after each step. A block that is calm, no lane of
//! it escaping, saves its values and takes a batch of steps without a test; then it is tested once. Where a lane has
//! escaped, the values are restored and the steps re-run, six at a time and with a test after each, until the block is
//! calm once more. Calm batches double, from 12 steps to 96.
//!
//! **Why it is exact.** [`Recurrence::escape_is_permanent`] says that a lane which is bounded at the end of a batch was
//! bounded in every step of it: had it escaped once, it would still be out. So a calm batch hides no escape, and any
//! other is re-run. A map that does not promise it gets the sticky test of `lanes-interleaved` instead.
//!
//! **What it costs.** A lane that escapes in a batch costs the whole block two batches. Divergence costs what it does
//! in every block of lockstep: lanes that have escaped go on for nothing.
//!
//! **What the machine does with it.** A step without a test needs no compare, which shares the multiply ports, and no
//! addition for the norm or the count. Inside the set the loop runs at the limit of the ports.
//!
//! **When it loses.** Along the border, where in most batches some lane leaves: there it is no better than
//! `lanes-interleaved`, and worse by the batches it took for nothing.

use crate::flight::{Counted, Flight};
use crate::lockstep::{self, BlockKernel, BlockSteps, MOST_LANES};
use crate::step::{Rounded, Step};
use crate::{IN_FLIGHT, NativeF64, interleaved};
use lanelab_grid::{Job, Lanes, Limit, Mask, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks of several rows by one vector of columns.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    if !recurrence.escape_is_permanent() {
        return interleaved::fill(recurrence, job, out, tally);
    }
    with_arithmetic!(job.rounding, A => {
        lockstep::fill::<Batched, NativeF64, IN_FLIGHT>(Rounded::<R, A>::new(recurrence), job, out, tally);
    });
}

/// The first batch after a test that found the block calm, in sixes of steps.
const FIRST_BATCH: u32 = 2;

/// The longest batch, in sixes of steps: what is left to gain beyond is small, and what is lost where a lane leaves
/// in it is not.
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
    /// The steps of the lanes that have left.
    steps: [[u32; MOST_LANES]; K],
    /// How many steps each lane has made.
    made: u32,
    /// The same, with the steps that were re-run.
    taken: u32,
}

impl<V: Lanes, const K: usize> Calm<V, K> {
    #[inline(always)]
    fn any(&self) -> bool {
        self.running.iter().any(|running| running.any())
    }

    /// Takes a batch of sixes without a test, and says whether no lane has left; else nothing has changed.
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

    /// Takes at most six steps with a test after each, and says whether no lane has left.
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

    /// Notes the steps of lanes that have left.
    #[inline(always)]
    fn leave(&mut self, i: usize, left: u32, counts: V::Counts) {
        let mut bounded = [0; MOST_LANES];
        V::store_counts(counts, &mut bounded[..V::LANES]);
        for lane in (0..V::LANES).filter(|lane| left >> lane & 1 == 1) {
            self.steps[i][lane] = self.made + bounded[lane] + 1;
        }
    }
}
