//! The dot product of two vectors of `f32`: one chain of additions, more and more of them side by side, and threads.
//!
//! The rungs add in different orders, so they round differently: they agree within the error bound of such sums.

use lanelab_ladder::{Agreement, Ladder, Work};
use rayon::prelude::*;
use std::{ops::Deref, process::ExitCode};
use wide::{f32x8, f32x16};

type Vectors = (Aligned, Aligned);

fn main() -> ExitCode {
    ladder().main()
}

// ---- ladder ----
pub(crate) fn ladder() -> Ladder<Vectors, f32> {
    Ladder::new("dot product")
        .input("n", [4_001, 60_001, 10_000_001], |&n| vectors(n, 0))
        .case("n=4001 off the line", || vectors(4_001, 4))
        .work(|(a, _): &Vectors| Work::flops(2 * a.len()).reads_bytes(8 * a.len()))
        .oracle(in_f64)
        .agreement(Agreement::error_bound(error_bound))
        .rung("scalar", "one product after the other", |(a, b)| scalar(a, b))
        .rung("array", "128 sums in an array, which the compiler puts into vectors", |(a, b)| array(a, b))
        .rung("f32x8", "eight lanes, one accumulator", |(a, b)| lanes8::<1>(a, b))
        .rung("4 x f32x8", "eight lanes, four accumulators", |(a, b)| lanes8::<4>(a, b))
        .rung("8 x f32x16", "sixteen lanes, eight accumulators", |(a, b)| lanes16::<8>(a, b))
        .threaded("threads", "chunks of the one before on all cores", |(a, b), threads| {
            let length = a.len().div_ceil(4 * threads).max(4096);
            a.par_chunks(length).zip(b.par_chunks(length)).map(|(a, b)| lanes16::<8>(a, b)).sum()
        })
}
// ---- end ----

/// Numbers that begin some places behind the start of a cache line; a load that spans two lines takes twice as long.
pub(crate) struct Aligned {
    memory: Vec<f32>,
    start: usize,
}

impl Aligned {
    fn new(behind: usize, numbers: impl ExactSizeIterator<Item = f32>) -> Self {
        let mut memory: Vec<f32> = Vec::with_capacity(numbers.len() + 64);
        let start = memory.as_ptr().align_offset(64) + behind;
        memory.resize(start, 0.0);
        memory.extend(numbers);
        Self { memory, start }
    }
}

impl Deref for Aligned {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.memory[self.start..]
    }
}

/// Numbers from -1 to 1, the same in every run. The last ones are large, so that a sum without them is wrong by more than
/// the error bound.
fn vectors(n: usize, behind: usize) -> Vectors {
    let mut random = fastrand::Rng::with_seed(7);
    let scale = |i| if i + 16 < n { 1.0 } else { 100.0 };
    let mut vector = || Aligned::new(behind, (0..n).map(|i| scale(i) * (2.0 * random.f32() - 1.0)));
    (vector(), vector())
}

// ---- oracle ----
/// The products of `f32` are exact in `f64`.
#[expect(clippy::cast_possible_truncation, reason = "the answer is of the rungs' type")]
fn in_f64((a, b): &Vectors) -> f32 {
    a.iter().zip(b.iter()).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum::<f64>() as f32
}

/// For a sum of n products in any order: n u / (1 - n u) times the sum of their moduli, where u is half the distance from
/// 1 to the next number (Higham, Accuracy and Stability of Numerical Algorithms, 2002, §3.1); and u for the oracle.
fn error_bound((a, b): &Vectors) -> f64 {
    let nu = a.len() as f64 * f64::from(f32::EPSILON) / 2.0;
    let moduli: f64 = a.iter().zip(b.iter()).map(|(&a, &b)| (f64::from(a) * f64::from(b)).abs()).sum();
    (nu / (1.0 - nu) + f64::from(f32::EPSILON)) * moduli
}
// ---- end ----

fn scalar(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn array(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<128>(), b.as_chunks::<128>());
    let mut sums = [0.0; 128];
    for (a, b) in a.iter().zip(b) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    sums.iter().sum::<f32>() + scalar(a_rest, b_rest)
}

// ---- lanes ----
/// With N accumulators the additions of one need not wait for those of the others.
macro_rules! lanes {
    ($name:ident, $vector:ident, $lanes:literal) => {
        fn $name<const N: usize>(a: &[f32], b: &[f32]) -> f32 {
            let ((a, a_tail), (b, b_tail)) = (a.as_chunks::<$lanes>(), b.as_chunks::<$lanes>());
            let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<N>(), b.as_chunks::<N>());
            let mut sums = [$vector::ZERO; N];
            for (a, b) in a.iter().zip(b) {
                for i in 0..N {
                    sums[i] += $vector::from(a[i]) * $vector::from(b[i]);
                }
            }
            for (sum, (&a, &b)) in sums.iter_mut().zip(a_rest.iter().zip(b_rest)) {
                *sum += $vector::from(a) * $vector::from(b);
            }
            sums.into_iter().fold($vector::ZERO, |all, sum| all + sum).reduce_add() + scalar(a_tail, b_tail)
        }
    };
}

lanes!(lanes8, f32x8, 8);
lanes!(lanes16, f32x16, 16);
// ---- end ----
