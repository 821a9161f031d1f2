//! The differences between answers, squared and added.

use crate::stage::LIMIT;
use crate::steps::mandel1::mandel1;
use crate::steps::mandel2::by_two_loops;
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin};
use lanelab_numpy::closeness::{ShapesDiffer, residual};
use ndarray::{Array2, ShapeError};
use num_complex::Complex;

// ---- shown ----
fn sum_of_squares(left: &Array2<f64>, right: &Array2<f64>) -> Result<f64, ShapesDiffer> {
    residual(left, right)
}

/// Lists have no difference: they must be made an array first.
fn array_of(lists: &[Vec<i32>]) -> Result<Array2<f64>, ShapeError> {
    let columns = lists.first().map_or(0, Vec::len);
    let counts = lists.concat().into_iter().map(f64::from).collect();
    Array2::from_shape_vec((lists.len(), columns), counts)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 15,
    name: "residuals",
    title: "Are the answers the same?",
    question: "The sum of the squared differences is 0 where two answers \
               agree. Do all of them, and what does it cost to know?",
    published: None,
    sampled: Sampled::No,
    python: Some(Twin { setup: "a = np.ones(c.shape); b = a.copy()", statement: "np.sum((a - b) ** 2)" }),
    profiles: None,
    source: include_str!("residuals.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let values = &stage.values;
    let data5 = super::mandel2::mandel2(values, LIMIT).mapv(f64::from);
    let data7 = super::mandel4::mandel4(values, LIMIT)?;
    let data8 = super::mandel5::mandel5(values, LIMIT)?;
    let data1 = array_of(&listed())?;
    let data2 = array_of(&by_two_loops(values, LIMIT))?;
    let residual = |left, right| sum_of_squares(left, right).map(|sum| format!("{sum:.1}"));
    let scene = Scene::explained(|evidence| format!("{}.", compared("the residual", evidence)));
    Ok(scene
        .value("mandel5 - mandel2", residual(&data8, &data5)?, "0.0")?
        .value("mandel1 - mandel4", residual(&data1, &data7)?, "0.0")?
        .value("one list - the other", residual(&data2, &data1)?, "0.0")?
        .equal_to("mandel1 as Python has it", &data1, &stage.counts)?
        .timing("the residual", move || sum_of_squares(&data8, &data5))
        .timing("mandel4", || super::mandel4::mandel4(values, LIMIT)))
}

/// The counts of the points of two lists of coordinates.
fn listed() -> Vec<Vec<i32>> {
    let along = |from: f64| (0..300).map(move |i| from + 2.0 * f64::from(i) / 300.0);
    let row = |y: f64| along(-1.5).map(|x| mandel1(Complex::new(x, y), LIMIT)).collect();
    along(-1.0).map(row).collect()
}
