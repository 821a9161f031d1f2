//! Membership by whole arrays, tested once at the end.

use super::membership;
use crate::{Inputs, LIMIT, Outcome, Step, StepError, Twin};
use lanelab_numpy::course::{Dispatch, mandel_numpy, mandel_numpy_explode};

pub(super) const STEP: Step = Step {
    title: "One test at the end",
    question: "If all points take all steps and are tested once, diverged values overflow to infinity. Is the result \
        right, and what does it save to reset nothing?",
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
    ..Step::new("explode", &[section!("numpy/src/course/mandel_numpy_explode.rs", "mandel_numpy_explode")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let values = &inputs.values;
    let last = values.mapv(|c| (0..LIMIT).fold(c, |z, _| z * z + c));
    let overflowed = last.iter().filter(|z| !z.is_finite()).count();
    let explode = || mandel_numpy_explode(values, LIMIT, Dispatch::Separate);
    Ok(membership(Outcome::new(), inputs, &explode())?
        .value("values that end as infinity or NaN", overflowed, "53835")?
        .workload("explode", explode)
        .workload("mandel_numpy", || mandel_numpy(values, LIMIT, Dispatch::Separate)))
}
