//! Arguments of Python functions as the types of LaneLab. Each error names the argument, its value, the rule and the
//! remedy.

use lanelab_escape::{Map, Threads};
use lanelab_grid::{Limit, Raster, Region, Rounding, Tile, View};
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFrozenSet, PySet, PyString};
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// How many characters of a value an error shows.
const SHOWN: usize = 80;

/// `(row_begin, row_end, column_begin, column_end)` of a view.
pub(crate) type TileBounds = [usize; 4];

/// A `ValueError` with this text.
pub(crate) fn invalid(text: impl Display) -> PyErr {
    PyValueError::new_err(text.to_string())
}

/// An integer of this range: anything with `__index__`, so NumPy's integers too.
pub(crate) fn whole(name: &str, value: &Bound<'_, PyAny>, range: RangeInclusive<usize>) -> PyResult<usize> {
    let number = usize::try_from(signed(name, value)?).ok().filter(|number| range.contains(number));
    number.ok_or_else(|| {
        let (least, most) = range.into_inner();
        invalid(format!("{name} {value} is out of range: give a whole number from {least} to {most}"))
    })
}

/// An integer of 64 bits, of either sign.
pub(crate) fn signed(name: &str, value: &Bound<'_, PyAny>) -> PyResult<i64> {
    value.extract().map_err(|error: PyErr| {
        if error.is_instance_of::<PyOverflowError>(value.py()) {
            invalid(format!("{name} {} is out of range: give a whole number of at most 64 bits", repr(value)))
        } else {
            PyTypeError::new_err(format!("{name} {} is not a whole number: give an int", repr(value)))
        }
    })
}

/// A text, such as a name.
pub(crate) fn text<'a>(name: &str, value: &'a Bound<'_, PyAny>) -> PyResult<&'a str> {
    let refuse = || PyTypeError::new_err(format!("{name} {} is not a text: give a str", repr(value)));
    let text = value.cast::<PyString>().map_err(|_| refuse())?;
    text.to_str().map_err(|_| invalid(format!("{name} {} is not valid Unicode: give a known name", repr(value))))
}

/// The elements of a sequence of this length.
fn elements<'py, const N: usize>(
    name: &str,
    form: &str,
    value: &Bound<'py, PyAny>,
) -> PyResult<[Bound<'py, PyAny>; N]> {
    let refuse = || format!("{name} {} does not have the form {form}: give {N} numbers", repr(value));
    let kind = |_| PyTypeError::new_err(refuse());
    // A set and the keys of a dict have no order; an iterator, which has no length, can be read but once.
    if value.is_instance_of::<PySet>() || value.is_instance_of::<PyFrozenSet>() || value.is_instance_of::<PyDict>() {
        return Err(PyTypeError::new_err(refuse()));
    }
    if value.len().map_err(kind)? != N {
        return Err(invalid(refuse()));
    }
    let all: Vec<Bound<'py, PyAny>> = value.try_iter().and_then(Iterator::collect).map_err(kind)?;
    all.try_into().map_err(|_| invalid(refuse()))
}

/// How Python writes a value, shortened to [`SHOWN`] characters.
pub(crate) fn repr(value: &Bound<'_, PyAny>) -> String {
    let Ok(text) = value.repr() else {
        return format!("of type {}", value.get_type());
    };
    let text = text.to_string_lossy();
    match text.char_indices().nth(SHOWN) {
        None => text.into_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
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
        *number = bound.extract().map_err(|error: PyErr| {
            if error.is_instance_of::<PyOverflowError>(bound.py()) {
                invalid(format!("region bound {} is too large for a float: keep it below 8e307", repr(bound)))
            } else {
                PyTypeError::new_err(format!("region bound {} is not a real number: give a float", repr(bound)))
            }
        })?;
    }
    let [x_min, x_max, y_min, y_max] = numbers;
    Region::new(x_min, x_max, y_min, y_max).map_err(invalid)
}

/// A size `(width, height)`.
pub(crate) fn raster(value: &Bound<'_, PyAny>) -> PyResult<Raster> {
    let [width, height]: [Bound<'_, PyAny>; 2] = elements("size", "(width, height)", value)?;
    let side = |name, value| whole(name, value, 1..=Raster::MOST);
    Raster::new(side("width", &width)?, side("height", &height)?).map_err(invalid)
}

/// A limit of 1 to 2³² - 1 steps.
pub(crate) fn limit(value: &Bound<'_, PyAny>) -> PyResult<Limit> {
    let steps = whole("limit", value, 1..=u32::MAX as usize)?;
    Limit::new(steps as u64).map_err(invalid)
}

/// A map, rounding or other value by its name.
fn named<T: FromStr<Err: Display>>(name: &str) -> PyResult<T> {
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
    value.map(|value| whole("threads", value, 1..=Threads::MOST)).transpose()
}

/// The map of this name.
pub(crate) fn map(name: &Bound<'_, PyAny>) -> PyResult<Map> {
    named(text("map", name)?)
}

/// The rounding of this name.
pub(crate) fn rounding(name: &Bound<'_, PyAny>) -> PyResult<Rounding> {
    named(text("rounding", name)?)
}
