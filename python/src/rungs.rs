//! The rungs of the ladder, as tuples of Python's own types.

use lanelab_escape::Map;
use pyo3::prelude::*;

/// Name, idea, precision, roundings and lanes.
type Row = (&'static str, &'static str, &'static str, Vec<&'static str>, usize);

/// Every rung in teaching order.
#[pyfunction]
pub(crate) fn rungs() -> Vec<Row> {
    let row = |rung: &lanelab_grid::Rung| {
        let roundings = rung.roundings.iter().map(|rounding| rounding.name()).collect();
        (rung.name, rung.idea, rung.precision.name(), roundings, rung.lanes)
    };
    Map::Mandelbrot.ladder().rungs.iter().map(row).collect()
}
