//! The steps of a view as an array of NumPy.

use crate::arguments::{self, TileBounds, invalid};
use crate::output;
use crate::work::{self, SCALAR_ITERATIONS, VECTOR_ITERATIONS};
use lanelab_escape::{Ladder, pieces, tiles};
use lanelab_grid::{Job, Tile};
use numpy::ndarray::{Array2, ArrayViewMut2, s};
use numpy::{PyArray2, PyArrayMethods};
use pyo3::prelude::*;
use std::sync::Arc;

/// The steps of a view, or of a tile of it.
#[pyfunction]
#[pyo3(signature = (region, size, limit, map, rung, rounding, threads, tile, out))]
#[expect(clippy::too_many_arguments, reason = "the arguments of the Python function")]
pub(crate) fn steps<'py>(
    py: Python<'py>,
    region: &Bound<'py, PyAny>,
    size: &Bound<'py, PyAny>,
    limit: &Bound<'py, PyAny>,
    map: &Bound<'py, PyAny>,
    rung: &Bound<'py, PyAny>,
    rounding: &Bound<'py, PyAny>,
    threads: Option<&Bound<'py, PyAny>>,
    tile: Option<TileBounds>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyArray2<u32>>> {
    let tile = arguments::tile(&arguments::view(region, size)?, tile)?;
    let job = Job { tile, limit: arguments::limit(limit)?, rounding: arguments::rounding(rounding)? };
    let ladder = arguments::map(map)?.ladder();
    let place = index(&ladder, arguments::text("rung", rung)?, &job)?;
    let threads = arguments::threads(threads)?;
    let dim = tile.dim();
    let array: Bound<'py, PyArray2<u32>> = output::array(py, out, &[dim.0, dim.1])?;
    fill(py, ladder, place, job, threads, array.try_readwrite().map_err(|_| output::busy())?.as_array_mut())?;
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

/// Fills an array of the shape of the job's tile.
fn fill(
    py: Python<'_>,
    ladder: Ladder,
    place: usize,
    job: Job,
    threads: Option<usize>,
    mut out: ArrayViewMut2<'_, u32>,
) -> PyResult<()> {
    let rung = &ladder.rungs[place];
    let iterations = |pixels: usize| (pixels as u64).saturating_mul(job.limit.get().into());
    let threads = work::threads(threads, iterations(out.len()));
    let parts = tiles(&job.tile, rung.cut, threads);
    let (rows, columns) = parts.first().map_or((1, 1), Tile::dim);
    if iterations(rows * columns) <= if rung.lanes > 1 { VECTOR_ITERATIONS } else { SCALAR_ITERATIONS } {
        let parts = pieces(&job.tile, out, rows, columns);
        return work::run(py, threads, parts, |(tile, out)| rung.fill(&job.on(tile), out));
    }
    let (top, left) = job.tile.origin();
    let ladder = Arc::new(ladder);
    let compute = move |tile: Tile| {
        let mut steps = Array2::zeros(tile.dim());
        ladder.rungs[place].fill(&job.on(tile), steps.view_mut());
        (tile, steps)
    };
    work::run_detached(py, threads, parts, compute, |(tile, steps)| {
        let ((row, column), (rows, columns)) = (tile.origin(), tile.dim());
        let (row, column) = (row - top, column - left);
        out.slice_mut(s![row..row + rows, column..column + columns]).assign(&steps);
    })
}
