//! Steps from a start, up to a stop.

use super::{RangeError, length};
use lanelab_grid::real;
use ndarray::Array1;

/// `NumPy`'s `arange(start, stop, step)`: `ceil((stop - start) / step)` numbers, none where that is negative.
///
/// The first is `start`, the second `start + step`, and the element at `i` is `start + i * d` with `d` their
/// difference as it was rounded. So the elements differ from those of [`mgrid`](super::mgrid()) in their last digits,
/// and rounding can put one at or beyond `stop`.
///
/// # Errors
/// Where the step is 0, the length is NaN, or the array does not fit into memory.
///
/// # Examples
/// ```
/// use lanelab_numpy::routines::arange;
///
/// assert_eq!(arange(0.0, 2.0, 0.5)?.to_vec(), [0.0, 0.5, 1.0, 1.5]);
/// assert_eq!(arange(1.0, 1.3, 0.1)?.to_vec(), [1.0, 1.1, 1.2000000000000002, 1.3000000000000003]);
/// # Ok::<(), lanelab_numpy::routines::RangeError>(())
/// ```
pub fn arange(start: f64, stop: f64, step: f64) -> Result<Array1<f64>, RangeError> {
    let length = arange_length(start, stop, step)?;
    let second = start + step;
    let difference = second - start;
    let mut elements = length::room(length)?;
    elements.extend([start, second].into_iter().take(length));
    elements.extend((2..length).map(|i| start + real(i) * difference));
    Ok(elements.into())
}

fn arange_length(start: f64, stop: f64, step: f64) -> Result<usize, RangeError> {
    let quotient = length::quotient(start, stop, step)?;
    // A step so large that the quotient underflows still leaves the start in the range, if it leads to the stop.
    if quotient == 0.0 && stop - start != 0.0 {
        return Ok(usize::from(quotient.is_sign_positive()));
    }
    length::whole(quotient.ceil())
}
