//! Membership by whole arrays, kept from overflow.

use super::membership;
use crate::{Inputs, LIMIT, Outcome, Step, StepError, Twin};
use lanelab_numpy::course::{self, Dispatch, mandel2};

pub(super) const STEP: Step = Step {
    title: "Whole arrays, kept from overflow",
    question: "Setting what has diverged back to 2 keeps it from infinity. The course calls that ten times faster than \
        mandel2; by its own times it is twenty. And here?",
    published: Some("32.7 ms ± 282 µs per loop (mean ± std. dev. of 7 runs, 10 loops each)"),
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
    ..Step::new("mandel-numpy", &[section!("numpy/src/course/mandel_numpy.rs", "mandel_numpy")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let mandel_numpy = || course::mandel_numpy(&inputs.values, LIMIT, Dispatch::Separate);
    Ok(membership(Outcome::new(), inputs, &mandel_numpy())?
        .workload("mandel_numpy", mandel_numpy)
        .workload("mandel2", || mandel2(&inputs.values, LIMIT)))
}
