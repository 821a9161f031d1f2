//! The steps of a view as an array of NumPy.

use crate::arguments::{self, TileBounds, invalid};
use crate::work::{self, Plan};
use lanelab_escape::{Ladder, tiles};
use lanelab_grid::{Job, Rung, Tile};
use numpy::ndarray::{Array2, s};
use numpy::{PyArray2, PyArrayMethods, PyUntypedArrayMethods};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The steps of a view, or of a tile of it.
#[pyfunction]
#[pyo3(signature = (region, size, limit, map, rung, rounding, threads, tile, out))]
#[expect(clippy::too_many_arguments, reason = "the arguments of the Python function")]
pub(crate) fn steps<'py>(
    py: Python<'py>,
    region: &Bound<'py, PyAny>,
    size: &Bound<'py, PyAny>,
    limit: &Bound<'py, PyAny>,
    map: &str,
    rung: &str,
    rounding: &str,
    threads: Option<&Bound<'py, PyAny>>,
    tile: Option<TileBounds>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyArray2<u32>>> {
    let tile = arguments::tile(&arguments::view(region, size)?, tile)?;
    let job = Job { tile, limit: arguments::limit(limit)?, rounding: arguments::rounding(rounding)? };
    let ladder = arguments::map(map)?.ladder();
    let place = index(&ladder, rung, &job)?;
    let threads = arguments::threads(threads)?;
    let array = output(py, out, tile.dim())?;
    fill(py, ladder, place, job, threads, &array)?;
    Ok(array)
}

/// The place of a rung in its ladder.
fn index(ladder: &Ladder, name: &str, job: &Job) -> PyResult<usize> {
    let rung = ladder.rung(name).map_err(invalid)?;
    if !rung.gives(job.rounding) {
        let given: Vec<_> = rung.roundings.iter().map(|rounding| rounding.name()).collect();
        return Err(invalid(format!(
            "rung \"{name}\" does not compute with rounding \"{}\": choose {}",
            job.rounding,
            given.join(" or ")
        )));
    }
    Ok(ladder.rungs.iter().position(|rung| rung.name == name).unwrap_or_default())
}

fn fill(
    py: Python<'_>,
    ladder: Ladder,
    place: usize,
    job: Job,
    threads: usize,
    array: &Bound<'_, PyArray2<u32>>,
) -> PyResult<()> {
    let mut whole = array.try_readwrite().map_err(|_| busy())?;
    let mut out = whole.as_array_mut();
    let rung: &Rung = &ladder.rungs[place];
    let parts = tiles(&job.tile, rung.cut, threads);
    let iterations = |pixels: usize| pixels as u64 * u64::from(job.limit.get());
    let longest = parts.iter().map(|part| part.dim().0 * part.dim().1).max().unwrap_or_default();
    let plan = Plan::new(parts.len(), threads, iterations(longest), iterations(out.len()), rung.lanes > 1);
    let (top, left) = job.tile.origin();
    let bounds: Vec<_> = parts.iter().map(|part| (part.origin(), part.dim())).collect();
    let compute = move |part: usize| {
        let tile: Tile = parts[part];
        let mut steps = Array2::zeros(tile.dim());
        ladder.rungs[place].fill(&job.on(tile), steps.view_mut());
        steps
    };
    work::run(py, plan, compute, |part, steps| {
        let ((row, column), (rows, columns)) = bounds[part];
        let (row, column) = (row - top, column - left);
        out.slice_mut(s![row..row + rows, column..column + columns]).assign(&steps);
    })
}

/// The array to fill: the given one, or a new one.
fn output<'py>(
    py: Python<'py>,
    out: Option<&Bound<'py, PyAny>>,
    dim: (usize, usize),
) -> PyResult<Bound<'py, PyArray2<u32>>> {
    let Some(out) = out else {
        return empty(py, dim);
    };
    let refuse = |what: String| format!("out {what}: give numpy.empty(({}, {}), numpy.uint32), or None", dim.0, dim.1);
    let array: Bound<'py, PyArray2<u32>> = out.extract().map_err(|_| {
        PyTypeError::new_err(refuse(
            "is not an array of two dimensions and dtype uint32 in native byte order".to_owned(),
        ))
    })?;
    if array.shape() != [dim.0, dim.1] {
        return Err(invalid(refuse(format!("has shape ({}, {})", array.shape()[0], array.shape()[1]))));
    }
    if !array.is_c_contiguous() {
        return Err(invalid(refuse("is not in C order".to_owned())));
    }
    let writeable: bool = array.getattr("flags")?.getattr("behaved")?.extract()?;
    if !writeable {
        return Err(invalid(refuse("is read-only or not aligned".to_owned())));
    }
    Ok(array)
}

/// A new array, by NumPy itself, which raises `MemoryError` where there is no room.
fn empty(py: Python<'_>, dim: (usize, usize)) -> PyResult<Bound<'_, PyArray2<u32>>> {
    static EMPTY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static DTYPE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let dtype = DTYPE.get_or_try_init(py, || Ok::<_, PyErr>(numpy::dtype::<u32>(py).into_any().unbind()))?;
    let array = EMPTY.import(py, "numpy", "empty")?.call1((dim, dtype))?;
    Ok(array.cast_into()?)
}

fn busy() -> PyErr {
    invalid("out is in use by another call: give each call an array of its own")
}
