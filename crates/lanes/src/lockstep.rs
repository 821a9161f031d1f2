//! The kernel under `lanes-masked` and `lanes-interleaved`: K vectors that step together until all lanes are out.
//!
//! A block is K rows of one vector of columns. Each vector has a mask of the lanes that still run:
//!
//! ```text
//! z ← z_1                                     every lane takes step 1
//! repeat at most `limit` times:
//!     running ← running ∧ (|z|² ≤ 4)          sticky: once out, a lane never runs again
//!     counts  ← counts + running              branch-free: all ones is minus one
//!     z       ← step(z)                       every lane, also those that are out
//!     stop where no lane of any vector runs
//! ```
//!
//! Only the count is masked. The step is not: to mask it would put the mask on the chain of dependent operations.
//! Lanes that are out go on to infinity and NaN, at full speed. The test and the step read the same `z`, so the
//! squares are formed once. Since the mask is sticky, no map need promise anything.

use lanelab_grid::{Arithmetic, Lanes, Limit, Mask, Recurrence, Scalar, Tile};
use ndarray::ArrayViewMut2;
use num_complex::Complex;
use std::array::from_fn;

/// Fills a tile in blocks of `K` rows by one vector of columns; rows left over go one by one.
pub(crate) fn fill<R: Recurrence, A: Arithmetic, V: Lanes, const K: usize>(
    recurrence: &R,
    tile: &Tile,
    limit: Limit,
    mut out: ArrayViewMut2<'_, u32>,
) {
    assert_eq!(out.dim(), tile.dim(), "the array must have the tile's shape");
    let xs = padded_columns::<V>(tile);
    let (rows, _) = tile.dim();
    let whole = rows - rows % K;
    for row in (0..whole).step_by(K) {
        band::<R, A, V, K>(recurrence, tile, limit, row, &xs, &mut out);
    }
    for row in whole..rows {
        band::<R, A, V, 1>(recurrence, tile, limit, row, &xs, &mut out);
    }
}

/// The real parts of a tile's columns, the last repeated up to a whole number of vectors.
fn padded_columns<V: Lanes>(tile: &Tile) -> Vec<V::Element> {
    let (_, columns) = tile.dim();
    let padded = columns.next_multiple_of(V::LANES);
    (0..padded).map(|column| V::Element::from_f64(tile.x(column.min(columns - 1)))).collect()
}

/// Fills `K` rows from `row` on, a block after the other.
fn band<R: Recurrence, A: Arithmetic, V: Lanes, const K: usize>(
    recurrence: &R,
    tile: &Tile,
    limit: Limit,
    row: usize,
    xs: &[V::Element],
    out: &mut ArrayViewMut2<'_, u32>,
) {
    let (_, columns) = tile.dim();
    let ys: [V; K] = from_fn(|i| V::splat(tile.y(row + i)));
    for (block, xs) in xs.chunks_exact(V::LANES).enumerate() {
        let column = block * V::LANES;
        let valid = columns - column;
        let bounded = block_counts::<R, A, V, K>(recurrence, limit, V::load(xs), &ys, V::Mask::first(valid));
        for (i, &counts) in bounded.iter().enumerate() {
            V::for_each_count(counts, |lane, bounded| {
                if lane < valid {
                    out[(row + i, column + lane)] = limit.steps_after(bounded);
                }
            });
        }
    }
}

/// How many of `z_1, z_2, …` are bounded, lane by lane, before the first that is not; 0 in lanes that are not valid.
#[inline(always)]
fn block_counts<R: Recurrence, A: Arithmetic, V: Lanes, const K: usize>(
    recurrence: &R,
    limit: Limit,
    x: V,
    ys: &[V; K],
    valid: V::Mask,
) -> [V::Counts; K] {
    let start: [_; K] = from_fn(|i| recurrence.start(Complex::new(x, ys[i])));
    let mut z: [_; K] = from_fn(|i| recurrence.step::<A, V>(start[i].0, start[i].1, 1));
    let mut running = [valid; K];
    let mut counts = [V::zero_counts(); K];
    for k in 1..=limit.get() {
        for i in 0..K {
            running[i] = running[i] & A::norm_sqr(z[i]).le(V::splat(4.0));
            counts[i] = V::count(counts[i], running[i]);
            z[i] = recurrence.step::<A, V>(z[i], start[i].1, k.wrapping_add(1));
        }
        if !running.iter().fold(running[0], |any, &mask| any | mask).any() {
            break;
        }
    }
    counts
}
