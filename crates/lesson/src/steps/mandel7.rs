//! The same counts, with arrays that shrink to what still runs.

use super::counting;
use crate::{Inputs, Outcome, Step, StepError, Twin};
use lanelab_numpy::course::{mandel4, mandel6, mandel7};

pub(super) const STEP: Step = Step {
    title: "Arrays that shrink",
    question: "Instead of a mask, each step copies what has not diverged into shorter arrays. Do they pay for the \
        copies?",
    published: Some("79.6 ms ± 550 µs per loop (mean ± std. dev. of 7 runs, 10 loops each)"),
    python: Some(Twin {
        setup: "
def mandel7(c, limit=50):
    at, start, z = np.indices(c.shape).reshape(2, -1), c.ravel(), c.ravel()
    count = np.zeros(c.shape)
    for left in reversed(range(limit)):
        z = z ** 2 + start
        now = z * np.conj(z) > 4
        rows, columns = at[:, now]
        runs = ~now
        z, at, start = z[runs], at[:, runs], start[runs]
        count[rows, columns] = left
    return count
",
        statement: "mandel7(c)",
    }),
    ..Step::new("mandel7", &[section!("numpy/src/course/mandel7.rs", "mandel7")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    counting(Outcome::new(), inputs, &[("mandel7", mandel7), ("mandel6", mandel6), ("mandel4", mandel4)])
}
