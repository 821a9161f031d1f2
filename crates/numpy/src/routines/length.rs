//! How many elements a range has: the rule that `mgrid` and `arange` share.

use super::RangeError;

/// `(stop - start) / step`.
///
/// # Errors
/// Where the step is 0 or the quotient is NaN.
pub(super) fn quotient(start: f64, stop: f64, step: f64) -> Result<f64, RangeError> {
    if step == 0.0 {
        return Err(RangeError::ZeroStep { start, stop });
    }
    let quotient = (stop - start) / step;
    if quotient.is_nan() { Err(RangeError::NoLength { start, stop, step }) } else { Ok(quotient) }
}

/// A length, rounded and negative ones being 0, as a number of elements.
///
/// # Errors
/// Where it has more than 63 bits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^63")]
pub(super) fn whole(length: f64) -> Result<usize, RangeError> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if length.abs() < LIMIT { Ok(length.max(0.0) as usize) } else { Err(RangeError::TooLarge { elements: length }) }
}

/// An empty list with room for `length` elements.
///
/// # Errors
/// Where there is no memory for them.
pub(super) fn room(length: usize) -> Result<Vec<f64>, RangeError> {
    let mut elements = Vec::new();
    match elements.try_reserve_exact(length) {
        Ok(()) => Ok(elements),
        Err(_) => Err(RangeError::TooLarge { elements: lanelab_grid::real(length) }),
    }
}
