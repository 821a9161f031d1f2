//! Arrays that are made: zeros, ones, one value, a shape.

use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin, written};
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
    number: 1,
    name: "constructors",
    title: "Arrays that are made",
    question: "An array is made with its shape and its first elements. \
               Is it cheaper to make one full of fives than to multiply \
               one full of ones?",
    published: None,
    sampled: Sampled::No,
    python: Some(Twin { setup: "", statement: "np.full(10, 5.0)" }),
    profiles: None,
    source: include_str!("constructors.rs"),
    perform,
};

fn perform(_: &Stage) -> Result<Scene<'_>, Fault> {
    let zeros = slice_of_zeros([3, 4, 2, 5]);
    let [fives, same] = [filled_with_five(), ones_times_five()];
    let scene = Scene::explained(|evidence| {
        let words = compared("filling", evidence);
        format!("Of an array of ten elements, {words}.")
    });
    Ok(scene
        .value("zeros([3, 4, 2, 5])[2, :, :, 1]", written(&zeros), "[[0. 0.]\n [0. 0.]\n [0. 0.]\n [0. 0.]]")?
        .value("filled", written(&fives), FIVES)?
        .value("ones times five", written(&same), FIVES)?
        .value("reshaped", written(&two_rows()?), "[[0 1 2]\n [3 4 5]]")?
        .timing("filling", filled_with_five)
        .timing("ones times five", ones_times_five))
}

const FIVES: &str = "[5. 5. 5. 5. 5. 5. 5. 5. 5. 5.]";
