//! `wide`: a type for each number of lanes, whose instructions are chosen when the crate is compiled.

use super::{Backend, Points, TESTS, fill_blocks};
use ::wide::{f64x2, f64x4, f64x8};

pub(crate) struct Wide;

impl Backend for Wide {
    fn fill<const L: usize, const K: usize>(points: &Points, bounded: &mut [u32]) {
        match L {
            2 => fill_blocks(points, bounded, |x, y: [f64; K]| block_f64x2(points.batches(), x, y)),
            4 => fill_blocks(points, bounded, |x, y: [f64; K]| block_f64x4(points.batches(), x, y)),
            8 => fill_blocks(points, bounded, |x, y: [f64; K]| block_f64x8(points.batches(), x, y)),
            _ => unreachable!("no vector of {L} lanes"),
        }
    }
}

/// No trait has the operations of all types, so a macro writes the function for each.
macro_rules! block {
    ($name:ident, $vector:ident, $lanes:literal) => {
        // ---- kernel ----
        #[inline(always)]
        fn $name<const K: usize>(batches: u32, x: [f64; $lanes], y: [f64; K]) -> [[f64; $lanes]; K] {
            let (one, four) = ($vector::splat(1.0), $vector::splat(4.0));
            let (c_re, c_im) = ($vector::from(x), y.map($vector::splat));
            let (mut re, mut im, mut bounded) = ([c_re; K], c_im, [$vector::ZERO; K]);
            for k in 0..K {
                let product = re[k] * im[k];
                (re[k], im[k]) = (re[k] * re[k] - im[k] * im[k] + c_re, product + product + c_im[k]);
            }
            for _ in 0..batches {
                let mut any = $vector::ZERO;
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
            bounded.map($vector::to_array)
        }
        // ---- end ----
    };
}

block!(block_f64x2, f64x2, 2);
block!(block_f64x4, f64x4, 4);
block!(block_f64x8, f64x8, 8);
