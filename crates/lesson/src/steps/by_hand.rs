//! Three steps of whole arrays, by hand.

use crate::{Grid, Inputs, Outcome, Step, StepError, Twin};
use lanelab_numpy::course::{Dispatch, abs};
use lanelab_numpy::routines::BooleanMask;
use num_complex::Complex;

// ---- shown ----
pub(super) fn third(values: &Grid) -> Grid {
    let z0 = values;
    let z1 = z0 * z0 + values;
    let z2 = &z1 * &z1 + values;
    &z2 * &z2 + values
}

fn in_one_pass(values: &Grid) -> Grid {
    values.mapv(|c| (0..3).fold(c, |z, _| z * z + c))
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "Three steps of the whole grid, by hand",
    question: "Arithmetic on arrays takes one step for all points, and makes an array for each operation. What do the \
        temporary arrays cost, against all steps in one pass?",
    python: Some(Twin { setup: "", statement: "z1 = c * c + c; z2 = z1 * z1 + c; z3 = z2 * z2 + c" }),
    ..Step::new("by-hand", &[section!("lesson/src/steps/by_hand.rs", "shown")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let values = &inputs.values;
    let z3 = third(values);
    let same = z3 == in_one_pass(values);
    let diverging = BooleanMask::of(&abs(&z3, Dispatch::Separate), |&m| m > 2.0);
    let mut reset = z3.clone();
    diverging.assign(&mut reset, Complex::new(2.0, 0.0))?;
    let still = BooleanMask::of(&abs(&reset, Dispatch::Separate), |&m| m > 2.0).count();
    Ok(Outcome::new()
        .array("z3", &z3, Z3)?
        .value("z3[0, 0]", z3[[0, 0]], "24.06640625+20.75i")?
        .value("diverging: abs(z3) > 2", diverging.count(), "22281")?
        .value("diverging after z3[diverging] = 2", still, "0")?
        .value("equal to one pass", same, "true")?
        .workload("one array per operation", || third(values))
        .workload("one pass", || in_one_pass(values)))
}

/// What the course prints of `z3`.
const Z3: &str = "
[[24.06640625+20.75j       23.16610231+20.97899073j
  22.27540349+21.18465854j ... 11.20523832 -1.88650846j
  11.5734533  -1.6076251j  11.94394738 -1.31225596j]
 [23.82102149+19.85687829j 22.94415031+20.09504528j
  22.07634812+20.31020645j ... 10.93323949 -1.5275283j
  11.28531994 -1.24641067j 11.63928527 -0.94911594j]
 [23.56689029+18.98729242j 22.71312709+19.23410533j
  21.86791017+19.4582314j  ... 10.65905064 -1.18433756j
  10.99529965 -0.90137318j 11.33305161 -0.60254144j]
 ...
 [23.30453709-18.14090998j 22.47355537-18.39585192j
  21.65061048-18.62842771j ... 10.38305264 +0.85663867j
  10.70377437 +0.57220289j 11.02562928 +0.27221042j]
 [23.56689029-18.98729242j 22.71312709-19.23410533j
  21.86791017-19.4582314j  ... 10.65905064 +1.18433756j
  10.99529965 +0.90137318j 11.33305161 +0.60254144j]
 [23.82102149-19.85687829j 22.94415031-20.09504528j
  22.07634812-20.31020645j ... 10.93323949 +1.5275283j
  11.28531994 +1.24641067j 11.63928527 +0.94911594j]]";
