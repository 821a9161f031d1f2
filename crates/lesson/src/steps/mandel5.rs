//! The same counts without a square root.

use super::counting;
use crate::{Inputs, Outcome, Step, StepError, Twin};
use lanelab_numpy::course::{mandel4, mandel5};

pub(super) const STEP: Step = Step {
    title: "Without the square root",
    question: "|z| > 2 where |z|² > 4, and z times its conjugate is |z|². Is it faster to avoid the root that way?",
    published: Some("67.6 ms ± 818 µs per loop (mean ± std. dev. of 7 runs, 10 loops each)"),
    python: Some(Twin {
        setup: "
def mandel5(c, limit=50):
    z, count = c, np.zeros(c.shape)
    for left in reversed(range(limit)):
        z = z ** 2 + c
        out = z * np.conj(z) > 4
        count[out & (count == 0)] = left
        z[out] = 2
    return count
",
        statement: "mandel5(c)",
    }),
    ..Step::new("mandel5", &[section!("numpy/src/course/mandel5.rs", "mandel5")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    counting(Outcome::new(), inputs, &[("mandel5", mandel5), ("mandel4", mandel4)])
}
