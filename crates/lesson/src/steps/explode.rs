//! Membership by whole arrays, with nobody looking until the end.

use super::mandel_numpy::{as_numbers, mandel_numpy};
use crate::stage::{Grid, LIMIT};
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin};
use lanelab_numpy::course::{self, Dispatch, abs};
use ndarray::Array2;

// ---- shown ----
fn last_values(position: &Grid, limit: i32) -> Grid {
    let mut value = position.clone();
    for _ in 0..limit {
        value = &value * &value + position;
    }
    value
}

pub(super) fn explode(position: &Grid, limit: i32) -> Array2<bool> {
    let value = last_values(position, limit);
    // Neither infinity nor NaN is below 2.
    abs(&value, Dispatch::Separate).mapv(|modulus| modulus < 2.0)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 10,
    name: "explode",
    title: "Nobody looks until the end",
    question: "If all points take all steps and are tested once, what \
               has diverged runs off to infinity. Is the answer right, \
               and what does it save to reset nothing?",
    published: None,
    sampled: Sampled::No,
    python: Some(Twin {
        setup: "
def explode(c, limit=50):
    z = c
    for _ in range(limit):
        z = z ** 2 + c
    return abs(z) < 2
",
        statement: "explode(c)",
    }),
    profiles: None,
    source: include_str!("explode.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let values = &stage.values;
    let last = last_values(values, LIMIT);
    let lost = last.iter().filter(|z| !z.is_finite()).count();
    let inside = explode(values, LIMIT);
    let reference = course::mandel_numpy_explode(values.view(), LIMIT.into(), Dispatch::Separate);
    let members = inside.iter().filter(|&&inside| inside).count();
    let all = values.len();
    let scene = Scene::explained(move |evidence| {
        let words = compared("explode, without a reset,", evidence);
        format!("{lost} of {all} values ended as no number; {words}.")
    });
    Ok(scene
        .value("points inside", members, "35717")?
        .value("values that overflowed", lost > 0, "true")?
        .equal_to("mandel_numpy_explode as NumPy has it", &as_numbers(&inside), &as_numbers(&reference))?
        .timing("explode", || explode(values, LIMIT))
        .timing("mandel_numpy", || mandel_numpy(values, LIMIT)))
}
