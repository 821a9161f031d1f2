//! One file per step.

mod allclose;
mod by_function;
mod by_hand;
mod by_line;
mod complex_grid;
mod constructors;
mod elementwise;
mod explode;
mod indexing;
mod kernel_profile;
mod lanes;
mod linspace;
mod mandel1;
mod mandel2;
mod mandel4;
mod mandel5;
mod mandel6;
mod mandel7;
mod mandel_numpy;
mod masks;
mod mgrid;
mod refill;
mod residuals;
mod sqrt;
mod threads;
mod views;

use crate::{Inputs, LIMIT, Outcome, Step, StepError};
use lanelab_numpy::course::{self, Counts, Dispatch};
use ndarray::Array2;

/// All steps: those of the course in its order, then what it could not do.
pub static STEPS: &[Step] = &[
    constructors::STEP,
    elementwise::STEP,
    sqrt::STEP,
    linspace::STEP,
    mgrid::STEP,
    complex_grid::STEP,
    by_hand::STEP,
    mandel1::STEP,
    mandel2::STEP,
    explode::STEP,
    mandel_numpy::STEP,
    masks::STEP,
    mandel4::STEP,
    mandel5::STEP,
    residuals::STEP,
    allclose::STEP,
    mandel6::STEP,
    indexing::STEP,
    views::STEP,
    mandel7::STEP,
    by_function::STEP,
    by_line::STEP,
    lanes::STEP,
    refill::STEP,
    threads::STEP,
    kernel_profile::STEP,
];

/// What `mandel4` to `mandel7` are.
type CountingFunction = fn(&course::Grid, i64, Dispatch) -> Counts;

/// With what the course says of functions that count, the first of which is the step's own; all are timed.
fn counting<'a>(
    outcome: Outcome<'a>,
    inputs: &'a Inputs,
    functions: &[(&'static str, CountingFunction)],
) -> Result<Outcome<'a>, StepError> {
    let call = |function: CountingFunction| function(&inputs.values, LIMIT, Dispatch::Separate);
    let [(_, own), ..] = functions else { return Ok(outcome) };
    let found = call(*own);
    let outcome = outcome
        .value("sum of the counts", found.sum(), "2357927")?
        .value("counts of 0", found.iter().filter(|&&count| count == 0.0).count(), "35751")?
        .residual("the oracle", &found, &inputs.counts)?;
    let timed = |outcome: Outcome<'a>, &(name, function)| outcome.workload(name, move || call(function));
    Ok(functions.iter().fold(outcome, timed))
}

/// With what the course says of functions that tell which points are inside.
fn membership<'a>(outcome: Outcome<'a>, inputs: &'a Inputs, inside: &Array2<bool>) -> Result<Outcome<'a>, StepError> {
    let members = inside.iter().filter(|&&inside| inside).count();
    outcome.value("points inside", members, "35717")?.residual(
        "the oracle",
        &inside.mapv(|inside| f64::from(u8::from(inside))),
        &inputs.inside,
    )
}

/// Counts of single points as those of whole arrays.
fn as_counts(counts: &Array2<i64>) -> Counts {
    counts.mapv(|count| count as f64)
}
