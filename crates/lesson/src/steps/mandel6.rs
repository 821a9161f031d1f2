//! The same counts, without steps for what has diverged.

use super::counting;
use crate::{Inputs, LIMIT, Outcome, Step, StepError, Twin};
use lanelab_measure::format::Percent;
use lanelab_numpy::course::{mandel4, mandel5, mandel6};

pub(super) const STEP: Step = Step {
    title: "A mask of what still runs",
    question: "Points that have diverged need no steps, and a mask leaves them out. Is less work faster?",
    published: Some("71.2 ms ± 680 µs per loop (mean ± std. dev. of 7 runs, 10 loops each)"),
    python: Some(Twin {
        setup: "
def mandel6(c, limit=50):
    z, count = c.copy(), np.zeros(c.shape)
    runs = np.ones(c.shape, dtype=bool)
    for left in reversed(range(limit)):
        z[runs] = z[runs] ** 2 + c[runs]
        now = np.zeros(c.shape, dtype=bool)
        now[runs] = z[runs] * np.conj(z[runs]) > 4
        runs &= ~now
        count[now] = left
    return count
",
        statement: "mandel6(c)",
    }),
    ..Step::new("mandel6", &[section!("numpy/src/course/mandel6.rs", "mandel6")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    // Of the steps of whole arrays, those up to the one at which a point diverges.
    let needed = Percent(1.0 - inputs.counts.mean().unwrap_or(0.0) / LIMIT as f64);
    let outcome = Outcome::new().value("steps that are needed, of all", needed, "47.6 %")?;
    counting(outcome, inputs, &[("mandel6", mandel6), ("mandel5", mandel5), ("mandel4", mandel4)])
}
