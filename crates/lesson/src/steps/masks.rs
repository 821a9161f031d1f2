//! Conditions on arrays, and arrays of truths as indices.

use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin, written};
use lanelab_numpy::forms::{Mask, MaskError};
use ndarray::{Array1, Ix1};
use std::hint::black_box;

// ---- shown ----
fn greater(x: &Array1<i32>, y: &Array1<f64>) -> Result<Mask<Ix1>, MaskError> {
    Mask::comparing(x, y, |&x, &y| f64::from(x) > y)
}

fn where_below_is_reset(x: &Array1<i32>) -> Result<Array1<i32>, MaskError> {
    let mut x = x.clone();
    let z = Mask::of(&x, |&x| x > 5); // a number stands for an array
    z.assign(&mut x, 5)?;
    Ok(x)
}

fn minimum(x: &Array1<i32>) -> Array1<i32> {
    x.mapv(|x| x.min(5))
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 12,
    name: "masks",
    title: "Conditions are arrays, and index arrays",
    question: "A condition on an array gives an array of truths, which \
               chooses elements to read or to set. What does a mask \
               cost where an expression would do?",
    published: None,
    sampled: Sampled::No,
    python: Some(Twin { setup: "x = np.arange(10)", statement: "x[x > 5]" }),
    profiles: None,
    source: include_str!("masks.rs"),
    perform,
};

fn perform(_: &Stage) -> Result<Scene<'_>, Fault> {
    let x = Array1::from_iter(0..10_i32);
    let y = Array1::ones(10) * 5.0;
    let z = greater(&x, &y)?;
    let above = Mask::of(&x, |&x| x > 3).select(&x)?;
    let again = x.clone();
    let scene = Scene::explained(|evidence| format!("{}.", compared("setting by a mask", evidence)));
    Ok(scene
        .value("x", written(&x), "[0 1 2 3 4 5 6 7 8 9]")?
        .value("y", written(&y), "[5. 5. 5. 5. 5. 5. 5. 5. 5. 5.]")?
        .value("x > y", written(&z.view()), TRUTHS)?
        .value("x[x > 3]", written(&above), "[4 5 6 7 8 9]")?
        .value("x[not z]", written(&z.not().select(&x)?), "[0 1 2 3 4 5]")?
        .value("x[z] = 5", written(&where_below_is_reset(&x)?), RESET)?
        .value("min(x, 5)", written(&minimum(&x)), RESET)?
        .timing("mask", move || where_below_is_reset(black_box(&x)))
        .timing("min(x, 5)", move || minimum(black_box(&again))))
}

const TRUTHS: &str = "[False False False False False False  True  True  True  True]";
const RESET: &str = "[0 1 2 3 4 5 5 5 5 5]";
