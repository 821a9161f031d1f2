//! The ladder that the README shows.
#![expect(clippy::cast_possible_truncation, reason = "the answer is of the rungs' type")]

// ---- all ----
use lanelab_ladder::{Agreement, Ladder, Work};
use wide::f32x8;

fn main() -> std::process::ExitCode {
    Ladder::new("sum of squares")
        .input("n", [4_000, 10_000_000], |&n| (0..n).map(|i| (i % 7) as f32 / 7.0).collect::<Vec<f32>>())
        .work(|v| Work::flops(2 * v.len()).reads_bytes(4 * v.len()))
        .oracle(|v| in_f64(v))
        .agreement(Agreement::error_bound(|v: &Vec<f32>| {
            v.len() as f64 * f64::from(f32::EPSILON) * f64::from(in_f64(v))
        }))
        .rung("scalar", "one addition after the other", |v| scalar(v))
        .rung("f32x8", "eight lanes, four accumulators", |v| lanes(v))
        .main()
}

fn in_f64(v: &[f32]) -> f32 {
    v.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>() as f32
}

fn scalar(v: &[f32]) -> f32 {
    v.iter().map(|x| x * x).sum()
}

fn lanes(v: &[f32]) -> f32 {
    let (blocks, rest) = v.as_chunks::<32>();
    let mut sums = [f32x8::ZERO; 4];
    for block in blocks {
        let vectors = block.as_chunks::<8>().0;
        sums.iter_mut().zip(vectors).for_each(|(sum, &v)| *sum += f32x8::from(v) * f32x8::from(v));
    }
    sums.iter().map(|sum| sum.reduce_add()).sum::<f32>() + scalar(rest)
}
// ---- end ----
