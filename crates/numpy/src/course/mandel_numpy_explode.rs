//! `mandel_numpy_explode`: which points are inside, by whole arrays tested at the end.

use super::arithmetic::{abs, square};
use super::{Dispatch, Grid};
use ndarray::Array2;

/// Whether `|z_limit| < 2`, after all `limit` steps of every point; of the array's shape.
///
/// The course asks what happens if the only test is at the end. Values overflow to infinity and NaN, and since neither
/// is below 2, the result is right all the same. (NumPy warns of the overflow. In the course's text each step also
/// takes the absolute value and drops it; that is left out here.) Its quirk: a point on the circle, such as the member
/// -2, is not inside.
// ---- mandel_numpy_explode ----
pub fn mandel_numpy_explode(
    position: &Grid,
    limit: i64,
    dispatch: Dispatch, // which of NumPy's two roundings
) -> Array2<bool> {
    let mut value = position.to_owned();
    for _ in 0..limit {
        value = square(&value, dispatch) + position;
    }
    // Neither infinity nor NaN is below 2.
    abs(&value, dispatch).mapv(|r| r < 2.0)
}
// ---- end ----
