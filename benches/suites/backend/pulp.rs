//! `pulp`: vectors of a token's own width, which is chosen at run time, so the number of lanes chooses the token.

use super::{Backend, Points, TESTS, fill_blocks};
use ::pulp::bytemuck::Zeroable as _;
use ::pulp::{Scalar128b, Scalar256b, Scalar512b, Simd, WithSimd};

pub(crate) struct Pulp;

impl Backend for Pulp {
    fn fill<const L: usize, const K: usize>(points: &Points, bounded: &mut [u32]) {
        match L {
            2 => lanes2(Fill::<2, K> { points, bounded }),
            4 => lanes4(Fill::<4, K> { points, bounded }),
            8 => lanes8(Fill::<8, K> { points, bounded }),
            _ => unreachable!("no vector of {L} lanes"),
        }
    }
}

/// `Arch::dispatch` would choose the widest token, so these choose the best one with so many lanes.
fn lanes2(fill: impl WithSimd<Output = ()>) {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = ::pulp::x86::V2::try_new() {
        return Simd::vectorize(simd, fill);
    }
    Scalar128b.vectorize(fill);
}

fn lanes4(fill: impl WithSimd<Output = ()>) {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = ::pulp::x86::V3::try_new() {
        return Simd::vectorize(simd, fill);
    }
    Scalar256b.vectorize(fill);
}

fn lanes8(fill: impl WithSimd<Output = ()>) {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = ::pulp::x86::V4::try_new() {
        return Simd::vectorize(simd, fill);
    } else if let Some(simd) = ::pulp::x86::V3::try_new() {
        // Its own `vectorize` would pass on the token of 256 bits.
        let two_registers = ::pulp::x86::V3_512b(simd);
        return simd.vectorize(
            #[inline(always)]
            || fill.with_simd(two_registers),
        );
    }
    Scalar512b.vectorize(fill);
}

/// A closure that is generic over the token.
struct Fill<'a, const L: usize, const K: usize> {
    points: &'a Points,
    bounded: &'a mut [u32],
}

impl<const L: usize, const K: usize> WithSimd for Fill<'_, L, K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        const { assert!(S::F64_LANES == L, "the token has this number of lanes") }
        let batches = self.points.batches();
        fill_blocks(self.points, self.bounded, |x, y| block::<S, L, K>(simd, batches, x, y));
    }
}

// ---- kernel ----
#[inline(always)]
fn block<S: Simd, const L: usize, const K: usize>(simd: S, batches: u32, x: [f64; L], y: [f64; K]) -> [[f64; L]; K] {
    let (one, four) = (simd.splat_f64s(1.0), simd.splat_f64s(4.0));
    let (c_re, c_im) = (S::as_simd_f64s(&x).0[0], y.map(|y| simd.splat_f64s(y)));
    let (mut re, mut im, mut bounded) = ([c_re; K], c_im, [simd.splat_f64s(0.0); K]);
    for k in 0..K {
        let (re_sqr, im_sqr) = (simd.mul_f64s(re[k], re[k]), simd.mul_f64s(im[k], im[k]));
        let product = simd.mul_f64s(re[k], im[k]);
        re[k] = simd.add_f64s(simd.sub_f64s(re_sqr, im_sqr), c_re);
        im[k] = simd.add_f64s(simd.add_f64s(product, product), c_im[k]);
    }
    for _ in 0..batches {
        let mut any = S::m64s::zeroed();
        for test in 1..=TESTS {
            for k in 0..K {
                let (re_sqr, im_sqr) = (simd.mul_f64s(re[k], re[k]), simd.mul_f64s(im[k], im[k]));
                let product = simd.mul_f64s(re[k], im[k]);
                let running = simd.less_than_or_equal_f64s(simd.add_f64s(re_sqr, im_sqr), four);
                bounded[k] = simd.select_f64s(running, simd.add_f64s(bounded[k], one), bounded[k]);
                re[k] = simd.add_f64s(simd.sub_f64s(re_sqr, im_sqr), c_re);
                im[k] = simd.add_f64s(simd.add_f64s(product, product), c_im[k]);
                if test == TESTS {
                    any = simd.or_m64s(any, running);
                }
            }
        }
        if simd.first_true_m64s(any) == S::F64_LANES {
            break;
        }
    }
    bounded.map(|bounded| {
        let mut counts = [0.0; L];
        S::as_mut_simd_f64s(&mut counts).0[0] = bounded;
        counts
    })
}
// ---- end ----
