//! The coordinates of a rectangle's points.

use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin, written};
use lanelab_numpy::forms::{FormError, Span, mgrid};
use ndarray::Array2;

// ---- shown ----
pub(super) fn coordinates(resolution: u32) -> Result<(Array2<f64>, Array2<f64>), FormError> {
    let (xmin, xmax, ymin, ymax) = (-1.5, 0.5, -1.0, 1.0);
    let xstep = (xmax - xmin) / f64::from(resolution);
    let ystep = (ymax - ymin) / f64::from(resolution);
    let rows = Span::stepped(ymin, ymax, ystep);
    let columns = Span::stepped(xmin, xmax, xstep);
    mgrid(rows, columns)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 5,
    name: "mgrid",
    title: "The coordinates of a rectangle's points",
    question: "mgrid gives each point of a rectangle its two \
               coordinates, in two arrays. Does it always give as many \
               as the resolution says, and what do 300 cost against \
               150?",
    published: None,
    sampled: Sampled::No,
    python: Some(Twin { setup: "", statement: "np.mgrid[-1.0:1.0:h, -1.5:0.5:h]" }),
    profiles: None,
    source: include_str!("mgrid.rs"),
    perform,
};

fn perform(_: &Stage) -> Result<Scene<'_>, Fault> {
    let (y, x) = coordinates(300)?;
    let dim = |resolution| {
        let grid = coordinates(resolution);
        grid.map(|(y, _)| format!("{:?}", y.dim()))
    };
    let scene = Scene::explained(|evidence| {
        let words = compared("a grid of 300 × 300", evidence);
        format!("It has 4 times the points of one of 150 × 150, and {words}.")
    });
    Ok(scene
        .value("ymatrix", written(&y), Y)?
        .value("xmatrix[0, -1]", format!("{:.8}", x[[0, 299]]), "0.49333333")?
        .value("shape, resolution 300", dim(300)?, "(300, 300)")?
        .value("shape, resolution 49: rounding bites", dim(49)?, "(50, 50)")?
        .timing("300 × 300", || coordinates(300))
        .timing("150 × 150", || coordinates(150)))
}

/// What the lesson prints of `ymatrix`.
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
