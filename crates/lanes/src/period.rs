//! `period`: an orbit that repeats bit for bit never escapes.
//!
//! **The idea.** The state of a lane is its `z`; the step is a function of it. If `z` is, bit for bit, what it was
//! before, the orbit goes round for ever; and if it was bounded all the way round it never escapes. Inside the set
//! rounded orbits do come to such a cycle, mostly after some hundred steps. So a lane that is back where it was is
//! dropped, with the answer 0 that it would have got at the limit. Its iterations are not executed: the rate is
//! *effective*, and has no share of the peak.
//!
//! **Why it is exact.** Values are compared at steps that are equal modulo 6, under roundings whose form does not depend
//! on the step; `contracted`, whose form does, is not offered. Bits are compared, not numbers: 0 and -0 are different
//! states. A map that does not promise that what is out stays out gets the sticky test of `lanes-interleaved` instead,
//! and no lane of it is dropped.
//!
//! **What it costs.** From step 48 on batches have 24 steps at most, a lane's value is compared with that at the
//! batch's beginning, and with one that is remembered after ever longer stretches.
//!
//! **What the machine does with it.** It is `lanes-compacted`, with two comparisons more a batch; what it gains grows
//! with the limit.
//!
//! **When it loses.** Where nothing repeats, as on `seahorse`.
//!
//! <!-- figures: period -->
//! Measured on one thread of AMD EPYC, AVX-512; record `20261122T182622Z-f241b5aa35b2`:
//!
//! | scene | rounding | iterations/cycle | of its loop's rate | occupancy |
//! |---|---|--:|--:|--:|
//! | `lesson` 300×300, limit 50 | `separate` | 0.827 | – | 86.3 % |
//! | `overview` 2000×2000, limit 1,000 | `separate` | 2.49 | – | 260 % |
//! | `seahorse` 1024×1024, limit 2,000 | `separate` | 0.893 | – | 83.1 % |
//! <!-- figures: end -->

use crate::packed::begin::open;
use crate::packed::block::{Scratch, for_each_block};
use crate::packed::list::EXTRAS;
use crate::packed::phases::{Watch, phases};
use crate::{IN_FLIGHT_TESTED, NativeF64, lockstep};
use lanelab_grid::{Lanes, Limit, Mask, Recurrence, Rounding, Tally, Tile, with_arithmetic};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks whose pixels go on in phases, until they escape or repeat.
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
    with_arithmetic!(rounding, A => for_each_block::<NativeF64>(tile, out, |block, scratch, place| {
        let made = open::<R, A, NativeF64, T>(recurrence, block, limit, scratch, place, tally);
        phases::<R, A, NativeF64, T, Repeats>(recurrence, limit, made, scratch, &mut Repeats::default(), place, tally);
    }));
}

/// Looks for lanes whose value is, bit for bit, the one remembered of them.
///
/// The two extra numbers of a lane are the value remembered. After R. P. Brent, "An Improved Monte Carlo Factorization
/// Algorithm", BIT 20 (1980), 176–184, a new value is remembered after ever longer stretches, so that at last one lies
/// on the cycle and the stretch is longer than the period.
#[derive(Debug, Default)]
struct Repeats {
    /// After how many steps the next value is remembered; 0 before the first.
    remember: u32,
}

impl<V: Lanes> Watch<V> for Repeats {
    /// No orbit that escapes early is watched: there are many, and none repeats.
    const FROM: u32 = 48;

    fn look(&mut self, scratch: &mut Scratch<V>, made: u32) {
        if self.remember > 0 {
            drop_repeated(scratch);
        }
        if made >= self.remember {
            let list = &mut scratch.list;
            list.extras = EXTRAS;
            let vectors = list.vectors();
            list.extra[0][..vectors].copy_from_slice(&list.re[..vectors]);
            list.extra[1][..vectors].copy_from_slice(&list.im[..vectors]);
            self.remember = made + made / 2;
        }
    }
}

/// Takes the lanes out of the list that are back at the value remembered.
fn drop_repeated<V: Lanes>(scratch: &mut Scratch<V>) {
    let list = &mut scratch.list;
    let mut packed = 0;
    for vector in 0..list.vectors() {
        let same = list.re[vector].same_bits(list.extra[0][vector])
            & list.im[vector].same_bits(list.extra[1][vector]);
        let in_use = list.in_use(vector);
        let staying = in_use & !same.bits();
        if staying != in_use || packed < vector * V::LANES {
            let row = list.row(vector);
            list.pack(packed, &row, staying);
        }
        packed += staying.count_ones() as usize;
    }
    list.len = packed;
}
