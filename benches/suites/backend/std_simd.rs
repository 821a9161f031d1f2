//! `std::simd`: one type for any number of lanes, whose instructions are those of the build. It needs a nightly compiler.

use super::{Backend, Points, TESTS, fill_blocks};
use std::simd::prelude::*;

pub(crate) struct StdSimd;

impl Backend for StdSimd {
    fn fill<const L: usize, const K: usize>(points: &Points, bounded: &mut [u32]) {
        fill_blocks(points, bounded, |x, y| block::<L, K>(points.batches(), x, y));
    }
}

// ---- kernel ----
#[inline(always)]
fn block<const L: usize, const K: usize>(batches: u32, x: [f64; L], y: [f64; K]) -> [[f64; L]; K] {
    let (one, four) = (Simd::splat(1.0), Simd::splat(4.0));
    let (c_re, c_im) = (Simd::from_array(x), y.map(Simd::splat));
    let (mut re, mut im, mut bounded) = ([c_re; K], c_im, [Simd::splat(0.0); K]);
    for k in 0..K {
        let product = re[k] * im[k];
        (re[k], im[k]) = (re[k] * re[k] - im[k] * im[k] + c_re, product + product + c_im[k]);
    }
    for _ in 0..batches {
        let mut any = Mask::splat(false);
        for test in 1..=TESTS {
            for k in 0..K {
                let (re_sqr, im_sqr, product) = (re[k] * re[k], im[k] * im[k], re[k] * im[k]);
                let running = (re_sqr + im_sqr).simd_le(four);
                bounded[k] = running.select(bounded[k] + one, bounded[k]);
                (re[k], im[k]) = (re_sqr - im_sqr + c_re, product + product + c_im[k]);
                if test == TESTS {
                    any |= running;
                }
            }
        }
        if !any.any() {
            break;
        }
    }
    bounded.map(Simd::to_array)
}
// ---- end ----
