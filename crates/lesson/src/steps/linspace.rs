//! Evenly spaced numbers, by their count and by their step.

use crate::{Inputs, Outcome, Step, StepError, Twin};
use lanelab_numpy::routines::{Endpoint, RangeError, arange, linspace};
use ndarray::Array1;

// ---- shown ----
fn by_count() -> Result<Array1<f64>, RangeError> {
    linspace(0.0, 10.0, 21, Endpoint::Included)
}

fn by_step() -> Result<Array1<f64>, RangeError> {
    arange(0.0, 10.0, 0.5)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "Evenly spaced numbers",
    question: "linspace takes a count and ends with its stop, arange takes a step and ends before it. Does either take \
        longer?",
    python: Some(Twin { setup: "", statement: "np.linspace(0, 10, 21)" }),
    ..Step::new("linspace", &[section!("lesson/src/steps/linspace.rs", "shown")], run)
};

fn run(_: &Inputs) -> Result<Outcome<'_>, StepError> {
    Ok(Outcome::new()
        .array("linspace(0, 10, 21)", &by_count()?, LINSPACE)?
        .array("arange(0, 10, 0.5)", &by_step()?, ARANGE)?
        .workload("linspace", by_count)
        .workload("arange of 20 numbers", by_step))
}

const LINSPACE: &str = "
[ 0.   0.5  1.   1.5  2.   2.5  3.   3.5  4.   4.5  5.   5.5  6.   6.5
  7.   7.5  8.   8.5  9.   9.5 10. ]";

const ARANGE: &str = "
[0.  0.5 1.  1.5 2.  2.5 3.  3.5 4.  4.5 5.  5.5 6.  6.5 7.  7.5 8.  8.5
 9.  9.5]";
