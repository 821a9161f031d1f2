//! Integer indices: a list for each axis, taken in pairs.

use super::PairError;
use ndarray::{Array1, ArrayRef, Ix1, Ix2};

/// The elements at `(rows[i], columns[i])`, copied: `array[rows, columns]`.
///
/// A negative index counts from the end. A lone row goes with every column, and the other way.
///
/// # Errors
/// Where the lists differ in length and neither has one index, or an index is out of bounds.
pub fn take_pairs<T: Clone>(
    array: &ArrayRef<T, Ix2>,
    rows: &[isize],
    columns: &[isize],
) -> Result<Array1<T>, PairError> {
    count_pairs(rows.len(), columns.len())?;
    let places = places(array.dim(), rows, columns)?;
    Ok(places.into_iter().map(|place| array[place].clone()).collect())
}

/// Sets the elements at `(rows[i], columns[i])` to `values[i]`, or all to a lone value: `array[rows, columns] =
/// values`. The last of several values for one element stays.
///
/// # Errors
/// As [`take_pairs`], or where there are neither one value nor as many as pairs; the array is unchanged then.
pub fn put_pairs<T: Clone>(
    array: &mut ArrayRef<T, Ix2>,
    rows: &[isize],
    columns: &[isize],
    values: &[T],
) -> Result<(), PairError> {
    let pairs = count_pairs(rows.len(), columns.len())?;
    check_values(values.len(), pairs)?;
    for (place, value) in places(array.dim(), rows, columns)?.into_iter().zip(values.iter().cycle()) {
        array[place] = value.clone();
    }
    Ok(())
}

/// Sets the elements at `indices[i]` to `values[i]`, or all to a lone value: `array[indices] = values`. The last of
/// several values for one element stays.
///
/// # Errors
/// Where an index is out of bounds, or there are neither one value nor as many as indices; the array is unchanged then.
pub fn scatter<T: Clone>(array: &mut ArrayRef<T, Ix1>, indices: &[isize], values: &[T]) -> Result<(), PairError> {
    check_values(values.len(), indices.len())?;
    for (place, value) in wrap_negative(indices, 0, array.len())?.into_iter().zip(values.iter().cycle()) {
        array[place] = value.clone();
    }
    Ok(())
}

/// How many pairs lists of these lengths make.
const fn count_pairs(rows: usize, columns: usize) -> Result<usize, PairError> {
    match (rows, columns) {
        (1, other) | (other, 1) => Ok(other),
        (rows, columns) if rows == columns => Ok(rows),
        _ => Err(PairError::Unpaired(rows, columns)),
    }
}

const fn check_values(given: usize, places: usize) -> Result<(), PairError> {
    if given == places || given == 1 { Ok(()) } else { Err(PairError::Values(given, places)) }
}

/// The places of the pairs; none, and no index looked at, where one list is empty.
fn places(dim: (usize, usize), rows: &[isize], columns: &[isize]) -> Result<Vec<(usize, usize)>, PairError> {
    if rows.is_empty() || columns.is_empty() {
        return Ok(Vec::new());
    }
    let (wrapped_rows, wrapped_columns) = (wrap_negative(rows, 0, dim.0)?, wrap_negative(columns, 1, dim.1)?);
    let pairs = rows.len().max(columns.len());
    Ok(wrapped_rows.into_iter().cycle().zip(wrapped_columns.into_iter().cycle()).take(pairs).collect())
}

/// The indices with negative ones counted from the end.
fn wrap_negative(indices: &[isize], axis: usize, size: usize) -> Result<Vec<usize>, PairError> {
    let wrap = |&index: &isize| {
        let place = if index < 0 { size.checked_add_signed(index) } else { usize::try_from(index).ok() };
        place.filter(|&place| place < size).ok_or(PairError::OutOfBounds(index, axis, size))
    };
    indices.iter().map(wrap).collect()
}
