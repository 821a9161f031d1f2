//! Counting the steps to divergence, by whole arrays.

use crate::stage::{Grid, LIMIT};
use crate::steps::mandel_numpy::mandel_numpy;
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin};
use lanelab_numpy::course::{self, Dispatch, abs};
use lanelab_numpy::forms::{Mask, MaskError};
use ndarray::Array2;
use num_complex::Complex;

// ---- shown ----
pub(super) fn mandel4(position: &Grid, limit: i32) -> Result<Array2<f64>, MaskError> {
    let mut value = position.clone();
    let mut diverged_at = Array2::zeros(position.dim());
    for remaining in (0..limit).rev() {
        value = &value * &value + position;
        let modulus = abs(&value, Dispatch::Separate);
        let diverging = Mask::of(&modulus, |&modulus| modulus > 2.0);
        let not_before = Mask::of(&diverged_at, |&count| count == 0.0);
        let first_time = diverging.and(&not_before)?;
        first_time.assign(&mut diverged_at, f64::from(remaining))?;
        diverging.assign(&mut value, Complex::new(2.0, 0.0))?;
    }
    Ok(diverged_at)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 13,
    name: "mandel4",
    title: "Counts by whole arrays",
    question: "To count steps, an array keeps the step at which each \
               point first diverged. What does keeping it cost?",
    published: Some(
        "43.1 ms ± 674 µs per loop (mean ± std. dev. of 7 runs, \
         10 loops each)",
    ),
    sampled: Sampled::No,
    python: Some(Twin {
        setup: "
def mandel4(c, limit=50):
    z, count = c, np.zeros(c.shape)
    for left in reversed(range(limit)):
        z = z ** 2 + c
        out = abs(z) > 2
        count[out & (count == 0)] = left
        z[out] = 2
    return count
",
        statement: "mandel4(c)",
    }),
    profiles: None,
    source: include_str!("mandel4.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let values = &stage.values;
    let found = mandel4(values, LIMIT)?;
    let reference = course::mandel4(values.view(), LIMIT.into(), Dispatch::Separate);
    let scene = Scene::explained(|evidence| format!("{}.", compared("mandel4, which counts,", evidence)));
    Ok(scene
        .value("sum of the counts", found.sum(), "2357927")?
        .value("counts of 0", zeros(&found), "35751")?
        .equal_to("mandel4 as NumPy has it", &found, &reference)?
        .timing("mandel4", || mandel4(values, LIMIT))
        .timing("mandel_numpy", || mandel_numpy(values, LIMIT)))
}

/// How many points count 0.
pub(super) fn zeros(counts: &Array2<f64>) -> usize {
    counts.iter().filter(|&&count| count == 0.0).count()
}
