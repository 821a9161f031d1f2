//! How close two arrays are: the course's residual, and the closeness that `NumPy`'s assertions test.
//!
//! The key decision: **the desired array sets the scale.** Two numbers are close where
//! `|actual - desired| <= absolute + relative * |desired|`, so the order of the arrays matters: 1 is close to 1.1 within
//! a tenth, and 1.1 is not close to 1. (`approx::relative_eq` takes the larger of the two, and NaN is unequal to
//! itself.) Counts need no tolerance: they are compared by `==`.
//!
//! ```
//! use lanelab_numpy::closeness::{Tolerance, allclose, assert_allclose, check_allclose, residual};
//! use ndarray::array;
//!
//! let x = array![1e-5, 1e-3, 1e-1];
//! let y = x.mapv(|x: f64| x.cos().acos());
//! assert_allclose(&x, &y, Tolerance { relative: 1e-6, absolute: 1e-20, ..Tolerance::ASSERT });
//!
//! let tenth = Tolerance { relative: 0.1, absolute: 0.0, nan_equal: false };
//! assert!(allclose(&array![1.0], &array![1.1], tenth)?);
//! assert!(!allclose(&array![1.1], &array![1.0], tenth)?);
//! assert_eq!(residual(&array![1.0, 2.0], &array![3.0, 2.0])?, 4.0);
//!
//! let refused = check_allclose(&array![1.0, 2.5], &array![1.0, 2.0], Tolerance::ASSERT).unwrap_err();
//! assert_eq!(
//!     refused.to_string(),
//!     "Not equal to tolerance rtol=1e-07, atol=0\n\n\
//!      Mismatched elements: 1 / 2 (50%)\n\
//!      Mismatch at index:\n [1]: 2.5 (ACTUAL), 2.0 (DESIRED)\n\
//!      Max absolute difference among violations: 0.5\n\
//!      Max relative difference among violations: 0.25"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod mismatch;
mod numerals;

use crate::routines::BooleanMask;
use ndarray::{ArrayRef, Dimension};

/// How far a number may be from the one desired.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// The share of the desired number: `rtol`.
    pub relative: f64,
    /// What is allowed however small the desired number is: `atol`.
    pub absolute: f64,
    /// Whether NaN is close to NaN: `equal_nan`.
    pub nan_equal: bool,
}

impl Tolerance {
    /// What `np.isclose` and `np.allclose` allow unless told otherwise.
    pub const CLOSE: Self = Self { relative: 1e-5, absolute: 1e-8, nan_equal: false };

    /// What `np.testing.assert_allclose` allows unless told otherwise.
    pub const ASSERT: Self = Self { relative: 1e-7, absolute: 0.0, nan_equal: true };

    /// Whether `actual` is close to `desired`. An infinity is close to itself alone.
    pub fn accepts(self, actual: f64, desired: f64) -> bool {
        let within = (actual - desired).abs() <= self.absolute + self.relative * desired.abs();
        #[expect(clippy::float_cmp, reason = "equal infinities have no difference")]
        let equal = actual == desired;
        within && desired.is_finite() || equal || self.nan_equal && actual.is_nan() && desired.is_nan()
    }
}

/// Two arrays have these shapes, so that their elements do not correspond.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("shapes {0:?} and {1:?} mismatch: both arrays must have one shape; broadcast one to the other first")]
pub struct ShapesDiffer(pub Vec<usize>, pub Vec<usize>);

/// Two arrays are not close: how they differ, in `NumPy`'s words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotClose(String);

fn same_shape<T, D: Dimension>(actual: &ArrayRef<T, D>, desired: &ArrayRef<T, D>) -> Result<(), ShapesDiffer> {
    let [actual, desired] = [actual.shape(), desired.shape()];
    if actual == desired { Ok(()) } else { Err(ShapesDiffer(actual.into(), desired.into())) }
}

/// Where `actual` is close to `desired`: `np.isclose`.
///
/// # Errors
/// Where the arrays differ in shape.
pub fn isclose<D: Dimension>(
    actual: &ArrayRef<f64, D>,
    desired: &ArrayRef<f64, D>,
    tolerance: Tolerance,
) -> Result<BooleanMask<D>, ShapesDiffer> {
    BooleanMask::comparing(actual, desired, |&actual, &desired| tolerance.accepts(actual, desired))
        .map_err(|_| ShapesDiffer(actual.shape().into(), desired.shape().into()))
}

/// Whether every element of `actual` is close to that of `desired`: `np.allclose`. Empty arrays are.
///
/// # Errors
/// Where the arrays differ in shape.
pub fn allclose<D: Dimension>(
    actual: &ArrayRef<f64, D>,
    desired: &ArrayRef<f64, D>,
    tolerance: Tolerance,
) -> Result<bool, ShapesDiffer> {
    same_shape(actual, desired)?;
    Ok(actual.iter().zip(desired).all(|(&actual, &desired)| tolerance.accepts(actual, desired)))
}

/// Nothing where every element of `actual` is close to that of `desired`: `np.testing.assert_allclose`, without the
/// panic.
///
/// # Errors
/// Where the arrays differ in shape, have a NaN or an infinity in different places, or elements that are not close. The
/// error's text is `NumPy`'s, up to where `NumPy` would print the arrays.
pub fn check_allclose<D: Dimension>(
    actual: &ArrayRef<f64, D>,
    desired: &ArrayRef<f64, D>,
    tolerance: Tolerance,
) -> Result<(), NotClose> {
    mismatch::report(actual, desired, tolerance).map_or(Ok(()), |report| Err(NotClose(report)))
}

/// Asserts that every element of `actual` is close to that of `desired`: `np.testing.assert_allclose`.
///
/// # Panics
/// Where [`check_allclose`] returns an error, with its text.
#[track_caller]
pub fn assert_allclose<D: Dimension>(actual: &ArrayRef<f64, D>, desired: &ArrayRef<f64, D>, tolerance: Tolerance) {
    if let Err(refused) = check_allclose(actual, desired, tolerance) {
        panic!("{refused}");
    }
}

/// The sum of the squared differences: `np.sum((a - b) ** 2)`, bit for bit if `NumPy` has both row by row.
///
/// 0 says that the arrays are equal, or that they part by less than the square root of the least number.
///
/// # Errors
/// Where the arrays differ in shape.
pub fn residual<D: Dimension>(a: &ArrayRef<f64, D>, b: &ArrayRef<f64, D>) -> Result<f64, ShapesDiffer> {
    same_shape(a, b)?;
    let squares: Vec<f64> = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).collect();
    Ok(pairwise(&squares))
}

/// The sum of the numbers as `np.sum` rounds it: by halves down to 128, and those in eight sums side by side.
fn pairwise(numbers: &[f64]) -> f64 {
    const SIDE: usize = 8;
    const BLOCK: usize = 128;
    if numbers.len() > BLOCK {
        let half = numbers.len() / 2;
        let (left, right) = numbers.split_at(half - half % SIDE);
        return pairwise(left) + pairwise(right);
    }
    let (groups, rest) = numbers.as_chunks::<SIDE>();
    let Some((first, groups)) = groups.split_first() else {
        return rest.iter().fold(0.0, |sum, number| sum + number);
    };
    let sums = groups.iter().fold(*first, |mut sums, group| {
        sums.iter_mut().zip(group).for_each(|(sum, number)| *sum += number);
        sums
    });
    let [a, b, c, d, e, f, g, h] = sums;
    rest.iter().fold(((a + b) + (c + d)) + ((e + f) + (g + h)), |sum, number| sum + number)
}
