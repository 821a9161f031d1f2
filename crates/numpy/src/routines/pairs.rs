//! Integer indices: a list for each axis, taken in pairs.

use super::PairError;
use ndarray::{Array1, ArrayRef, Ix1, Ix2};

/// The elements at `(rows[i], columns[i])`, copied: `array[rows, columns]`.
///
/// A negative index counts from the end. A lone row goes with every column, and the other way.
///
/// # Errors
/// Where the lists differ in length and neither has one index, or an index is out of bounds.
///
/// # Examples
/// ```
/// use lanelab_numpy::routines::take_pairs;
/// use ndarray::{Array, array};
///
/// let y = Array::from_iter(0..64).into_shape_with_order((8, 8))?;
/// assert_eq!(take_pairs(&y, &[0, 2, 5], &[1, 2, 7])?, array![1, 18, 47]);
/// assert_eq!(take_pairs(&y, &[-1], &[0, -1])?, array![56, 63]);
/// assert!(take_pairs(&y, &[0, 1], &[0, 1, 2]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn take_pairs<T: Clone>(
    array: &ArrayRef<T, Ix2>,
    rows: &[isize],
    columns: &[isize],
) -> Result<Array1<T>, PairError> {
    paired(rows.len(), columns.len())?;
    let places = places(array.dim(), rows, columns)?;
    Ok(places.into_iter().map(|place| array[place].clone()).collect())
}

/// Sets the elements at `(rows[i], columns[i])` to `values[i]`, or all to a lone value:
/// `array[rows, columns] = values`. The last of several values for one element stays.
///
/// # Errors
/// As [`take_pairs`], or where there are neither one value nor as many as pairs; the array is unchanged then.
pub fn put_pairs<T: Clone>(
    array: &mut ArrayRef<T, Ix2>,
    rows: &[isize],
    columns: &[isize],
    values: &[T],
) -> Result<(), PairError> {
    let pairs = paired(rows.len(), columns.len())?;
    valued(values.len(), pairs)?;
    for (place, value) in places(array.dim(), rows, columns)?.into_iter().zip(values.iter().cycle()) {
        array[place] = value.clone();
    }
    Ok(())
}

/// Sets the elements at `indices[i]` to `values[i]`, or all to a lone value: `array[indices] = values`. The last of
/// several values for one element stays.
///
/// # Errors
/// Where an index is out of bounds, or there are neither one value nor as many as indices; the array is unchanged
/// then.
///
/// # Examples
/// ```
/// use lanelab_numpy::routines::scatter;
/// use ndarray::array;
///
/// let mut w = array![0, 0, 0];
/// scatter(&mut w, &[0, 0, 1], &[1, 2, 3])?;
/// assert_eq!(w, array![2, 3, 0], "the last value wins");
/// # Ok::<(), lanelab_numpy::routines::PairError>(())
/// ```
pub fn scatter<T: Clone>(array: &mut ArrayRef<T, Ix1>, indices: &[isize], values: &[T]) -> Result<(), PairError> {
    valued(values.len(), indices.len())?;
    for (place, value) in wrapped(indices, 0, array.len())?.into_iter().zip(values.iter().cycle()) {
        array[place] = value.clone();
    }
    Ok(())
}

/// How many pairs lists of these lengths make.
const fn paired(rows: usize, columns: usize) -> Result<usize, PairError> {
    match (rows, columns) {
        (1, other) | (other, 1) => Ok(other),
        (rows, columns) if rows == columns => Ok(rows),
        _ => Err(PairError::Unpaired { rows, columns }),
    }
}

const fn valued(given: usize, places: usize) -> Result<(), PairError> {
    if given == places || given == 1 { Ok(()) } else { Err(PairError::Values { given, places }) }
}

/// The places of the pairs; none, and no index looked at, where one list is empty.
fn places(dim: (usize, usize), rows: &[isize], columns: &[isize]) -> Result<Vec<(usize, usize)>, PairError> {
    if rows.is_empty() || columns.is_empty() {
        return Ok(Vec::new());
    }
    let (wrapped_rows, wrapped_columns) = (wrapped(rows, 0, dim.0)?, wrapped(columns, 1, dim.1)?);
    let pairs = rows.len().max(columns.len());
    Ok(wrapped_rows.into_iter().cycle().zip(wrapped_columns.into_iter().cycle()).take(pairs).collect())
}

/// The indices with negative ones counted from the end.
fn wrapped(indices: &[isize], axis: usize, size: usize) -> Result<Vec<usize>, PairError> {
    let wrap = |&index: &isize| {
        let place = if index < 0 { size.checked_add_signed(index) } else { usize::try_from(index).ok() };
        place.filter(|&place| place < size).ok_or(PairError::OutOfBounds { index, axis, size })
    };
    indices.iter().map(wrap).collect()
}
