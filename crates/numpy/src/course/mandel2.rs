//! `mandel2`: every point by `mandel1`.

use super::{Grid, Overflow, mandel1};
use ndarray::Array2;

/// Why [`mandel2()`] has no result.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum VectorizeError {
    /// An array of this shape has no points to learn a type from; NumPy raises `ValueError`.
    #[error("positions have shape {0:?}: np.vectorize needs at least one, to learn its type from")]
    Empty((usize, usize)),
    /// A point on which [`mandel1()`] fails.
    #[error(transparent)]
    Overflow(#[from] Overflow),
}

/// [`mandel1()`] of every point, as `np.vectorize(mandel1)` calls it: in C order, as Python numbers.
///
/// The course asks whether `vectorize` makes it fast; it hides the loop over points and keeps its cost.
///
/// # Errors
/// Where there are no points, or [`mandel1()`] fails on one of them.
// ---- mandel2 ----
pub fn mandel2(
    positions: &Grid, // at least one
    limit: i64,
) -> Result<Array2<i64>, VectorizeError> {
    if positions.is_empty() {
        return Err(VectorizeError::Empty(positions.dim()));
    }
    let mut counts = Array2::zeros(positions.dim());
    for (count, &position) in counts.iter_mut().zip(positions) {
        *count = mandel1(position, limit)?;
    }
    Ok(counts)
}
// ---- end ----

#[cfg(test)]
mod tests {
    use super::*;
    use num_complex::Complex64;

    #[test]
    fn an_overflowing_modulus_is_an_error() {
        let large = Complex64::new(1.7e308, 1.7e308);
        let error = mandel2(&ndarray::array![[Complex64::new(0.0, 0.0), large]], 50);
        assert_eq!(error, Err(VectorizeError::Overflow(Overflow(large))));
    }

    #[test]
    fn no_points_are_an_error() {
        let error = mandel2(&Array2::zeros((3, 0)), 50).expect_err("there is nothing to vectorize");
        assert_eq!(error, VectorizeError::Empty((3, 0)));
        assert!(error.to_string().contains("(3, 0)"), "{error}");
    }
}
