//! The same function for each point of an array.

use crate::python::mandel1_in_python;
use crate::stage::{Grid, LIMIT};
use crate::steps::mandel1::mandel1;
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin};
use ndarray::Array2;
use num_complex::Complex;

// ---- shown ----
pub(super) fn mandel2(position: &Grid, limit: i32) -> Array2<i32> {
    position.mapv(|position| mandel1(position, limit))
}

pub(super) fn by_two_loops(position: &Grid, limit: i32) -> Vec<Vec<i32>> {
    let mut rows = Vec::new();
    for row in position.rows() {
        let mut counts = Vec::new();
        for &position in row {
            counts.push(mandel1(position, limit));
        }
        rows.push(counts);
    }
    rows
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 9,
    name: "mandel2",
    title: "The function for each point",
    question: "np.vectorize takes an array through mandel1 and hides \
               the loop over points; mapv does so here. Is that \
               faster than two loops and a list of lists?",
    published: Some(
        "676 ms ± 6.56 ms per loop (mean ± std. dev. of 7 runs, \
         1 loop each)",
    ),
    sampled: Sampled::No,
    python: Some(Twin {
        setup: concat!(mandel1_in_python!(), "mandel2 = np.vectorize(mandel1)\n"),
        statement: "mandel2(c)",
    }),
    profiles: None,
    source: include_str!("mandel2.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let values = &stage.values;
    let found = mandel2(values, LIMIT).mapv(f64::from);
    let lists = by_two_loops(values, LIMIT).concat();
    let lists = Array2::from_shape_vec(values.dim(), lists)?;
    let origin = values.map(|&z| z == Complex::new(-1.5, -1.0));
    let scene = Scene::explained(|evidence| format!("{}.", compared("mapv", evidence)));
    let first = found[[0, 0]];
    Ok(scene
        .value("shape", format!("{:?}", found.dim()), "(300, 300)")?
        .value("values[0, 0] is -1.5-1j", origin[[0, 0]], "true")?
        .value("count of values[0, 0]", first, "49")?
        .value("sum of the counts", found.sum(), "2357927")?
        .equal_to("two loops", &found, &lists.mapv(f64::from))?
        .equal_to("mandel1 as Python has it", &found, &stage.counts)?
        .timing("mandel2", || mandel2(values, LIMIT))
        .timing("two loops", || by_two_loops(values, LIMIT)))
}
