//! `period`: an orbit that repeats bit for bit never escapes.
//!
//! **The idea.** The state of a lane is its `z`, and the step is a function of it. If `z` has, bit for bit, an earlier
//! value, the orbit repeats; if it was bounded over the whole cycle, it never escapes. Inside the set rounded orbits do
//! reach such a cycle, mostly after some hundred steps. A lane that repeats is dropped with the result 0, which it
//! would also have at the limit. Its remaining iterations are not executed: the rate is *effective*, and is not
//! compared with a peak.
//!
//! **Why it is exact.** Values are compared at steps that are equal modulo 6, under roundings whose form does not
//! depend on the step; so `contracted`, whose form does, is not offered. Bits are compared, not numbers: 0 and -0 are
//! different states. Where escape is not permanent the sticky test of `lanes-interleaved` is used, and no lane is
//! dropped.
//!
//! **What it costs.** From step 48 on, batches have 24 steps at most, and each value is compared with that at the
//! batch's beginning and with a remembered one.
//!
//! **What the machine does with it.** It is `lanes-compacted` with two more comparisons per batch; the gain grows with
//! the limit.
//!
//! **When it loses.** Where nothing repeats, as on `seahorse`.

use crate::NativeF64;
use crate::flight::Flight;
use crate::packed::advance::untested;
use crate::packed::batch_length::{Batch, PARTS, Wanted};
use crate::packed::block::{Scratch, Values};
use crate::packed::list::{EXTRA, EXTRAS, IM, RE};
use crate::packed::phases::{CycleCheck, fill_in_phases};
use crate::step::Step;
use lanelab_grid::{Job, Lanes, Mask, Recurrence, Tally};
use ndarray::ArrayViewMut2;
use std::array::from_fn;

/// Fills a tile block by block, batch by batch, until all pixels escape or repeat.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    fill_in_phases::<R, BrentCheck, NativeF64>(recurrence, job, out, tally);
}

/// Drops lanes whose value is, bit for bit, their remembered one.
///
/// The two extra numbers of a lane are the remembered value. After R. P. Brent, "An Improved Monte Carlo Factorization
/// Algorithm", BIT 20 (1980), 176–184: a new value is remembered after ever longer stretches, so that in the end one
/// lies on the cycle and the stretch is longer than the period.
#[derive(Debug, Default)]
struct BrentCheck {
    /// After how many steps the next value is remembered; 0 before the first.
    remember: u32,
}

/// Most orbits that escape do so before this step; they never repeat, so they are not checked.
const FROM: u32 = 48;

/// The longest watched batch: a repetition is seen only at the end of a batch. 24 is a multiple of the commonest
/// periods: 1, 2, 3, 4, 6 and 8.
const WATCHED_BATCH: u32 = 24;

impl CycleCheck for BrentCheck {
    fn batch(&self, wanted: Wanted, made: u32, left: u32) -> Batch {
        let watched = made >= FROM;
        let longest = if watched { WATCHED_BATCH } else { u32::MAX };
        Batch { watched, ..Batch::of(Wanted { steps: wanted.steps.min(longest), ..wanted }, left) }
    }

    /// Drops lanes whose last value is, bit for bit, their first.
    #[inline(always)]
    fn watch<V: Lanes, const K: usize>(
        map: impl Step,
        batch: Batch,
        flight: &mut Flight<V, K, &[V; K]>,
        kept: &mut [Values<V>; PARTS as usize],
    ) -> [u32; K] {
        untested(map, batch, flight, kept);
        let same = |i: usize| (flight.re[i].same_bits(kept[0].re[i]) & flight.im[i].same_bits(kept[0].im[i])).bits();
        from_fn(same)
    }

    fn after<V: Lanes>(&mut self, _: impl Step, batch: Batch, _: usize, scratch: &mut Scratch<V>, made: u32) {
        if !batch.watched {
            return;
        }
        if self.remember > 0 {
            scratch.list.drop_where(|numbers, vector| {
                numbers[RE][vector].same_bits(numbers[EXTRA][vector])
                    & numbers[IM][vector].same_bits(numbers[EXTRA + 1][vector])
            });
        }
        if made >= self.remember {
            let list = &mut scratch.list;
            list.extras = EXTRAS;
            let vectors = list.vectors();
            let (numbers, extra) = list.numbers.split_at_mut(EXTRA);
            extra[0][..vectors].copy_from_slice(&numbers[RE][..vectors]);
            extra[1][..vectors].copy_from_slice(&numbers[IM][..vectors]);
            self.remember = made + made / 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::{Arithmetic, Limit, Raster, Real, Region, Rounding, View, oracle, sum};
    use ndarray::Array2;
    use num_complex::Complex;

    /// Each step adds this number: one part of z is constant, the other grows until the point escapes permanently.
    #[derive(Debug, Clone, Copy)]
    struct Creep(f64, f64);

    impl Recurrence for Creep {
        fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, _c: Complex<V>, _k: u32) -> Complex<V> {
            sum(z, Complex::new(V::splat(self.0), V::splat(self.1)))
        }

        fn escape_is_permanent(&self) -> bool {
            true
        }
    }

    #[test]
    fn a_value_repeats_only_where_both_of_its_parts_do() {
        let view = View::new(Region::new(0.0, 1.0, 0.0, 1.0).unwrap(), Raster::new(20, 20).unwrap());
        let job = Job::whole(&view, Limit::new(1000).unwrap(), Rounding::Separate);
        for creep in [Creep(1.0 / 256.0, 0.0), Creep(0.0, 1.0 / 256.0)] {
            let mut steps = Array2::zeros(view.dim());
            let expected = oracle::steps(&creep, &job);
            fill(&creep, &job, steps.view_mut(), &mut Tally::default());
            assert!(expected.view().iter().all(|&steps| steps > 200), "all points escape late");
            assert_eq!(steps, expected.view(), "{creep:?}");
        }
    }
}
