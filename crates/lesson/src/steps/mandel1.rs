//! The function for one point, and why it cannot take an array.

use crate::python::mandel1_in_python;
use crate::stage::{Grid, LIMIT};
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin};
use lanelab_numpy::course;
use num_complex::Complex;

#[expect(clippy::disallowed_methods, reason = "the lesson's own test is by abs")]
// ---- shown ----
pub(super) fn mandel1(position: Complex<f64>, limit: i32) -> i32 {
    let mut left = limit;
    let mut value = position;
    while value.norm() < 2.0 {
        left -= 1;
        value = value * value + position;
        if left < 0 {
            return 0;
        }
    }
    left
}

/// Whether `abs(values) < 2` is true: of any, and of all.
fn truth_of_many(values: &Grid) -> (bool, bool) {
    let below = |value: &Complex<f64>| value.norm_sqr() < 4.0;
    (values.iter().any(below), values.iter().all(below))
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 8,
    name: "mandel1",
    title: "A condition on an array has no one truth",
    question: "mandel1 goes on while its one value is below 2. Given an \
               array, NumPy raises a ValueError and Rust does not \
               compile; what would it have to decide?",
    published: None,
    sampled: Sampled::No,
    python: Some(Twin { setup: mandel1_in_python!(), statement: "mandel1(complex(-0.5, 0.0))" }),
    profiles: None,
    source: include_str!("mandel1.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let (member, corner) = (Complex::new(-0.5, 0.0), stage.values[[2, 297]]);
    let z3 = super::by_hand::third(&stage.values);
    let (any, all) = truth_of_many(&z3);
    let reference = course::mandel1(corner, LIMIT.into());
    let reference = reference.unwrap_or(-1);
    let scene = Scene::explained(|evidence| {
        format!("One point may take one step and another fifty: {}.", compared("a member", evidence))
    });
    Ok(scene
        .value("any(abs(z3) < 2)", any, "true")?
        .value("all(abs(z3) < 2)", all, "false")?
        .value("mandel1(-0.5)", mandel1(member, LIMIT), "0")?
        .value("mandel1(values[2, 297])", mandel1(corner, LIMIT), &reference.to_string())?
        .timing("a member", move || mandel1(member, LIMIT))
        .timing("a point that escapes", move || mandel1(corner, LIMIT)))
}
