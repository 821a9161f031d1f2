//! `fearless_simd`: a type for each number of lanes, over a token of instructions that are chosen at run time.

use super::{Backend, Points, TESTS, fill_blocks};
use ::fearless_simd::{Level, Select as _, Simd, SimdFloat, SimdMask as _, dispatch, f64x2, f64x4, f64x8};

pub(crate) struct FearlessSimd;

impl Backend for FearlessSimd {
    fn fill<const L: usize, const K: usize>(points: &Points, bounded: &mut [u32]) {
        match L {
            2 => dispatch!(Level::new(), simd => fill::<_, f64x2<_>, 2, K>(simd, points, bounded)),
            4 => dispatch!(Level::new(), simd => fill::<_, f64x4<_>, 4, K>(simd, points, bounded)),
            8 => dispatch!(Level::new(), simd => fill::<_, f64x8<_>, 8, K>(simd, points, bounded)),
            _ => unreachable!("no vector of {L} lanes"),
        }
    }
}

/// Inlined into the function for which `dispatch` enables the instructions of the token.
#[inline(always)]
fn fill<S: Simd, V: SimdFloat<S, Element = f64, Array = [f64; L]>, const L: usize, const K: usize>(
    simd: S,
    points: &Points,
    bounded: &mut [u32],
) {
    fill_blocks(points, bounded, |x, y| block::<S, V, L, K>(simd, points.batches(), x, y));
}

// ---- kernel ----
#[inline(always)]
fn block<S: Simd, V: SimdFloat<S, Element = f64, Array = [f64; L]>, const L: usize, const K: usize>(
    simd: S,
    batches: u32,
    x: [f64; L],
    y: [f64; K],
) -> [[f64; L]; K] {
    let (one, four) = (V::splat(simd, 1.0), V::splat(simd, 4.0));
    let (c_re, c_im) = (V::load_array(simd, x), y.map(|y| V::splat(simd, y)));
    let (mut re, mut im, mut bounded) = ([c_re; K], c_im, [V::splat(simd, 0.0); K]);
    for k in 0..K {
        let product = re[k] * im[k];
        (re[k], im[k]) = (re[k] * re[k] - im[k] * im[k] + c_re, product + product + c_im[k]);
    }
    for _ in 0..batches {
        let mut any = V::Mask::splat(simd, false);
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
        if !any.any_true() {
            break;
        }
    }
    bounded.map(V::to_array)
}
// ---- end ----
