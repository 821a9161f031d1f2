//! The program's commands, and rungs compared with the oracle.

use crate::arguments::{self, invalid};
use crate::work;
use lanelab_escape::{Form, Ladder, Scene, checksum, tiles, verify_steps};
use lanelab_grid::{Job, Limit, Precision, Rounding, Rung, Steps, Tile, View};
use numpy::ndarray::s;
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use std::ffi::OsString;
use std::sync::Arc;

/// Runs the program on these words, the first of which is its name. Returns its exit code.
///
/// For a process of its own: signals and a wrong command line end it, and output goes to its standard output.
#[pyfunction]
pub(crate) fn command(py: Python<'_>, words: Vec<OsString>) -> u8 {
    py.detach(|| lanelab::run(words))
}

/// Rung, precision, rounding, number of pixels, their checksum, and the first difference, if there is one.
type Case = (&'static str, &'static str, &'static str, usize, u32, String);

/// A rung of a ladder, which a thread finds for itself.
type Pick = Arc<dyn Fn(&Ladder) -> &Rung + Send + Sync>;

/// Compares rungs with the oracle of each of their numerics on a view.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "the arguments of the Python function")]
pub(crate) fn verify(
    py: Python<'_>,
    scene: &Bound<'_, PyAny>,
    small: bool,
    region: Option<&Bound<'_, PyAny>>,
    size: Option<&Bound<'_, PyAny>>,
    limit: Option<&Bound<'_, PyAny>>,
    map: &Bound<'_, PyAny>,
    rungs: Vec<Bound<'_, PyAny>>,
    roundings: Vec<Bound<'_, PyAny>>,
) -> PyResult<Vec<Case>> {
    let (view, limit) = overridden(arguments::text("view", scene)?, small, region, size, limit)?;
    let ladder = Arc::new(arguments::map(map)?.ladder());
    let rungs: Vec<usize> = match rungs[..] {
        [] => (0..ladder.rungs.len()).collect(),
        _ => rungs.iter().map(|name| index(&ladder, arguments::text("rung", name)?)).collect::<PyResult<_>>()?,
    };
    let roundings: Vec<Rounding> = match roundings[..] {
        [] => Rounding::ALL.to_vec(),
        _ => roundings.iter().map(arguments::rounding).collect::<PyResult<_>>()?,
    };
    let mut cases = Vec::new();
    for precision in Precision::ALL {
        for &rounding in &roundings {
            let of = |&&rung: &&usize| {
                let rung = &ladder.rungs[rung];
                rung.gives(rounding) && rung.numerics(rounding).precision == precision
            };
            let rungs: Vec<usize> = rungs.iter().filter(of).copied().collect();
            cases.extend(compare(py, &ladder, &Job::whole(&view, limit, rounding), precision, &rungs)?);
        }
    }
    Ok(cases)
}

/// The view and limit of a scene, and what replaces them.
fn overridden(
    scene: &str,
    small: bool,
    region: Option<&Bound<'_, PyAny>>,
    size: Option<&Bound<'_, PyAny>>,
    limit: Option<&Bound<'_, PyAny>>,
) -> PyResult<(View, Limit)> {
    let scene = Scene::find(scene).map_err(invalid)?;
    let form = if small { Form::Small } else { Form::Full };
    let region = region.map_or_else(|| Ok(scene.region()), arguments::region)?;
    let raster = size.map_or_else(|| Ok(scene.raster(form)), arguments::raster)?;
    Ok((View::new(region, raster), limit.map_or_else(|| Ok(scene.limit()), arguments::limit)?))
}

/// Compares rungs of one precision with its oracle, which runs once.
fn compare(
    py: Python<'_>,
    ladder: &Arc<Ladder>,
    job: &Job,
    precision: Precision,
    rungs: &[usize],
) -> PyResult<Vec<Case>> {
    if rungs.is_empty() {
        return Ok(Vec::new());
    }
    room(2 * job.tile.dim().0 * job.tile.dim().1)?;
    let expected = computed(py, ladder, job, Arc::new(move |ladder| ladder.oracle(precision)))?;
    let compare = |&place: &usize| {
        let found = computed(py, ladder, job, Arc::new(move |ladder| &ladder.rungs[place]))?;
        let rung = &ladder.rungs[place];
        let wrong = py.detach(|| verify_steps(ladder, rung, job, &expected, &found).err());
        let difference = wrong.map_or_else(String::new, |wrong| wrong.to_string());
        Ok((rung.name, precision.name(), job.rounding.name(), found.view().len(), checksum(&found), difference))
    };
    rungs.iter().map(compare).collect()
}

/// An error where the memory for so many steps cannot be allocated.
fn room(steps: usize) -> PyResult<()> {
    let refuse = |_| PyMemoryError::new_err(format!("no memory for {steps} steps: choose a smaller size"));
    Vec::<u32>::new().try_reserve_exact(steps).map_err(refuse)
}

/// The steps of a job by a rung, on all CPUs.
fn computed(py: Python<'_>, ladder: &Arc<Ladder>, job: &Job, pick: Pick) -> PyResult<Steps> {
    let threads = work::threads(None, u64::MAX);
    let mut steps = Steps::zeros(job.tile.dim(), job.limit);
    let parts = tiles(&job.tile, pick(ladder).cut, threads);
    let (ladder, job) = (Arc::clone(ladder), *job);
    let compute = move |tile: Tile| {
        let mut steps = Steps::zeros(tile.dim(), job.limit);
        pick(&ladder).fill(&job.on(tile), steps.view_mut());
        (tile, steps)
    };
    let mut out = steps.view_mut();
    work::run_detached(py, threads, parts, compute, |(tile, steps)| {
        let ((row, column), (rows, columns)) = (tile.origin(), tile.dim());
        out.slice_mut(s![row..row + rows, column..column + columns]).assign(&steps.view());
    })?;
    Ok(steps)
}

fn index(ladder: &Ladder, name: &str) -> PyResult<usize> {
    let rung = ladder.rung(name).map_err(invalid)?;
    Ok(ladder.rungs.iter().position(|known| known.name == rung.name).unwrap_or_default())
}
