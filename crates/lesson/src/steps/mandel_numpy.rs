//! Membership by whole arrays, kept from overflow.

use crate::stage::{Grid, LIMIT};
use crate::steps::mandel2::mandel2;
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin};
use lanelab_numpy::course::{self, Dispatch, abs};
use lanelab_numpy::forms::{Mask, MaskError};
use ndarray::Array2;
use num_complex::Complex;

// ---- shown ----
pub(super) fn mandel_numpy(position: &Grid, limit: i32) -> Result<Array2<bool>, MaskError> {
    let mut value = position.clone();
    for _ in 0..limit {
        value = &value * &value + position;
        let modulus = abs(&value, Dispatch::Separate);
        let diverging = Mask::of(&modulus, |&modulus| modulus > 2.0);
        // Before it overflows.
        diverging.assign(&mut value, Complex::new(2.0, 0.0))?;
    }
    let modulus = abs(&value, Dispatch::Separate);
    Ok(modulus.mapv(|modulus| modulus < 2.0))
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 11,
    name: "mandel-numpy",
    title: "Whole arrays, kept from overflow",
    question: "Setting what has diverged back to 2 keeps it from \
               infinity. The lesson calls that ten times faster than \
               mandel2; by its own times it is twenty. And here?",
    published: Some(
        "32.7 ms ± 282 µs per loop (mean ± std. dev. of 7 runs, \
         10 loops each)",
    ),
    sampled: Sampled::No,
    python: Some(Twin {
        setup: "
def mandel_numpy(c, limit=50):
    z = c
    for _ in range(limit):
        z = z ** 2 + c
        z[abs(z) > 2] = 2
    return abs(z) < 2
",
        statement: "mandel_numpy(c)",
    }),
    profiles: None,
    source: include_str!("mandel_numpy.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let values = &stage.values;
    let inside = mandel_numpy(values, LIMIT)?;
    let reference = course::mandel_numpy(values.view(), LIMIT.into(), Dispatch::Separate);
    let members = inside.iter().filter(|&&inside| inside).count();
    let scene = Scene::explained(|evidence| format!("{}.", compared("mandel_numpy", evidence)));
    Ok(scene
        .value("points inside", members, "35717")?
        .equal_to("mandel_numpy as NumPy has it", &as_numbers(&inside), &as_numbers(&reference))?
        .timing("mandel_numpy", || mandel_numpy(values, LIMIT))
        .timing("mandel2", || mandel2(values, LIMIT)))
}

/// Truths as 1 and 0.
pub(super) fn as_numbers(truths: &Array2<bool>) -> Array2<f64> {
    truths.mapv(|truth| f64::from(u8::from(truth)))
}
