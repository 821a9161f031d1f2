//! Assertions for tests of numbers that are close.

use crate::{Inputs, LIMIT, Outcome, Step, StepError, Twin};
use approx::relative_eq;
use lanelab_numpy::closeness::{NotClose, Tolerance, check_allclose};
use lanelab_numpy::course::{Dispatch, mandel4};
use ndarray::{Array1, array};

#[expect(clippy::disallowed_methods, reason = "the course takes them, and shows fewer digits than libraries agree on")]
// ---- shown ----
fn there_and_back(x: &Array1<f64>) -> Array1<f64> {
    x.mapv(|x| x.cos().acos())
}

fn as_numpy(x: &Array1<f64>, y: &Array1<f64>) -> Result<(), NotClose> {
    let (relative, absolute) = (1e-6, 1e-20);
    let default = Tolerance::ASSERT;
    check_allclose(x, y, Tolerance { relative, absolute, ..default })
}

fn as_approx(x: &Array1<f64>, y: &Array1<f64>) -> bool {
    relative_eq!(x, y, max_relative = 1e-6, epsilon = 1e-20)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "Close enough, asserted",
    question: "Numbers that went through a cosine and back are close to what they were. NumPy measures the distance by \
        the second, approx by the larger; does it matter here?",
    python: Some(Twin {
        setup: "x = np.array([1e-5, 1e-3, 1e-1])\n\
                y = np.arccos(np.cos(x))",
        statement: "np.testing.assert_allclose(x, y, 1e-6, 1e-20)",
    }),
    ..Step::new("allclose", &[section!("lesson/src/steps/allclose.rs", "shown")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let x = array![1e-5, 1e-3, 1e-1];
    let y = there_and_back(&x);
    let close = as_numpy(&x, &y).is_ok();
    let by_default = check_allclose(&x, &y, Tolerance::ASSERT).is_ok();
    let counts = mandel4(&inputs.values, LIMIT, Dispatch::Separate);
    let counts_close = match check_allclose(&counts, &inputs.counts, Tolerance::ASSERT) {
        Ok(()) => true.to_string(),
        Err(not_close) => not_close.to_string(),
    };
    let tenth = Tolerance { relative: 0.1, ..Tolerance::ASSERT };
    let pair = [tenth.accepts(0.9, 1.0), tenth.accepts(1.0, 0.9)];
    let approximately = as_approx(&x, &y);
    let (again_x, again_y) = (x.clone(), y.clone());
    Ok(Outcome::new()
        .array("arccos(cos(x))", &y, CLOSE)?
        .value("close by 1e-6", close, "true")?
        .value("close by 1e-7, the default", by_default, "true")?
        .value("close by approx", approximately, "true")?
        .array("0.9 to 1.0, 1.0 to 0.9", &Array1::from_iter(pair), PAIR)?
        .value("mandel4 close to mandel1", counts_close, "true")?
        .workload("NumPy's assertion", move || as_numpy(&x, &y))
        .workload("the one by approx", move || as_approx(&again_x, &again_y)))
}

const CLOSE: &str = "[1.00000004e-05 1.00000000e-03 1.00000000e-01]";
const PAIR: &str = "[ True False]";
