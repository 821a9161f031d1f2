//! Arguments of Python functions as the types of LaneLab. Each error names the argument, its value, the rule and the
//! remedy.

use lanelab_escape::{Map, Threads};
use lanelab_grid::{Limit, Raster, Region, Rounding, Tile, View};
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use std::fmt::Display;
use std::str::FromStr;

/// `(row_begin, row_end, column_begin, column_end)` of a view.
pub(crate) type TileBounds = [usize; 4];

/// A `ValueError` with this text.
pub(crate) fn invalid(text: impl Display) -> PyErr {
    PyValueError::new_err(text.to_string())
}

/// An integer from 0 to `most`: anything with `__index__`, so NumPy's integers too.
pub(crate) fn whole(name: &str, value: &Bound<'_, PyAny>, most: usize) -> PyResult<usize> {
    let number = usize::try_from(signed(name, value)?).ok().filter(|&number| number <= most);
    number.ok_or_else(|| invalid(format!("{name} {value} is out of range: give a whole number from 0 to {most}")))
}

/// An integer of 64 bits, of either sign.
pub(crate) fn signed(name: &str, value: &Bound<'_, PyAny>) -> PyResult<i64> {
    value.extract().map_err(|error: PyErr| {
        if error.is_instance_of::<PyOverflowError>(value.py()) {
            invalid(format!("{name} {value} is out of range: give a whole number of at most 64 bits"))
        } else {
            PyTypeError::new_err(format!("{name} {} is not a whole number: give an int", repr(value)))
        }
    })
}

/// The elements of a sequence of this length.
fn elements<'py, const N: usize>(
    name: &str,
    form: &str,
    value: &Bound<'py, PyAny>,
) -> PyResult<[Bound<'py, PyAny>; N]> {
    let refuse = || format!("{name} {} does not have the form {form}: give {N} numbers", repr(value));
    let all: Vec<Bound<'py, PyAny>> =
        value.try_iter().and_then(Iterator::collect).map_err(|_| PyTypeError::new_err(refuse()))?;
    all.try_into().map_err(|_| invalid(refuse()))
}

fn repr(value: &Bound<'_, PyAny>) -> String {
    value.repr().map_or_else(|_| "?".to_owned(), |text| text.to_string())
}

/// The view of a region and a size.
pub(crate) fn view(of: &Bound<'_, PyAny>, size: &Bound<'_, PyAny>) -> PyResult<View> {
    Ok(View::new(region(of)?, raster(size)?))
}

/// A region `(x_min, x_max, y_min, y_max)`.
pub(crate) fn region(value: &Bound<'_, PyAny>) -> PyResult<Region> {
    let bounds: [Bound<'_, PyAny>; 4] = elements("region", "(x_min, x_max, y_min, y_max)", value)?;
    let mut numbers = [0.0; 4];
    for (number, bound) in numbers.iter_mut().zip(&bounds) {
        let refuse =
            |_| PyTypeError::new_err(format!("region bound {} is not a real number: give a float", repr(bound)));
        *number = bound.extract().map_err(refuse)?;
    }
    let [x_min, x_max, y_min, y_max] = numbers;
    Region::new(x_min, x_max, y_min, y_max).map_err(invalid)
}

/// A size `(width, height)`.
pub(crate) fn raster(value: &Bound<'_, PyAny>) -> PyResult<Raster> {
    let [width, height]: [Bound<'_, PyAny>; 2] = elements("size", "(width, height)", value)?;
    Raster::new(whole("width", &width, Raster::MOST)?, whole("height", &height, Raster::MOST)?).map_err(invalid)
}

/// A limit of 1 to 2³² - 1 steps.
pub(crate) fn limit(value: &Bound<'_, PyAny>) -> PyResult<Limit> {
    let steps = whole("limit", value, u32::MAX as usize)?;
    Limit::new(steps as u64).map_err(invalid)
}

/// A map, rounding or other value by its name.
pub(crate) fn named<T: FromStr<Err: Display>>(name: &str) -> PyResult<T> {
    name.parse().map_err(|error: T::Err| invalid(error))
}

/// The tile with these bounds; the whole view without.
pub(crate) fn tile(view: &View, bounds: Option<TileBounds>) -> PyResult<Tile> {
    let Some([top, bottom, left, right]) = bounds else {
        return Ok(view.whole());
    };
    let (height, width) = view.dim();
    if top > bottom || bottom > height || left > right || right > width {
        return Err(invalid(format!(
            "tile ({top}, {bottom}, {left}, {right}) must lie in the view of {height} rows and {width} columns: give \
             (row_begin, row_end, column_begin, column_end)"
        )));
    }
    Ok(view.whole().part(top..bottom, left..right))
}

/// A number of threads; None for as many as this process has CPUs.
pub(crate) fn threads(value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<usize>> {
    match value.map(|value| whole("threads", value, Threads::MOST)).transpose()? {
        Some(0) => {
            Err(invalid(format!("threads 0 is out of range: choose 1 to {}, or None for all CPUs", Threads::MOST)))
        }
        count => Ok(count),
    }
}

/// The map of this name.
pub(crate) fn map(name: &str) -> PyResult<Map> {
    named(name)
}

/// The rounding of this name.
pub(crate) fn rounding(name: &str) -> PyResult<Rounding> {
    named(name)
}
