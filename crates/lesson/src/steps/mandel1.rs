//! The function for one point, and why it cannot take an array.

use crate::python::MANDEL1;
use crate::{Grid, Inputs, LIMIT, Outcome, Step, StepError, Twin};
use lanelab_numpy::course::mandel1;
use num_complex::Complex;

// ---- shown ----
/// Whether `abs(values) < 2` is true: of any, and of all.
fn truth_of_many(values: &Grid) -> (bool, bool) {
    let below = |value: &Complex<f64>| value.norm_sqr() < 4.0;
    (values.iter().any(below), values.iter().all(below))
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "A condition on an array has no one truth",
    question: "mandel1 goes on while its one value is below 2. Given an array, NumPy raises a ValueError and Rust does \
        not compile; what would it have to decide?",
    python: Some(Twin { setup: MANDEL1, statement: "mandel1(complex(-0.5, 0.0))" }),
    ..Step::new(
        "mandel1",
        &[section!("numpy/src/course/mandel1.rs", "mandel1"), section!("lesson/src/steps/mandel1.rs", "shown")],
        run,
    )
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let (member, corner) = (Complex::new(-0.5, 0.0), inputs.values[[2, 297]]);
    let (any, all) = truth_of_many(&super::by_hand::third(&inputs.values));
    // A member takes one step more than the limit before it is known to be one.
    let steps = [LIMIT + 1, LIMIT - mandel1(corner, LIMIT)?].map(i64::unsigned_abs);
    let outcome = Outcome::explained_by(move |measured| measured.by_work("step", steps));
    let expected = inputs.counts[[2, 297]].to_string();
    Ok(outcome
        .value("any(abs(z3) < 2)", any, "true")?
        .value("all(abs(z3) < 2)", all, "false")?
        .value("mandel1(-0.5)", mandel1(member, LIMIT)?, "0")?
        .value("mandel1(values[2, 297])", mandel1(corner, LIMIT)?, &expected)?
        .workload("a member", move || mandel1(member, LIMIT))
        .workload("a point that escapes", move || mandel1(corner, LIMIT)))
}
