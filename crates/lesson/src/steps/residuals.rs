//! The differences between answers, squared and added.

use super::as_counts;
use super::mandel2::by_two_loops;
use crate::{Inputs, LIMIT, Outcome, Step, StepError, Twin};
use lanelab_numpy::closeness::{ShapesDiffer, residual};
use lanelab_numpy::course::{Dispatch, Overflow, mandel1, mandel2, mandel4, mandel5};
use ndarray::{Array2, ShapeError};
use num_complex::Complex;

// ---- shown ----
type Grid = Array2<f64>;

fn sum_of_squares(left: &Grid, right: &Grid) -> Result<f64, ShapesDiffer> {
    residual(left, right)
}

/// Lists have no difference: they must be made an array first.
fn array_of(lists: &[Vec<i64>]) -> Result<Array2<i64>, ShapeError> {
    let columns = lists.first().map_or(0, Vec::len);
    Array2::from_shape_vec((lists.len(), columns), lists.concat())
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "Are the answers the same?",
    question: "The sum of the squared differences is 0 where two results agree. Do all of them agree, and what does \
        the check cost?",
    python: Some(Twin { setup: "a = np.ones(c.shape); b = a.copy()", statement: "np.sum((a - b) ** 2)" }),
    ..Step::new("residuals", &[section!("lesson/src/steps/residuals.rs", "shown")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let values = &inputs.values;
    let data5 = as_counts(&mandel2(values, LIMIT)?);
    let data7 = mandel4(values, LIMIT, Dispatch::Separate);
    let data8 = mandel5(values, LIMIT, Dispatch::Separate);
    let data1 = as_counts(&array_of(&count_lists()?)?);
    let data2 = as_counts(&array_of(&by_two_loops(values)?)?);
    let residual = |left, right| sum_of_squares(left, right).map(|sum| format!("{sum:.1}"));
    Ok(Outcome::new()
        .value("mandel5 - mandel2", residual(&data8, &data5)?, "0.0")?
        .value("mandel1 - mandel4", residual(&data1, &data7)?, "0.0")?
        .value("one list - the other", residual(&data2, &data1)?, "0.0")?
        .residual("the oracle", &data1, &inputs.counts)?
        .workload("the residual", move || sum_of_squares(&data8, &data5))
        .workload("mandel4", || mandel4(values, LIMIT, Dispatch::Separate)))
}

/// The counts of the points of two lists of coordinates.
fn count_lists() -> Result<Vec<Vec<i64>>, Overflow> {
    let along = |from: f64| (0..300).map(move |i| from + 2.0 * f64::from(i) / 300.0);
    let row = |y: f64| along(-1.5).map(|x| mandel1(Complex::new(x, y), LIMIT)).collect();
    along(-1.0).map(row).collect()
}
