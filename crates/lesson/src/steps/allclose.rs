//! Assertions for tests of numbers that are close.

use crate::stage::LIMIT;
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin, written};
use approx::relative_eq;
use lanelab_numpy::closeness::{NotClose, Tolerance, check_allclose};
use ndarray::{Array1, array};

// ---- shown ----
fn there_and_back(x: &Array1<f64>) -> Array1<f64> {
    x.mapv(|x| x.cos().acos())
}

fn as_numpy_asserts(x: &Array1<f64>, y: &Array1<f64>) -> Result<(), NotClose> {
    let (relative, absolute) = (1e-6, 1e-20);
    let default = Tolerance::ASSERT;
    check_allclose(x, y, Tolerance { relative, absolute, ..default })
}

fn as_approx_asserts(x: &Array1<f64>, y: &Array1<f64>) -> bool {
    relative_eq!(x, y, max_relative = 1e-6, epsilon = 1e-20)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 16,
    name: "allclose",
    title: "Close enough, asserted",
    question: "Numbers that went through a cosine and back are close to \
               what they were. NumPy measures the distance by the \
               second, approx by the larger; does it matter here?",
    published: None,
    sampled: Sampled::No,
    python: Some(Twin {
        setup: "x = np.array([1e-5, 1e-3, 1e-1])\n\
                y = np.arccos(np.cos(x))",
        statement: "np.testing.assert_allclose(x, y, 1e-6, 1e-20)",
    }),
    profiles: None,
    source: include_str!("allclose.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let x = array![1e-5, 1e-3, 1e-1];
    let y = there_and_back(&x);
    let close = as_numpy_asserts(&x, &y).is_ok();
    let by_default = check_allclose(&x, &y, Tolerance::ASSERT).is_ok();
    let counts = super::mandel4::mandel4(&stage.values, LIMIT)?;
    let counts = check_allclose(&counts, &stage.counts, Tolerance::ASSERT);
    let counts = counts.map_or_else(|report| report.to_string(), |()| true.to_string());
    let one = |a: f64, b: f64| {
        let tolerance = Tolerance { relative: 0.1, ..Tolerance::ASSERT };
        tolerance.accepts(a, b)
    };
    let pair = [one(0.9, 1.0), one(1.0, 0.9)];
    let approximately = as_approx_asserts(&x, &y);
    let (again_x, again_y) = (x.clone(), y.clone());
    let scene = Scene::explained(|evidence| format!("{}.", compared("NumPy's assertion", evidence)));
    Ok(scene
        .value("arccos(cos(x))", written(&y), CLOSE)?
        .value("close by 1e-6", close, "true")?
        .value("close by 1e-7, the default", by_default, "true")?
        .value("close by approx", approximately, "true")?
        .value("0.9 to 1.0, 1.0 to 0.9", written(&Array1::from_iter(pair)), PAIR)?
        .value("mandel4 close to mandel1", counts, "true")?
        .timing("as NumPy asserts", move || as_numpy_asserts(&x, &y))
        .timing("as approx asserts", move || as_approx_asserts(&again_x, &again_y)))
}

const CLOSE: &str = "[1.00000004e-05 1.00000000e-03 1.00000000e-01]";
const PAIR: &str = "[ True False]";
