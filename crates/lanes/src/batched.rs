//! `lanes-batched`: no test for a batch of steps; a lane that escaped in a batch is re-run with tests.
//!
//! **The idea.** Where escape is permanent, a point need not be tested after each step. A block of pixels takes a few
//! tested steps, in which most pixels outside the set escape, and then batches with one test at the end of each:
//!
//! ```text
//! take 12 tested steps; stop where no lane is bounded
//! repeat until no lane is bounded or the limit is reached:
//!     take a batch of steps                           no test
//!     running  ← |z|² ≤ 4
//!     counters ← counters + length, where running     such a lane was bounded in every step of the batch
//!     z        ← step(z)
//!     kept     ← z, where running                     elsewhere the value from before the batch stays
//! re-run every lane that has escaped from its kept value, with tests
//! ```
//!
//! All lanes of the block are re-run together, once, for at most the length of the longest batch. A batch has an eighth
//! of the steps made so far, 6 at least and 48 at most, so little is re-run.
//!
//! A block all of whose pixels stay bounded up to the limit is *calm*. Where the last block and the one above were
//! calm, this one is expected to be calm too: it begins without tested steps, in batches of 48. If it is not calm, only
//! the re-run is longer.
//!
//! **Why it is exact.** As [the crate](crate#why-steps-can-go-untested) says of untested steps: a lane that is bounded
//! after a batch was bounded in all of it, and the steps of any other lane come from the re-run. Where escape is not
//! permanent the sticky test of `lanes-interleaved` is used.
//!
//! **What it costs.** The re-run, as soon as one lane escapes after the tested steps. Divergence costs as much as in
//! every lockstep block: the steps of lanes that have escaped are wasted.
//!
//! **What the machine does with it.** A step without a test needs no compare, and no addition for the norm or the
//! counters, and all values stay in registers. Inside the set it comes closest to the peak of its inner loop.
//!
//! **When it loses.** With a large limit, along the border, where a block goes on as long as its last lane: there
//! `lanes-compacted` removes the lanes that have escaped.

use crate::flight::{Counted, Flight};
use crate::lockstep::{self, BlockKernel, BlockSteps};
use crate::step::{Rounded, Step};
use crate::trapped::at_start::keep_proven;
use crate::{NativeF64, interleaved};
use lanelab_grid::{Job, Lanes, Limit, Mask, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks of several rows by one vector of columns.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    fill_blocks::<R, false>(recurrence, job, out, tally);
}

/// The same; with `TRAPS` a block below a calm one takes no step where all of its orbits begin in a ball that
/// [traps](crate::trapped) them.
pub(crate) fn fill_blocks<R: Recurrence, const TRAPS: bool>(
    recurrence: &R,
    job: &Job,
    out: ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    if !recurrence.may_skip_tests() {
        return interleaved::fill(recurrence, job, out, tally);
    }
    with_arithmetic!(job.rounding, A => {
        lockstep::fill::<Batched<TRAPS>, NativeF64, ROWS>(Rounded::<R, A>::new(recurrence), job, out, tally);
    });
}

/// The rows of a block: more would hide more latency, but a block goes on as long as its last lane.
pub(crate) const ROWS: usize = 6;

/// How many steps are tested at the beginning of a block.
pub(crate) const OPENING: u32 = 12;

/// The shortest batch: after six steps the forms of every rounding repeat.
const SHORTEST: u32 = 6;

/// The longest batch, and every batch of a block that is expected to be calm; a multiple of 6.
const LONGEST: u32 = 48;

/// Tested first steps, then batches of steps without a test.
struct Batched<const TRAPS: bool> {
    /// Which blocks of columns were calm: in this band up to the last block, in the band above from there on.
    calm: Vec<bool>,
    /// Which blocks of the band are proven to be calm; none without `TRAPS`.
    proven: Vec<bool>,
}

impl<const TRAPS: bool> BlockKernel for Batched<TRAPS> {
    fn new(blocks: usize) -> Self {
        Self { calm: vec![false; blocks], proven: vec![false; blocks] }
    }

    #[inline(always)]
    fn begin_band<V: Lanes, const K: usize>(
        &mut self,
        map: impl Step,
        job: &Job,
        row: usize,
        xs: &[V::Element],
        tally: &mut Tally<'_>,
    ) {
        if TRAPS {
            self.proven.copy_from_slice(&self.calm);
            keep_proven::<V, K>(map, job, row, xs, &mut self.proven, tally);
        }
    }

    #[inline(always)]
    fn steps<V: Lanes, const K: usize>(
        &mut self,
        map: impl Step,
        limit: Limit,
        block: usize,
        x: V,
        y: [V; K],
    ) -> BlockSteps<V, K> {
        if TRAPS && self.proven[block] {
            let bounded = V::count_many(V::zero_counts(), V::Mask::first(V::LANES), limit.get());
            return BlockSteps { bounded: [bounded; K], taken: 0 };
        }
        let calm = self.calm[block] && (block == 0 || self.calm[block - 1]);
        let mut flight = Flight::start(map, [x; K], y);
        let mut counted = Counted::new();
        let mut made = 0;
        flight.step(map, 1);
        if !calm {
            let any;
            (made, any) = flight.tested::<false>(map, &mut counted, limit.get().min(OPENING));
            if !any || made == limit.get() {
                self.calm[block] = false;
                return BlockSteps { bounded: counted.counts(), taken: made };
            }
            flight.step(map, 1);
        }
        let mut run = Run { flight, kept: flight, counted, made, longest: 0 };
        run.in_batches(map, limit, calm);
        self.calm[block] = run.counted.all();
        let again = if self.calm[block] { 0 } else { run.again(map) };
        BlockSteps { bounded: run.counted.counts(), taken: run.made.saturating_add(again) }
    }
}

/// A block in batches.
struct Run<V: Lanes, const K: usize> {
    /// The values one step after the last test.
    flight: Flight<V, K>,
    /// Of each lane, the value one step after the last test that it passed.
    kept: Flight<V, K>,
    /// The results of the tests; a lane that passes one at the end of a batch has passed all of the batch.
    counted: Counted<V, K>,
    /// How many values of each lane are tested, those within batches included.
    made: u32,
    /// The steps of the longest batch.
    longest: u32,
}

impl<V: Lanes, const K: usize> Run<V, K> {
    /// Goes on until no lane is bounded or the limit is reached.
    #[inline(always)]
    fn in_batches(&mut self, map: impl Step, limit: Limit, calm: bool) {
        loop {
            let wanted = if calm { LONGEST } else { (self.made / 48 * 6).clamp(SHORTEST, LONGEST) };
            let left = limit.get() - self.made;
            let steps = if left < wanted + SHORTEST { left } else { wanted };
            self.flight.untested(map, steps - 1);
            self.test(map, steps);
            let any = self.counted.any();
            if !any || steps == left {
                return;
            }
            self.go_on(map);
        }
    }

    /// Tests the values after a batch.
    #[inline(always)]
    fn test(&mut self, map: impl Step, steps: u32) {
        self.counted.test_batch(map, &self.flight, steps);
        self.made += steps;
        self.longest = self.longest.max(steps);
    }

    /// Takes the step after a test.
    #[inline(always)]
    fn go_on(&mut self, map: impl Step) {
        self.flight.step(map, 1);
        self.kept.replace(&self.counted, &self.flight);
    }

    /// Re-runs, with tests, the batch in which each lane escaped, and returns how many steps that took.
    ///
    /// Lanes that have reached the limit take part as NaN, which is not bounded: no counter exceeds the limit, and the
    /// re-run ends when the last lane has escaped.
    #[inline(always)]
    fn again(&mut self, map: impl Step) -> u32 {
        let nan = Flight { re: [V::splat(f64::NAN); K], ..self.kept };
        self.kept.replace(&self.counted, &nan);
        self.kept.tested::<false>(map, &mut self.counted, self.longest - 1).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::{
        Arithmetic, LaneSteps, Mandelbrot, Raster, Real, Region, Rounding, Separate, View, oracle, sum,
    };
    use ndarray::{Array2, array};
    use num_complex::Complex;
    use wide::f64x4;

    /// Adds `im · re⁸` in each step: in a row above 0, pixels escape the earlier the farther they are to the right.
    #[derive(Debug, Clone, Copy)]
    struct Growth;

    impl Recurrence for Growth {
        fn start<V: Real>(&self, pixel: Complex<V>) -> (Complex<V>, Complex<V>) {
            let square = pixel.re * pixel.re;
            let fourth = square * square;
            let zero = V::splat(0.0);
            (Complex::new(zero, zero), Complex::new(pixel.im * (fourth * fourth), zero))
        }

        fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, _k: u32) -> Complex<V> {
            sum(z, c)
        }

        fn escape_is_permanent(&self) -> bool {
            true
        }
    }

    #[test]
    fn a_pixel_is_charged_with_the_steps_of_its_block_and_those_that_are_re_run() {
        let view = View::new(Region::new(0.0, 1.0, 0.0, 2.0).unwrap(), Raster::new(8, 2).unwrap());
        let job = Job::whole(&view, Limit::new(50).unwrap(), Rounding::Separate);
        let expected = array![[0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 20, 6]];
        assert_eq!(oracle::steps(&Growth, &job).view(), expected);
        let carried = |job: &Job| {
            let (mut out, mut counted) = (Array2::zeros(job.tile.dim()), LaneSteps::zeros(job.tile.dim()));
            let map = Rounded::<_, Separate>::new(&Growth);
            lockstep::fill::<Batched<false>, f64x4, 1>(map, job, out.view_mut(), &mut Tally::into(&mut counted));
            assert_eq!(out, oracle::steps(&Growth, job).view());
            counted.carried().iter().step_by(4).copied().collect::<Vec<_>>()
        };
        // The first row and the last block to the left are calm: 50 steps without a test, then 21 with tests.
        assert_eq!(carried(&job), [50, 50, 50, 71]);
        // Nothing is known of a row above. After 12 tested steps the lane of column 6 escapes in the second batch of
        // six steps, the first three of which are re-run.
        let second = Job { tile: job.tile.part(1..2, 0..8), ..job };
        assert_eq!(carried(&second), [50, 53]);
    }

    fn check(view: &View, limit: u64) {
        for rounding in Rounding::ALL {
            let job = Job::whole(view, Limit::new(limit).unwrap(), rounding);
            let mut steps = Array2::zeros(view.dim());
            fill(&Mandelbrot, &job, steps.view_mut(), &mut Tally::default());
            assert_eq!(steps, oracle::steps(&Mandelbrot, &job).view(), "{rounding} {limit}");
        }
    }

    #[test]
    fn batches_of_every_length_end_at_every_limit() {
        let view = View::new(Region::new(-1.5, 0.5, -1.0, 1.0).unwrap(), Raster::new(37, 45).unwrap());
        (1..=130).chain([499, 500, 501]).for_each(|limit| check(&view, limit));
    }

    #[test]
    fn the_largest_limit_does_not_overflow() {
        let outside = View::new(Region::new(0.3, 0.5, 0.0, 0.01).unwrap(), Raster::new(40, 12).unwrap());
        check(&outside, u32::MAX.into());
    }
}
