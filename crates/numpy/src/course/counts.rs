//! `mandel4` and `mandel5`: at which step positions diverge, by whole arrays whose diverged values are reset.

use super::{Dispatch, masks, numpy};
use ndarray::{Array2, ArrayView2};
use num_complex::Complex;

/// `limit - k` for the first step `k` in `1..=limit` with `|z_k| > 2`; 0 where there is none; of the
/// position's shape.
///
/// The lesson asks with it for the picture of `mandel1` at the speed of `mandel_numpy`. Its quirks: the
/// position itself is not tested, so every count beyond the circle is one less than `mandel1`'s; escape at
/// step `limit` counts 0, as a member does; a point on the circle, and NaN, never diverge.
#[must_use]
pub fn mandel4(position: ArrayView2<'_, Complex<f64>>, limit: i64, dispatch: Dispatch) -> Array2<f64> {
    first_divergence(position, limit, dispatch, |value| numpy::abs(value, dispatch).mapv(|modulus| modulus > 2.0))
}

/// As [`mandel4`], but tested by `z * conj(z) > 4`; of the position's shape.
///
/// The lesson asks whether it pays to avoid the square root. It does not, because the product is one of
/// complex numbers and so is the comparison: by real part, then by imaginary part, false where either is NaN.
/// Hence its quirks: where the product overflows to NaN, as for 1e200, the point counts as a member; and
/// where the real part is exactly 4, the rounding residue in the imaginary part decides. The sign of that
/// residue depends on the size of the array (16384 elements or more turn it), so NumPy itself has two answers
/// for one point.
#[must_use]
pub fn mandel5(position: ArrayView2<'_, Complex<f64>>, limit: i64, dispatch: Dispatch) -> Array2<f64> {
    first_divergence(position, limit, dispatch, |value| numpy::norm_exceeds_four(value, dispatch))
}

/// The loop that [`mandel4`] and [`mandel5`] share, around the test that they do not.
fn first_divergence(
    position: ArrayView2<'_, Complex<f64>>,
    limit: i64,
    dispatch: Dispatch,
    diverges: impl Fn(&Array2<Complex<f64>>) -> Array2<bool>,
) -> Array2<f64> {
    let mut value = position.to_owned();
    let mut diverged_at_count = Array2::zeros(position.dim());
    for remaining in (0..limit).rev() {
        value = numpy::square(&value, dispatch) + position;
        let diverging = diverges(&value);
        let not_before = diverged_at_count.mapv(|count: f64| count == 0.0);
        masks::fill(&mut diverged_at_count, &masks::and(&diverging, &not_before), count(remaining));
        masks::fill(&mut value, &diverging, Complex::new(2.0, 0.0));
    }
    diverged_at_count
}

/// A count as the lesson's arrays hold it; rounded beyond 2^53, as NumPy rounds it.
#[expect(clippy::cast_precision_loss, reason = "a loop of 2^53 steps does not end")]
pub(super) fn count(remaining: i64) -> f64 {
    remaining as f64
}
