//! Coordinates in a rectangle.

use super::RangeError;
use super::ranges::{quotient, room, whole};
use lanelab_grid::Axis;
use ndarray::{Array1, Array2};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Spacing {
    /// `a:b:step`, without the stop.
    Step(f64),
    /// `a:b:5j`: this many points, both bounds among them.
    Points(usize),
}

/// One axis of a grid: what `NumPy` writes as a slice of `mgrid`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    start: f64,
    stop: f64,
    spacing: Spacing,
}

impl Span {
    /// `NumPy`'s `start:stop:step`.
    ///
    /// Rounding can add a point: from -1.5 by 2/49 to 0.5 there are 50 points, not 49.
    pub const fn stepped(start: f64, stop: f64, step: f64) -> Self {
        Self { start, stop, spacing: Spacing::Step(step) }
    }

    /// `NumPy`'s `start:stop:5j` for 5 points, the first at `start` and the last at `stop`, but for rounding.
    pub const fn counted(start: f64, stop: f64, points: usize) -> Self {
        Self { start, stop, spacing: Spacing::Points(points) }
    }

    /// The coordinates along it, the element at `i` being `i * step + start` in two roundings.
    ///
    /// One slice alone is not a grid to `NumPy`, where `mgrid[a:b:s]` means [`arange`](super::arange()); this is the axis
    /// that the slice gives together with others.
    ///
    /// # Errors
    /// Where the step is 0, the length is NaN or negative, or the array does not fit into memory.
    pub fn axis(&self) -> Result<Array1<f64>, RangeError> {
        let length = self.length()?;
        let points = whole(length)?;
        self.check_sign(length)?;
        Ok(self.coordinates(points)?.into())
    }

    /// `ceil((stop - start) / step)`, which may be negative, or the number of points.
    fn length(&self) -> Result<f64, RangeError> {
        let step = match self.spacing {
            Spacing::Points(points) => return Ok(lanelab_grid::real(points)),
            Spacing::Step(step) => step,
        };
        let length = quotient(self.start, self.stop, step)?.ceil();
        if length.is_infinite() { Err(RangeError::TooLarge(length)) } else { Ok(length) }
    }

    fn check_sign(&self, length: f64) -> Result<(), RangeError> {
        let Self { start, stop, .. } = *self;
        if length < 0.0 { Err(RangeError::Negative(length, start, stop)) } else { Ok(()) }
    }

    fn coordinates(&self, length: usize) -> Result<Vec<f64>, RangeError> {
        let step = match self.spacing {
            Spacing::Step(step) => step,
            Spacing::Points(1) => 1.0,
            Spacing::Points(points) => (self.stop - self.start) / (lanelab_grid::real(points) - 1.0),
        };
        let axis = Axis { start: self.start, step };
        let mut elements = room(length)?;
        elements.extend((0..length).map(|i| axis.at(i)));
        Ok(elements)
    }
}

/// `NumPy`'s `mgrid[rows, columns]`: the first coordinate of each point, then the second.
///
/// The first array changes along its columns and is equal in each row, the second the other way; the course's `ymatrix,
/// xmatrix = np.mgrid[ymin:ymax:ystep, xmin:xmax:xstep]`.
///
/// # Errors
/// Where a step is 0, a length is NaN or negative, or an array does not fit into memory.
///
/// # Examples
/// ```
/// use lanelab_numpy::routines::{Span, mgrid};
/// use ndarray::array;
///
/// let (y, x) = mgrid(Span::stepped(0.0, 1.0, 0.5), Span::stepped(5.0, 8.0, 1.0))?;
/// assert_eq!(y, array![[0.0, 0.0, 0.0], [0.5, 0.5, 0.5]]);
/// assert_eq!(x, array![[5.0, 6.0, 7.0], [5.0, 6.0, 7.0]]);
/// # Ok::<(), lanelab_numpy::routines::RangeError>(())
/// ```
pub fn mgrid(rows: Span, columns: Span) -> Result<(Array2<f64>, Array2<f64>), RangeError> {
    // The order of the checks is NumPy's: of two faults it names the same one.
    let (row_length, column_length) = (rows.length()?, columns.length()?);
    let dim = (whole(row_length)?, whole(column_length)?);
    rows.check_sign(row_length)?;
    columns.check_sign(column_length)?;
    let (y, x) = (rows.coordinates(dim.0)?, columns.coordinates(dim.1)?);
    Ok((grid(dim, |row, _| y[row])?, grid(dim, |_, column| x[column])?))
}

fn grid((rows, columns): (usize, usize), at: impl Fn(usize, usize) -> f64) -> Result<Array2<f64>, RangeError> {
    let too_large = RangeError::TooLarge(lanelab_grid::real(rows) * lanelab_grid::real(columns));
    let mut elements = room(rows.checked_mul(columns).ok_or(too_large)?)?;
    for row in 0..rows {
        elements.extend((0..columns).map(|column| at(row, column)));
    }
    Array2::from_shape_vec((rows, columns), elements).map_err(|_| too_large)
}
