//! `mandel_numpy_explode` and `mandel_numpy`: which positions are inside, by whole arrays.

use super::{Dispatch, masks, numpy};
use ndarray::{Array2, ArrayView2};
use num_complex::Complex;

/// Whether `|z_limit| < 2`, after all `limit` steps of every position; of the position's shape.
///
/// The lesson asks with it what happens if nobody looks until the end: values run off to infinity and NaN,
/// and since neither is below 2, the answer is right all the same. (NumPy warns of the overflow. In the
/// lesson's text each step also takes the absolute value, and drops it; that is left out here.) Its quirk: a
/// point on the circle, such as the member -2, is not inside.
#[must_use]
pub fn mandel_numpy_explode(position: ArrayView2<'_, Complex<f64>>, limit: i64, dispatch: Dispatch) -> Array2<bool> {
    let mut value = position.to_owned();
    for _ in 0..limit {
        value = numpy::square(&value, dispatch) + position;
    }
    numpy::abs(&value, dispatch).mapv(|modulus| modulus < 2.0)
}

/// Whether `|z_limit| < 2`, where each value with `|z_k| > 2` is reset to 2 after its step; of the position's
/// shape.
///
/// The lesson asks with it how fast whole arrays are, once they are kept from overflow. Its quirks: a value
/// on the circle is not reset and not inside; and a value reset to 2 goes on from there, so that a position
/// with `|c + 4| <= 2`, which is far outside, may come back to stay: -2.5, -3 and -4 are called members.
#[must_use]
pub fn mandel_numpy(position: ArrayView2<'_, Complex<f64>>, limit: i64, dispatch: Dispatch) -> Array2<bool> {
    let mut value = position.to_owned();
    for _ in 0..limit {
        value = numpy::square(&value, dispatch) + position;
        let diverging = numpy::abs(&value, dispatch).mapv(|modulus| modulus > 2.0);
        masks::fill(&mut value, &diverging, Complex::new(2.0, 0.0));
    }
    numpy::abs(&value, dispatch).mapv(|modulus| modulus < 2.0)
}
