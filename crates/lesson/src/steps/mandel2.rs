//! The same function for each point of an array.

use super::as_counts;
use crate::python::MANDEL1;
use crate::{Grid, Inputs, LIMIT, Outcome, Step, StepError, Twin};
use lanelab_numpy::course::{Overflow, mandel1, mandel2};
use ndarray::Array2;
use num_complex::Complex;

// ---- shown ----
type Lists = Vec<Vec<i64>>;

pub(super) fn by_two_loops(points: &Grid) -> Result<Lists, Overflow> {
    let mut rows = Vec::new();
    for row in points.rows() {
        let mut counts = Vec::new();
        for &point in row {
            counts.push(mandel1(point, LIMIT)?);
        }
        rows.push(counts);
    }
    Ok(rows)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "The function for each point",
    question: "np.vectorize applies mandel1 to each element of an array and hides the loop over points. Is that faster \
        than two loops and a list of lists?",
    published: Some("676 ms ± 6.56 ms per loop (mean ± std. dev. of 7 runs, 1 loop each)"),
    python: Some(Twin { setup: MANDEL1, statement: "mandel2(c)" }),
    ..Step::new(
        "mandel2",
        &[section!("numpy/src/course/mandel2.rs", "mandel2"), section!("lesson/src/steps/mandel2.rs", "shown")],
        run,
    )
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let values = &inputs.values;
    let found = as_counts(&mandel2(values, LIMIT)?);
    let lists = Array2::from_shape_vec(values.dim(), by_two_loops(values)?.concat())?;
    let is_corner = values[[0, 0]] == Complex::new(-1.5, -1.0);
    Ok(Outcome::new()
        .value("shape", format!("{:?}", found.dim()), "(300, 300)")?
        .value("values[0, 0] is -1.5-1j", is_corner, "true")?
        .value("count of values[0, 0]", found[[0, 0]], "49")?
        .value("sum of the counts", found.sum(), "2357927")?
        .residual("two loops", &found, &as_counts(&lists))?
        .residual("the oracle", &found, &inputs.counts)?
        .workload("mandel2", || mandel2(values, LIMIT))
        .workload("two loops", || by_two_loops(values)))
}
