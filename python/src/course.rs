//! The course's eight functions with their quirks.

use crate::arguments::{self, invalid, signed};
use crate::work::{self, SCALAR_ITERATIONS};
use lanelab_grid::Rounding;
use lanelab_numpy::course::{self, Counts, Dispatch, Grid, Overflow, VectorizeError};
use numpy::ndarray::Array2;
use numpy::{Complex64, Element, PyArray1, PyReadonlyArray2};
use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;

/// What a function has for each point, in C order.
enum Column {
    Counts(Vec<f64>),
    Inside(Vec<bool>),
    Integers(Vec<i64>),
}

/// One of the functions by its name.
type Function = fn(&Grid, i64, Dispatch) -> Result<Column, VectorizeError>;

/// The result of a function of arrays for points of two dimensions, as an array of one.
#[pyfunction]
pub(crate) fn course_array<'py>(
    py: Python<'py>,
    name: &str,
    positions: PyReadonlyArray2<'py, Complex64>,
    limit: &Bound<'py, PyAny>,
    rounding: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let (function, limit, dispatch) = (find(name)?, signed("limit", limit)?, dispatch(rounding)?);
    let positions = positions.as_array().to_owned();
    let iterations = u64::try_from(limit).unwrap_or_default().saturating_mul(positions.len() as u64);
    let compute = move |positions: Array2<Complex64>| function(&positions, limit, dispatch);
    let column = if iterations <= SCALAR_ITERATIONS {
        py.detach(|| compute(positions))
    } else {
        let mut found = Ok(Column::Counts(Vec::new()));
        work::run_detached(py, 1, vec![positions], compute, |column| found = column)?;
        found
    };
    column.map(|column| column.into_array(py)).map_err(raised)
}

/// `mandel1` of one number.
#[pyfunction]
pub(crate) fn course_point(py: Python<'_>, position: Complex64, limit: &Bound<'_, PyAny>) -> PyResult<i64> {
    let limit = signed("limit", limit)?;
    if limit <= SCALAR_ITERATIONS.cast_signed() {
        return course::mandel1(position, limit).map_err(|error| raised(error.into()));
    }
    let mut found = Ok(0);
    work::run_detached(py, 1, vec![position], move |z| course::mandel1(z, limit), |count| found = count)?;
    found.map_err(|error| raised(error.into()))
}

fn find(name: &str) -> PyResult<Function> {
    Ok(match name {
        "mandel2" => |grid, limit, _| course::mandel2(grid, limit).map(|all| Column::Integers(flat(all))),
        "mandel_numpy" => |grid, limit, dispatch| inside(course::mandel_numpy(grid, limit, dispatch)),
        "mandel_numpy_explode" => |grid, limit, dispatch| inside(course::mandel_numpy_explode(grid, limit, dispatch)),
        "mandel4" => |grid, limit, dispatch| counts(course::mandel4(grid, limit, dispatch)),
        "mandel5" => |grid, limit, dispatch| counts(course::mandel5(grid, limit, dispatch)),
        "mandel6" => |grid, limit, dispatch| counts(course::mandel6(grid, limit, dispatch)),
        "mandel7" => |grid, limit, dispatch| counts(course::mandel7(grid, limit, dispatch)),
        _ => return Err(invalid(format!("unknown function \"{name}\": choose one of the course's"))),
    })
}

fn counts(all: Counts) -> Result<Column, VectorizeError> {
    Ok(Column::Counts(flat(all)))
}

fn inside(all: Array2<bool>) -> Result<Column, VectorizeError> {
    Ok(Column::Inside(flat(all)))
}

fn flat<T>(all: Array2<T>) -> Vec<T> {
    all.into_iter().collect()
}

impl Column {
    fn into_array(self, py: Python<'_>) -> Bound<'_, PyAny> {
        fn array<T: Element>(py: Python<'_>, all: Vec<T>) -> Bound<'_, PyAny> {
            PyArray1::from_vec(py, all).into_any()
        }
        match self {
            Self::Counts(all) => array(py, all),
            Self::Inside(all) => array(py, all),
            Self::Integers(all) => array(py, all),
        }
    }
}

fn dispatch(rounding: &Bound<'_, PyAny>) -> PyResult<Dispatch> {
    match arguments::rounding(rounding)? {
        Rounding::Separate => Ok(Dispatch::Separate),
        Rounding::Fused => Ok(Dispatch::Fused),
        Rounding::Contracted => Err(invalid("NumPy has no rounding \"contracted\": choose separate or fused")),
    }
}

fn raised(error: VectorizeError) -> PyErr {
    match error {
        VectorizeError::Empty(_) => invalid(error),
        VectorizeError::Overflow(Overflow(z)) => PyOverflowError::new_err(format!(
            "the absolute value of position ({:e}, {:e}) overflows, which Python refuses: keep both parts below 1.2e308",
            z.re, z.im
        )),
    }
}
