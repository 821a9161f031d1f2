//! Counting the steps to divergence, by whole arrays.

use super::counting;
use crate::{Inputs, LIMIT, Outcome, Step, StepError, Twin};
use lanelab_numpy::course::{Dispatch, mandel_numpy, mandel4};

pub(super) const STEP: Step = Step {
    title: "Counts by whole arrays",
    question: "To count steps, an array keeps the step at which each point first diverged. What does keeping it cost?",
    published: Some("43.1 ms ± 674 µs per loop (mean ± std. dev. of 7 runs, 10 loops each)"),
    python: Some(Twin {
        setup: "
def mandel4(c, limit=50):
    z, count = c, np.zeros(c.shape)
    for left in reversed(range(limit)):
        z = z ** 2 + c
        out = abs(z) > 2
        count[out & (count == 0)] = left
        z[out] = 2
    return count
",
        statement: "mandel4(c)",
    }),
    ..Step::new("mandel4", &[section!("numpy/src/course/mandel4.rs", "mandel4")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    Ok(counting(Outcome::new(), inputs, &[("mandel4", mandel4)])?
        .workload("mandel_numpy", || mandel_numpy(&inputs.values, LIMIT, Dispatch::Separate)))
}
