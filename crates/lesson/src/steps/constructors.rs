//! Arrays that are made: zeros, ones, one value, a shape.

use crate::{Inputs, Outcome, Step, StepError, Twin};
use ndarray::{Array1, Array2, Array4, ShapeError, s};

// ---- shown ----
fn slice_of_zeros(shape: [usize; 4]) -> Array2<f64> {
    let zeros = Array4::<f64>::zeros(shape);
    zeros.slice(s![2, .., .., 1]).to_owned()
}

fn ones_times_five() -> Array1<f64> {
    Array1::ones(10) * 5.0
}

fn filled_with_five() -> Array1<f64> {
    Array1::from_elem(10, 5.0)
}

fn two_rows() -> Result<Array2<i64>, ShapeError> {
    Array1::from_iter(0..6).into_shape_with_order((2, 3))
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "Arrays that are made",
    question: "An array is made with its shape and its first elements. Is it cheaper to make one full of fives than to \
        multiply one full of ones?",
    python: Some(Twin { setup: "", statement: "np.full(10, 5.0)" }),
    ..Step::new("constructors", &[section!("lesson/src/steps/constructors.rs", "shown")], run)
};

fn run(_: &Inputs) -> Result<Outcome<'_>, StepError> {
    let zeros = slice_of_zeros([3, 4, 2, 5]);
    let [fives, same] = [filled_with_five(), ones_times_five()];
    Ok(Outcome::new()
        .array("zeros([3, 4, 2, 5])[2, :, :, 1]", &zeros, "[[0. 0.]\n [0. 0.]\n [0. 0.]\n [0. 0.]]")?
        .array("filled", &fives, FIVES)?
        .array("ones times five", &same, FIVES)?
        .array("reshaped", &two_rows()?, "[[0 1 2]\n [3 4 5]]")?
        .workload("filling with fives", filled_with_five)
        .workload("ones times five", ones_times_five))
}

const FIVES: &str = "[5. 5. 5. 5. 5. 5. 5. 5. 5. 5.]";
