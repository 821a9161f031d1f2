//! `mandel_numpy`: which points are inside, by whole arrays whose diverged values are reset.

use super::arithmetic::{abs, square};
use super::{Dispatch, Grid};
use crate::routines::fill;
use ndarray::Array2;
use num_complex::Complex;

/// Whether `|z_limit| < 2`, where each value with `|z_k| > 2` is reset to 2 after its step; of the array's shape.
///
/// The course asks how fast whole arrays are once they are kept from overflow. Its quirks: a value on the circle is not
/// reset and not inside; and a value reset to 2 goes on from there, so that a point with `|c + 4| <= 2`, which is far
/// outside, may come back to stay: -2.5, -3 and -4 are called members.
// ---- mandel_numpy ----
pub fn mandel_numpy(
    position: &Grid,
    limit: i64,
    dispatch: Dispatch, // which of NumPy's two roundings
) -> Array2<bool> {
    let mut value = position.to_owned();
    for _ in 0..limit {
        value = square(&value, dispatch) + position;
        let diverging = abs(&value, dispatch).mapv(|r| r > 2.0);
        fill(&mut value, &diverging, Complex::new(2.0, 0.0));
    }
    abs(&value, dispatch).mapv(|r| r < 2.0)
}
// ---- end ----
