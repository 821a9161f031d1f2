//! A number of points between two bounds.

use super::{RangeError, length};
use lanelab_grid::real;
use ndarray::Array1;

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
///
/// # Examples
/// ```
/// use lanelab_numpy::routines::{Endpoint, linspace};
///
/// assert_eq!(linspace(0.0, 1.0, 5, Endpoint::Included)?.to_vec(), [0.0, 0.25, 0.5, 0.75, 1.0]);
/// assert_eq!(linspace(0.0, 1.0, 4, Endpoint::Excluded)?.to_vec(), [0.0, 0.25, 0.5, 0.75]);
/// # Ok::<(), lanelab_numpy::routines::RangeError>(())
/// ```
pub fn linspace(start: f64, stop: f64, num: usize, endpoint: Endpoint) -> Result<Array1<f64>, RangeError> {
    let extent = stop - start;
    let steps = match endpoint {
        Endpoint::Included => num.saturating_sub(1),
        Endpoint::Excluded => num,
    };
    let n = real(steps);
    let step = extent / n;
    let mut elements = length::room(num)?;
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
