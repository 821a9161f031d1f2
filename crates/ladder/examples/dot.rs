//! The dot product of two vectors of `f32`: one long chain of additions, eight lanes, four chains of eight lanes, and
//! threads.
//!
//! The rungs add in different orders, so they round differently: they agree within the error bound of such sums.

use lanelab_ladder::{Agreement, Ladder, Work};
use rayon::prelude::*;
use std::process::ExitCode;
use wide::f32x8;

type Vectors = (Vec<f32>, Vec<f32>);

fn main() -> ExitCode {
    Ladder::new("dot product")
        .input("n", [1_000, 100_000, 10_000_000], |&n| vectors(n, 7))
        .work(|(a, _): &Vectors| Work::flops(2 * a.len()).reads_bytes(8 * a.len()))
        .oracle(in_f64)
        .agreement(Agreement::error_bound(error_bound))
        .rung("scalar", "one product after the other", |(a, b)| scalar(a, b))
        .rung("f32x8", "eight lanes", |(a, b)| lanes::<1>(a, b))
        .rung("4 x f32x8", "eight lanes, four accumulators", |(a, b)| lanes::<4>(a, b))
        .rung("8 x f32x8", "eight lanes, eight accumulators", |(a, b)| lanes::<8>(a, b))
        .threaded("threads", "chunks of the one before on all cores", |(a, b), threads| {
            let length = a.len().div_ceil(4 * threads).max(4096);
            a.par_chunks(length).zip(b.par_chunks(length)).map(|(a, b)| lanes::<8>(a, b)).sum()
        })
        .main()
}

/// Numbers from -1 to 1, the same for the same seed.
fn vectors(n: usize, seed: u64) -> Vectors {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut vector = || (0..n).map(|_| 2.0 * random.f32() - 1.0).collect();
    (vector(), vector())
}

/// The products of `f32` are exact in `f64`.
#[expect(clippy::cast_possible_truncation, reason = "the answer is of the rungs' type")]
fn in_f64((a, b): &Vectors) -> f32 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum::<f64>() as f32
}

/// For a sum of n products in any order: n u / (1 - n u) times the sum of their moduli, where u is half the distance from
/// 1 to the next number (Higham, Accuracy and Stability of Numerical Algorithms, 2002, §3.1); and u for the oracle.
fn error_bound((a, b): &Vectors) -> f64 {
    let nu = a.len() as f64 * f64::from(f32::EPSILON) / 2.0;
    let moduli: f64 = a.iter().zip(b).map(|(&a, &b)| (f64::from(a) * f64::from(b)).abs()).sum();
    (nu / (1.0 - nu) + f64::from(f32::EPSILON)) * moduli
}

fn scalar(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// With N accumulators the additions of one need not wait for those of the others.
fn lanes<const N: usize>(a: &[f32], b: &[f32]) -> f32 {
    let (a_blocks, b_blocks) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    let mut sums = [f32x8::ZERO; N];
    for (a, b) in a_blocks.chunks_exact(N).zip(b_blocks.chunks_exact(N)) {
        for i in 0..N {
            sums[i] += f32x8::from(a[i]) * f32x8::from(b[i]);
        }
    }
    let done = a_blocks.len() / N * N * 8;
    sums.iter().map(|sum| sum.reduce_add()).sum::<f32>() + scalar(&a[done..], &b[done..])
}
