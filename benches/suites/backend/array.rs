//! Plain arrays, which the compiler turns into vectors as it sees fit.

use super::{Backend, Points, TESTS, fill_blocks};
use std::array::from_fn;

pub(crate) struct Array;

impl Backend for Array {
    fn fill<const L: usize, const K: usize>(points: &Points, bounded: &mut [u32]) {
        fill_blocks(points, bounded, |x, y| block::<L, K>(points.batches(), x, y));
    }
}

// ---- kernel ----
#[inline(always)]
fn block<const L: usize, const K: usize>(batches: u32, x: [f64; L], y: [f64; K]) -> [[f64; L]; K] {
    let (c_re, c_im) = (x, y);
    let (mut re, mut im, mut bounded) = ([x; K], y.map(|y| [y; L]), [[0.0; L]; K]);
    for k in 0..K {
        let product: [f64; L] = from_fn(|lane| re[k][lane] * im[k][lane]);
        re[k] = from_fn(|lane| re[k][lane] * re[k][lane] - im[k][lane] * im[k][lane] + c_re[lane]);
        im[k] = from_fn(|lane| product[lane] + product[lane] + c_im[k]);
    }
    for _ in 0..batches {
        let mut any = [false; L];
        for test in 1..=TESTS {
            for k in 0..K {
                let re_sqr = re[k].map(|re| re * re);
                let im_sqr = im[k].map(|im| im * im);
                let product: [f64; L] = from_fn(|lane| re[k][lane] * im[k][lane]);
                let running: [bool; L] = from_fn(|lane| re_sqr[lane] + im_sqr[lane] <= 4.0);
                bounded[k] = from_fn(|lane| if running[lane] { bounded[k][lane] + 1.0 } else { bounded[k][lane] });
                re[k] = from_fn(|lane| re_sqr[lane] - im_sqr[lane] + c_re[lane]);
                im[k] = from_fn(|lane| product[lane] + product[lane] + c_im[k]);
                if test == TESTS {
                    any = from_fn(|lane| any[lane] | running[lane]);
                }
            }
        }
        if any == [false; L] {
            break;
        }
    }
    bounded
}
// ---- end ----
