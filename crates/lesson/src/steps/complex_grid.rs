//! Two arrays of coordinates as one of complex numbers.

use crate::{Grid, Inputs, Outcome, Step, StepError, Twin};
use ndarray::{Array2, Zip};
use num_complex::Complex;

// ---- shown ----
fn by_arithmetic(x: &Array2<f64>, y: &Array2<f64>) -> Grid {
    let i = Complex::new(0.0, 1.0);
    x.mapv(Complex::from) + y.mapv(|y| i * y)
}

fn by_pairs(x: &Array2<f64>, y: &Array2<f64>) -> Grid {
    Zip::from(x).and(y).map_collect(|&x, &y| Complex::new(x, y))
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "A grid of complex numbers",
    question: "x + 1j * y makes the points of the plane, with temporary arrays. Does joining each pair of coordinates \
        give the same numbers, and what do the arrays cost?",
    python: Some(Twin { setup: "", statement: "gx + 1j * gy" }),
    ..Step::new("complex-grid", &[section!("lesson/src/steps/complex_grid.rs", "shown")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let (y, x) = super::mgrid::coordinates(300)?;
    let (again_x, again_y) = (x.clone(), y.clone());
    let values = by_arithmetic(&x, &y);
    let same = values == by_pairs(&x, &y);
    let shared = values == inputs.values;
    Ok(Outcome::new()
        .array("values", &values, VALUES)?
        .value("equal to the pairs", same, "true")?
        .value("the points of all other steps", shared, "true")?
        .workload("x + i y", move || by_arithmetic(&x, &y))
        .workload("joined pairs", move || by_pairs(&again_x, &again_y)))
}

/// What the course prints of `values`.
const VALUES: &str = "
[[-1.5       -1.j         -1.49333333-1.j         -1.48666667-1.j
  ...  0.48      -1.j          0.48666667-1.j
   0.49333333-1.j        ]
 [-1.5       -0.99333333j -1.49333333-0.99333333j -1.48666667-0.99333333j
  ...  0.48      -0.99333333j  0.48666667-0.99333333j
   0.49333333-0.99333333j]
 [-1.5       -0.98666667j -1.49333333-0.98666667j -1.48666667-0.98666667j
  ...  0.48      -0.98666667j  0.48666667-0.98666667j
   0.49333333-0.98666667j]
 ...
 [-1.5       +0.98j       -1.49333333+0.98j       -1.48666667+0.98j
  ...  0.48      +0.98j        0.48666667+0.98j
   0.49333333+0.98j      ]
 [-1.5       +0.98666667j -1.49333333+0.98666667j -1.48666667+0.98666667j
  ...  0.48      +0.98666667j  0.48666667+0.98666667j
   0.49333333+0.98666667j]
 [-1.5       +0.99333333j -1.49333333+0.99333333j -1.48666667+0.99333333j
  ...  0.48      +0.99333333j  0.48666667+0.99333333j
   0.49333333+0.99333333j]]";
