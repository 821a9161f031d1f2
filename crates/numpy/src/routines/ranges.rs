//! One axis: [`arange`] and [`linspace`], and the rule of length that [`mgrid`](super::mgrid()) shares.

use super::RangeError;
use lanelab_grid::real;
use ndarray::Array1;

/// `NumPy`'s `arange(start, stop, step)`: `ceil((stop - start) / step)` numbers, none where that is negative.
///
/// The first is `start`, the second `start + step`, and the element at `i` is `start + i * d` with `d` their difference
/// as it was rounded. So the elements differ from those of [`mgrid`](super::mgrid()) in their last digits, and rounding
/// can put one at or beyond `stop`.
///
/// # Errors
/// Where the step is 0, the length is NaN, or the array does not fit into memory.
pub fn arange(start: f64, stop: f64, step: f64) -> Result<Array1<f64>, RangeError> {
    let length = arange_length(start, stop, step)?;
    let second = start + step;
    let difference = second - start;
    let mut elements = room(length)?;
    elements.extend([start, second].into_iter().take(length));
    elements.extend((2..length).map(|i| start + real(i) * difference));
    Ok(elements.into())
}

fn arange_length(start: f64, stop: f64, step: f64) -> Result<usize, RangeError> {
    let quotient = quotient(start, stop, step)?;
    // A step so large that the quotient underflows still leaves the start in the range, if it leads to the stop.
    if quotient == 0.0 && stop - start != 0.0 {
        return Ok(usize::from(quotient.is_sign_positive()));
    }
    whole(quotient.ceil())
}

/// Whether a [`linspace`] ends with its stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// The last element is `stop`.
    Included,
    /// The last element lies a step before `stop`.
    Excluded,
}

/// `NumPy`'s `linspace(start, stop, num, endpoint)`: `num` equally spaced numbers.
///
/// The element at `i` is `i * step + start` in two roundings, with `step = (stop - start) / n` and `n` the number of
/// steps; where the step underflows to 0 it is `i / n * (stop - start) + start`. The last of two or more elements is
/// `stop` itself if it is included: the formula misses it now and then, and `ndarray::Array::linspace` does. A lone
/// element is `start`.
///
/// # Errors
/// Where the array does not fit into memory.
pub fn linspace(start: f64, stop: f64, num: usize, endpoint: Endpoint) -> Result<Array1<f64>, RangeError> {
    let extent = stop - start;
    let steps = match endpoint {
        Endpoint::Included => num.saturating_sub(1),
        Endpoint::Excluded => num,
    };
    let n = real(steps);
    let step = extent / n;
    let mut elements = room(num)?;
    if steps == 0 {
        elements.extend((0..num).map(|i| real(i) * extent + start));
    } else if step == 0.0 {
        elements.extend((0..num).map(|i| real(i) / n * extent + start));
    } else {
        elements.extend((0..num).map(|i| real(i) * step + start));
    }
    if let (Endpoint::Included, [_, .., last]) = (endpoint, elements.as_mut_slice()) {
        *last = stop;
    }
    Ok(elements.into())
}

/// `(stop - start) / step`.
///
/// # Errors
/// Where the step is 0 or the quotient is NaN.
pub(super) fn quotient(start: f64, stop: f64, step: f64) -> Result<f64, RangeError> {
    if step == 0.0 {
        return Err(RangeError::ZeroStep(start, stop));
    }
    let quotient = (stop - start) / step;
    if quotient.is_nan() { Err(RangeError::NoLength(start, stop, step)) } else { Ok(quotient) }
}

/// A length, rounded and negative ones being 0, as a number of elements.
///
/// # Errors
/// Where it has more than 63 bits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^63")]
pub(super) fn whole(length: f64) -> Result<usize, RangeError> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if length.abs() < LIMIT { Ok(length.max(0.0) as usize) } else { Err(RangeError::TooLarge(length)) }
}

/// An empty list with room for `length` elements.
///
/// # Errors
/// Where there is no memory for them.
pub(super) fn room(length: usize) -> Result<Vec<f64>, RangeError> {
    let mut elements = Vec::new();
    match elements.try_reserve_exact(length) {
        Ok(()) => Ok(elements),
        Err(_) => Err(RangeError::TooLarge(real(length))),
    }
}
