//! Evenly spaced numbers, by their count and by their step.

use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin, written};
use lanelab_numpy::forms::{Endpoint, FormError, arange, linspace};
use ndarray::Array1;

// ---- shown ----
fn counted() -> Result<Array1<f64>, FormError> {
    linspace(0.0, 10.0, 21, Endpoint::Included)
}

fn stepped() -> Result<Array1<f64>, FormError> {
    arange(0.0, 10.0, 0.5)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 4,
    name: "linspace",
    title: "Evenly spaced numbers",
    question: "linspace takes a count and ends with its stop, arange \
               takes a step and ends before it. Does either take \
               longer?",
    published: None,
    sampled: Sampled::No,
    python: Some(Twin { setup: "", statement: "np.linspace(0, 10, 21)" }),
    profiles: None,
    source: include_str!("linspace.rs"),
    perform,
};

fn perform(_: &Stage) -> Result<Scene<'_>, Fault> {
    let scene = Scene::explained(|evidence| format!("{}.", compared("linspace of 21 numbers", evidence)));
    Ok(scene
        .value("linspace(0, 10, 21)", written(&counted()?), LINSPACE)?
        .value("arange(0, 10, 0.5)", written(&stepped()?), ARANGE)?
        .timing("linspace", counted)
        .timing("arange of 20 numbers", stepped))
}

const LINSPACE: &str = "
[ 0.   0.5  1.   1.5  2.   2.5  3.   3.5  4.   4.5  5.   5.5  6.   6.5
  7.   7.5  8.   8.5  9.   9.5 10. ]";

const ARANGE: &str = "
[0.  0.5 1.  1.5 2.  2.5 3.  3.5 4.  4.5 5.  5.5 6.  6.5 7.  7.5 8.  8.5
 9.  9.5]";
