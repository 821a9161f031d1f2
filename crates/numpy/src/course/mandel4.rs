//! `mandel4`: at which step points diverge, by whole arrays whose diverged values are reset.

use super::arithmetic::{abs, square};
use super::{Counts, Dispatch, Grid};
use crate::routines::fill;
use ndarray::Array2;
use num_complex::Complex;

/// `limit - k` for the first step `k` in `1..=limit` with `|z_k| > 2`; 0 where there is none; of the array's shape.
///
/// The course asks for the picture of `mandel1` at the speed of `mandel_numpy`. Its quirks: the point itself is not
/// tested, so every count beyond the circle is one less than `mandel1`'s; escape at step `limit` counts 0, as a member
/// does; a point on the circle, and NaN, never diverge.
// ---- mandel4 ----
pub fn mandel4(position: &Grid, limit: i64, dispatch: Dispatch) -> Counts {
    let exceeds = |value: &Grid| abs(value, dispatch).mapv(|r| r > 2.0);
    first_divergence(position, limit, dispatch, exceeds)
}

pub(super) fn first_divergence(
    position: &Grid,
    limit: i64,
    dispatch: Dispatch, // which of NumPy's two roundings
    exceeds: impl Fn(&Grid) -> Array2<bool>,
) -> Counts {
    let mut value = position.to_owned();
    let mut diverged_at = Array2::zeros(position.dim());
    for remaining in (0..limit).rev() {
        value = square(&value, dispatch) + position;
        let diverging = exceeds(&value);
        let not_before = diverged_at.mapv(|count| count == 0.0);
        let first_time = &diverging & &not_before;
        fill(&mut diverged_at, &first_time, count(remaining));
        fill(&mut value, &diverging, Complex::new(2.0, 0.0));
    }
    diverged_at
}
// ---- end ----

/// A count as the course's arrays hold it; rounded beyond 2^53, as NumPy rounds it.
pub(super) fn count(remaining: i64) -> f64 {
    remaining as f64
}
