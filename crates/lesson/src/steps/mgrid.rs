//! The coordinates of a rectangle's points.

use crate::{Inputs, Outcome, Step, StepError, Twin};
use lanelab_numpy::routines::{RangeError, Span, mgrid};
use ndarray::Array2;

// ---- shown ----
type Pair = (Array2<f64>, Array2<f64>);

pub(super) fn coordinates(resolution: u32) -> Result<Pair, RangeError> {
    let (xmin, xmax, ymin, ymax) = (-1.5, 0.5, -1.0, 1.0);
    let xstep = (xmax - xmin) / f64::from(resolution);
    let ystep = (ymax - ymin) / f64::from(resolution);
    let rows = Span::stepped(ymin, ymax, ystep);
    let columns = Span::stepped(xmin, xmax, xstep);
    mgrid(rows, columns)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "The coordinates of a rectangle's points",
    question: "mgrid gives each point of a rectangle its two coordinates, in two arrays. Does it always give as many \
        as the resolution says, and what do 300 cost against 150?",
    python: Some(Twin { setup: "", statement: "np.mgrid[-1.0:1.0:h, -1.5:0.5:h]" }),
    ..Step::new("mgrid", &[section!("lesson/src/steps/mgrid.rs", "shown")], run)
};

fn run(_: &Inputs) -> Result<Outcome<'_>, StepError> {
    let (y, x) = coordinates(300)?;
    let dim = |resolution| coordinates(resolution).map(|(y, _)| format!("{:?}", y.dim()));
    let points = [y.len() as u64, coordinates(150)?.0.len() as u64];
    let outcome = Outcome::explained_by(move |measured| measured.by_work("point", points));
    Ok(outcome
        .array("ymatrix", &y, Y)?
        .value("xmatrix[0, -1]", format!("{:.8}", x[[0, 299]]), "0.49333333")?
        .value("shape, resolution 300", dim(300)?, "(300, 300)")?
        .value("shape, resolution 49: rounded up", dim(49)?, "(50, 50)")?
        .workload("a grid of 300 × 300", || coordinates(300))
        .workload("a grid of 150 × 150", || coordinates(150)))
}

/// What the course prints of `ymatrix`.
const Y: &str = "
[[-1.         -1.         -1.         ... -1.         -1.
  -1.        ]
 [-0.99333333 -0.99333333 -0.99333333 ... -0.99333333 -0.99333333
  -0.99333333]
 [-0.98666667 -0.98666667 -0.98666667 ... -0.98666667 -0.98666667
  -0.98666667]
 ...
 [ 0.98        0.98        0.98       ...  0.98        0.98
   0.98      ]
 [ 0.98666667  0.98666667  0.98666667 ...  0.98666667  0.98666667
   0.98666667]
 [ 0.99333333  0.99333333  0.99333333 ...  0.99333333  0.99333333
   0.99333333]]";
