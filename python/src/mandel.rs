//! The course's countdown of any complex numbers, by the kernel for points.

use crate::arguments::{self, invalid};
use crate::output;
use crate::work::{self, VECTOR_ITERATIONS};
use lanelab_grid::{Limit, Mandelbrot, Rounding};
use lanelab_lanes::points;
use numpy::ndarray::{Array2, ArrayView2, ArrayViewMut2};
use numpy::{Complex64, PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;

/// Points a row where an array's own rows are too short or too long for a kernel.
const ROW: usize = 512;

/// Points of a part: one block of a kernel, or fewer to balance threads.
const POINTS: usize = 32768;
const BALANCED: usize = 6144;

/// Some points of an array, and where their countdowns go.
type Part<'a> = (&'a [Complex64], &'a mut [f64]);

/// `limit - k` for the first step `k` at which each value escapes, 0 where none is: the values lie in C order.
#[pyfunction]
#[pyo3(signature = (values, limit, rounding, threads, out))]
pub(crate) fn mandel<'py>(
    py: Python<'py>,
    values: PyReadonlyArrayDyn<'py, Complex64>,
    limit: &Bound<'py, PyAny>,
    rounding: &Bound<'py, PyAny>,
    threads: Option<&Bound<'py, PyAny>>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyArrayDyn<f64>>> {
    let (rounding, threads) = (arguments::rounding(rounding)?, arguments::threads(threads)?);
    let limit = countdown(limit)?;
    let array: Bound<'py, PyArrayDyn<f64>> = output::array(py, out, values.shape())?;
    let mut written = array.try_readwrite().map_err(|_| output::busy())?;
    let refuse = |_| invalid("values do not lie in C order: give numpy.ascontiguousarray(values)");
    let (values, out) = (values.as_slice().map_err(refuse)?, written.as_slice_mut().map_err(|_| output::busy())?);
    match limit {
        None => out.fill(0.0),
        Some(limit) => fill(py, row_length(array.shape()), limit, rounding, threads, (values, out))?,
    }
    Ok(array)
}

/// A limit as the course's functions take it: none where no step is taken.
fn countdown(limit: &Bound<'_, PyAny>) -> PyResult<Option<Limit>> {
    if limit.extract::<i64>().is_ok_and(|steps| steps <= 0) {
        return Ok(None);
    }
    arguments::limit(limit).map(Some)
}

/// Points a row: those of the array's own rows where they suit a kernel, since its neighbours are those of the plane.
fn row_length(shape: &[usize]) -> usize {
    shape.last().copied().filter(|length| shape.len() > 1 && (64..=8192).contains(length)).unwrap_or(ROW)
}

fn fill(
    py: Python<'_>,
    row: usize,
    limit: Limit,
    rounding: Rounding,
    threads: Option<usize>,
    (values, out): Part<'_>,
) -> PyResult<()> {
    let iterations = |points: usize| (points as u64).saturating_mul(limit.get().into());
    let threads = work::threads(threads, iterations(out.len()));
    let wanted = if threads == 1 { POINTS } else { BALANCED };
    let most = usize::try_from(VECTOR_ITERATIONS / u64::from(limit.get())).unwrap_or(wanted);
    let points = (wanted.min(most) / row).max(1) * row;
    let parts = values.chunks(points).zip(out.chunks_mut(points));
    if iterations(points.min(values.len())) <= VECTOR_ITERATIONS {
        return work::run(py, threads, parts.collect(), |part| fill_part(row, limit, rounding, part));
    }
    // So many iterations a point that copies cost nothing.
    let owned = values.chunks(64).enumerate().map(|(i, values)| (i, values.to_vec())).collect();
    let compute = move |(i, values): (usize, Vec<Complex64>)| {
        let mut out = vec![0.0; values.len()];
        fill_part(row, limit, rounding, (&values, &mut out));
        (i, out)
    };
    work::run_detached(py, threads, owned, compute, |(i, part)| out[64 * i..][..part.len()].copy_from_slice(&part))
}

/// Fills a part: whole rows, and what is left as one row.
fn fill_part(row: usize, limit: Limit, rounding: Rounding, (values, out): Part<'_>) {
    let whole = values.len() / row * row;
    let ((values, rest), (out, rest_out)) = (values.split_at(whole), out.split_at_mut(whole));
    for (values, out, columns) in [(values, out, row), (rest, rest_out, rest.len())] {
        if values.is_empty() {
            continue;
        }
        let dim = (values.len() / columns, columns);
        let (Ok(points), Ok(out)) = (ArrayView2::from_shape(dim, values), ArrayViewMut2::from_shape(dim, out)) else {
            continue; // never: both have as many elements as the shape
        };
        count_down(&points, limit, rounding, out);
    }
}

fn count_down(points: &ArrayView2<'_, Complex64>, limit: Limit, rounding: Rounding, mut out: ArrayViewMut2<'_, f64>) {
    let mut steps = Array2::zeros(points.dim());
    points::fill(&Mandelbrot, points, limit, rounding, steps.view_mut());
    numpy::ndarray::Zip::from(&mut out).and(&steps).and(points).for_each(|out, &steps, point| {
        // The course compares with `>`, which is false for NaN.
        *out = if point.is_nan() { 0.0 } else { limit.countdown(steps).into() };
    });
}
