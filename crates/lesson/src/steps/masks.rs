//! Conditions on arrays, and arrays of truths as indices.

use crate::{Inputs, Outcome, Step, StepError, Twin};
use lanelab_numpy::routines::{BooleanMask, MaskError};
use ndarray::{Array1, Ix1};
use std::hint::black_box;

// ---- shown ----
type Truths = BooleanMask<Ix1>;

fn greater(x: &Array1<i32>, y: &Array1<f64>) -> Result<Truths, MaskError> {
    BooleanMask::comparing(x, y, |&x, &y| f64::from(x) > y)
}

fn where_below_is_reset(x: &Array1<i32>) -> Result<Array1<i32>, MaskError> {
    let mut x = x.clone();
    let z = BooleanMask::of(&x, |&x| x > 5); // a number stands for an array
    z.assign(&mut x, 5)?;
    Ok(x)
}

fn minimum(x: &Array1<i32>) -> Array1<i32> {
    x.mapv(|x| x.min(5))
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "Conditions are arrays, and index arrays",
    question: "A condition on an array gives an array of truths, which chooses elements to read or to set. What does a \
        mask cost where an expression is enough?",
    python: Some(Twin { setup: "x = np.arange(10)", statement: "x[x > 5]" }),
    ..Step::new("masks", &[section!("lesson/src/steps/masks.rs", "shown")], run)
};

fn run(_: &Inputs) -> Result<Outcome<'_>, StepError> {
    let x = Array1::from_iter(0..10_i32);
    let y = Array1::ones(10) * 5.0;
    let z = greater(&x, &y)?;
    let above = BooleanMask::of(&x, |&x| x > 3).select(&x)?;
    let again = x.clone();
    Ok(Outcome::new()
        .array("x", &x, "[0 1 2 3 4 5 6 7 8 9]")?
        .array("y", &y, "[5. 5. 5. 5. 5. 5. 5. 5. 5. 5.]")?
        .array("x > y", &z.view(), TRUTHS)?
        .array("x[x > 3]", &above, "[4 5 6 7 8 9]")?
        .array("x[not z]", &z.not().select(&x)?, "[0 1 2 3 4 5]")?
        .array("x[z] = 5", &where_below_is_reset(&x)?, RESET)?
        .array("min(x, 5)", &minimum(&x), RESET)?
        .workload("setting by a mask", move || where_below_is_reset(black_box(&x)))
        .workload("min(x, 5)", move || minimum(black_box(&again))))
}

const TRUTHS: &str = "[False False False False False False  True  True  True  True]";
const RESET: &str = "[0 1 2 3 4 5 5 5 5 5]";
