//! `trapped`: an orbit in a ball that the map takes into itself never escapes.
//!
//! **The idea.** Most orbits inside the set approach a cycle. Around a point of such an orbit lies a ball that p steps
//! of the computed map take into itself. Then the orbit stays near these p points whatever the limit is, and its pixel
//! gets the result 0 at once. As in `period`, the iterations that are left are not executed: the rate is *effective*,
//! and is not compared with a peak.
//!
//! The block's pixels are first tried in *cells*, a vector of columns in a few rows: one ball may hold the orbits of all of
//! them. Each other pixel has a ball of its own:
//!
//! ```text
//! a watched batch of 2n steps, from z_k on:
//!     d ← the least distance of z_{k+6}, z_{k+12}, … z_{k+n} to z_k
//!     r ← a radius of 3d around z_{k+n}, within limits            only a guess: it decides what is tried
//!     for each of the next n steps:
//!         r ← a radius around f(z) that contains the image of the ball of radius r around z
//!         after every sixth: trapped where the ball now lies in the ball around z_{k+n}
//! ```
//!
//! A return at distance d = 0 is a ball of radius 0: the orbit repeats, and is dropped for that reason alone. A watched
//! batch is half of the steps before it, so repetition is found as in `period`, by comparing with values after ever
//! longer stretches. Pixels that are still left after 500 steps and whose constant is real are dropped by what the map
//! says of [real members](Recurrence::real_members): many of their orbits approach no cycle.
//!
//! At limits up to 120, where the sample of [`best`](crate::best) favours lockstep, the kernel is that of
//! `lanes-batched`. There a block below a calm one takes no step where all of its orbits begin in a trapping ball.
//!
//! # Why it is exact
//!
//! Let `z_k` be a value of a computed orbit, F the p computed steps after step k, and B the ball of radius `r_0` around
//! `z_k`. Both k and p are multiples of 6, so the next p steps are F again, also under `contracted`, whose form depends
//! on the step modulo 3. All points below are floating-point numbers; distances and radii are exact.
//!
//! > If (1) for every w in B, F(w) is within `r_p` of `z_{k+p}`, (2) `|z_{k+p} - z_k| + r_p ≤ r_0`, and (3) every point
//! > of B is bounded, then the orbit never escapes.
//!
//! By (1) and (2), F takes B into B. So `z_{k+p}`, `z_{k+2p}`, … all lie in B, and are bounded by (3). Where escape is
//! permanent ([`Recurrence::escape_is_permanent`]) a value between two bounded ones is bounded too, whatever the
//! radii are in between. Where it is not, the sticky test of `lanes-interleaved` is used and nothing is proven; so the
//! Burning Ship has no bound for its growth, although that of `z² + c` holds for it.
//!
//! **(1) The radii.** Let r be the radius around z, and `r'` that around the next value. By
//! [`Recurrence::growth`], `r' = (1 + 32u) √((1 + ε) G) r + 512u` is large enough, with u the unit roundoff. It asks
//! that z and the next value are bounded: (3) says so of `z_{k+p}`, so it holds for all before. The kernel has
//! `ε = r_0` for each lane and, instead of r, the *spread* `s = r²/ε`, which needs neither a division nor a root; at
//! the beginning `s = r_0`. By `(a + b)² ≤ (1 + δ)a² + (1 + 1/δ)b²` with `δ = ε/8`,
//!
//! ```text
//! s' = q G s + e_0     q = (1 + ε)(1 + ε/8)(1 + 32u)²     e_0 = (1 + 8/ε)(512u)²/ε
//! ```
//!
//! is large enough. The kernel computes `G s + e`, and multiplies s by `1 + 10ε` before every six steps:
//!
//! * Radii are from `r_min` to 1/16. Rounding `G s + e` and the factor adds 14u at most, and 14u and `(1 + 32u)²` are
//!   together less than `1 + ε/8`: `r_min` is 2⁻²⁰ in `f64` and 2⁻⁶ in `f32`. So `(1 + ε)(1 + ε/8)²` replaces q, and
//!   its sixth power is below `1 + 10ε` for ε up to 1/16: it is convex, equal at 0, and 1.58 against 1.625 at 1/16.
//! * The factors of six steps can be applied at once, before the first: G does not decrease with s.
//! * `e = 16 (512u / r_min)²` is at least `(1 + 10ε) e_0`. It also covers what underflows, as it is above 2⁻⁴⁵.
//!
//! **(2) The return.** The distance is at most `d = |re| + |im|` of the difference. The kernel tests
//! `r_0 s ≤ (t - d)²` and `d ≤ t` with `t = r_0 - r_0²/8`. The roundings of d, t, the difference, the square and the
//! product are together less than `8u r_0`, and `r_0²/8` is more.
//!
//! **(3) The centre.** For w in B, `|w|² ≤ (1 + r_0)(|z_k|² + r_0)`, by the same inequality with `r_0` as ε. The kernel
//! asks that this is at most 3.9375; the roundings of this formula and of the test `|w|² ≤ 4` are far below 1/16.
//!
//! # Cells
//!
//! Let `z_k` now be the orbit of a cell's centre, which need not be a pixel, and `r_k` such that the orbits of all pixels
//! of the cell are within `r_k` of it, their constants within `r_c` of the centre's. At first `r_0` and `r_c` are the
//! distances to the farthest corner; each number of a pixel's start is the pixel or a constant, so no other pixel is
//! farther. By [`Recurrence::growth`], with ε the radius but 1/16 at most,
//!
//! ```text
//! r_{k+1} = √((1 + ε) G) r_k + r_c
//! ```
//!
//! is large enough with 32u of it and 512u more; the kernel adds 1024u of it and 1024u. A larger radius is large enough
//! too. So before each six steps from the third on the kernel enlarges `r_k`, to let the ball B of this radius around
//! `z_k` hold what returns. For every constant of the cell (1) says that F takes B to within `r_{k+6}` of `z_{k+6}`, and
//! (2) and (3) are tested as above, with margins of 1024u. Then F takes B into B for each of the constants, and B holds
//! the orbit of every pixel after step k.
//!
//! # From the start
//!
//! In lockstep the ball B of a cell is around a point w that need not lie on an orbit: an estimate of a point of the cycle
//! that the centre's orbit approaches. Its radius R is large enough for the start of every orbit, the distance of w to the
//! centre's start and `r_0` of the cell; and `r_c` more, only so that more proofs succeed. With R for `r_k`, two steps
//! from w with the centre's constant give its next value `w_2` and `r_{k+2}`. Where `|w_2 - w| + r_{k+2} ≤ R`, two
//! steps take B into B for every constant of the cell, and all orbits begin in B. As w is no value of an orbit, the kernel
//! tests (3) for the ball around `w_1` too; `w_2` is in B. Here the two steps may have other forms each time:
//! [`Recurrence::growth`] allows that for its bound. The margins are 1024u again.
//!
//! **Repetition.** If `z_{k+p}` equals `z_k` as numbers, all later values repeat as numbers: the sign of a zero changes
//! no number but the sign of a zero.
//!
//! **What it costs.** The second half of a watched batch takes about twice the operations of a step without a test. It
//! is taken only by flights in which a quarter of the lanes return to within 1/16.
//!
//! The step of a cell takes three times the operations and a square root, but for all of its pixels. Where none of a
//! sample of a block's cells is proven, the others are not tried. In lockstep a cell is a quarter of a block, and takes
//! eight steps; blocks below a calm one are tried in vain where orbits approach their cycle slowly.
//!
//! **What the machine does with it.** It is `lanes-compacted`, with lanes that leave the list early or never enter it. The
//! gain grows with the limit; what remains are orbits that approach their cycle slowly, and those on the border of the
//! set.
//!
//! **When it loses.** Where few pixels are members, as on `seahorse`, by the batches that are watched in vain. Orbits
//! that neither approach a cycle nor repeat run to the limit.

pub(crate) mod at_start;
mod balls;
mod cells;
#[cfg(test)]
mod tests;

use crate::best::fill_by_sample;
use crate::flight::Flight;
use crate::packed::advance::keep;
use crate::packed::batch_length::{Batch, PARTS, Wanted};
use crate::packed::block::{Block, Scratch, Values};
use crate::packed::list::{C_IM, C_RE, List};
use crate::packed::phases::{CycleCheck, LONGEST, fill_in_phases};
use crate::packed::probe::PROBED;
use crate::step::Step;
use crate::{NativeF64, batched};
use balls::{Balls, nearest_return};
use lanelab_grid::{Fill, Job, Lanes, Mask, Recurrence, Tally};
use ndarray::ArrayViewMut2;

/// Up to this limit lockstep may be faster. It tries balls once; a block that is not proven then runs on to the limit.
const LOCKSTEP_UP_TO: u32 = 120;

/// Fills a tile block by block, batch by batch, until all pixels escape or are proven to be members.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    let kernels: [Fill<R>; 2] = [batched::fill_blocks::<R, true>, fill_in_phases::<R, TrapCheck, NativeF64>];
    if job.limit.get() > LOCKSTEP_UP_TO {
        return kernels[1](recurrence, job, out, tally);
    }
    fill_by_sample(recurrence, job, out, tally, kernels);
}

/// Drops lanes whose orbits are trapped in a ball, or repeat.
#[derive(Debug, Default)]
struct TrapCheck {
    /// After how many steps batches are watched again: where a watched batch drops fewer lanes than escape in it, the
    /// next ones are not watched.
    rest: u32,
}

/// After this many steps lanes with a real constant are looked for, once: before, most of them are trapped anyway.
const LATE: u32 = 500;

/// How many times longer than half of a watched batch the orbit before it is.
const SHARE: u32 = 4;

impl CycleCheck for TrapCheck {
    fn before<V: Lanes>(map: impl Step, block: &Block, scratch: &mut Scratch<V>, tally: &mut Tally<'_>) {
        cells::prove(map, block, scratch, tally);
    }

    /// Where many lanes escape, the best batch is much shorter than the steps made so far, and is not watched.
    fn batch(&self, wanted: Wanted, made: u32, left: u32) -> Batch {
        let calm = if made == 0 { wanted.steps >= PROBED } else { 2 * wanted.steps >= made.min(LONGEST) };
        if !calm || made < self.rest || left < 12 {
            return Batch::of(wanted, left);
        }
        let sixes = (made / (6 * SHARE)).min(left / 12).max(1);
        Batch { parts: 2, sixes, tail: 0, watched: true }
    }

    #[inline(always)]
    fn watch<V: Lanes, const K: usize>(
        map: impl Step,
        batch: Batch,
        flight: &mut Flight<V, K, &[V; K]>,
        kept: &mut [Values<V>; PARTS as usize],
    ) -> [u32; K] {
        let [first, second, ..] = kept;
        keep(flight, first);
        let nearest = nearest_return(map, flight, first, batch.sixes);
        keep(flight, second);
        let mut dropped = if Balls::worth_trying(map, &nearest) {
            Balls::around(second, &nearest).trap(map, flight, second, batch.sixes)
        } else {
            flight.sixes(map, batch.sixes);
            [0; K]
        };
        for i in 0..K {
            dropped[i] |= nearest[i].le(V::splat(0.0)).bits();
        }
        dropped
    }

    fn after<V: Lanes>(&mut self, map: impl Step, batch: Batch, dropped: usize, scratch: &mut Scratch<V>, made: u32) {
        if (LATE..LATE + batch.steps()).contains(&made) {
            drop_real_members(map, &mut scratch.list);
        }
        if batch.watched && dropped < scratch.escaped.len {
            self.rest = made.saturating_mul(2);
        }
    }
}

/// Drops the lanes that are known to be members since their constant is real.
fn drop_real_members<V: Lanes>(map: impl Step, list: &mut List<V>) {
    if let Some([least, largest]) = map.real_members().map(|bounds| bounds.map(V::splat)) {
        list.drop_where(|numbers, vector| {
            let (re, im) = (numbers[C_RE][vector], numbers[C_IM][vector]);
            im.abs().le(V::splat(0.0)) & least.le(re) & re.le(largest)
        });
    }
}
