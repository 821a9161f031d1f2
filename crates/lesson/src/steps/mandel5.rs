//! The same counts without a square root.

use crate::stage::{Grid, LIMIT};
use crate::steps::mandel4::{mandel4, zeros};
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin};
use lanelab_numpy::course::{self, Dispatch};
use lanelab_numpy::forms::{Mask, MaskError};
use ndarray::Array2;
use num_complex::Complex;

// ---- shown ----
pub(super) fn mandel5(position: &Grid, limit: i32) -> Result<Array2<f64>, MaskError> {
    let mut value = position.clone();
    let mut diverged_at = Array2::zeros(position.dim());
    for remaining in (0..limit).rev() {
        value = &value * &value + position;
        let squared = &value * &value.mapv(|z| z.conj());
        let diverging = Mask::of(&squared, |squared| squared.re > 4.0);
        let not_before = Mask::of(&diverged_at, |&count| count == 0.0);
        let first_time = diverging.and(&not_before)?;
        first_time.assign(&mut diverged_at, f64::from(remaining))?;
        diverging.assign(&mut value, Complex::new(2.0, 0.0))?;
    }
    Ok(diverged_at)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 14,
    name: "mandel5",
    title: "Without the square root",
    question: "|z| > 2 where |z|² > 4, and z times its conjugate is \
               |z|². Is it faster to avoid the root that way?",
    published: Some(
        "67.6 ms ± 818 µs per loop (mean ± std. dev. of 7 runs, \
         10 loops each)",
    ),
    sampled: Sampled::No,
    python: Some(Twin {
        setup: "
def mandel5(c, limit=50):
    z, count = c, np.zeros(c.shape)
    for left in reversed(range(limit)):
        z = z ** 2 + c
        out = z * np.conj(z) > 4
        count[out & (count == 0)] = left
        z[out] = 2
    return count
",
        statement: "mandel5(c)",
    }),
    profiles: None,
    source: include_str!("mandel5.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let values = &stage.values;
    let found = mandel5(values, LIMIT)?;
    let reference = course::mandel5(values.view(), LIMIT.into(), Dispatch::Separate);
    let scene = Scene::explained(|evidence| format!("{}.", compared("mandel5, without the root,", evidence)));
    Ok(scene
        .value("sum of the counts", found.sum(), "2357927")?
        .value("counts of 0", zeros(&found), "35751")?
        .equal_to("mandel5 as NumPy has it", &found, &reference)?
        .timing("mandel5", || mandel5(values, LIMIT))
        .timing("mandel4", || mandel4(values, LIMIT)))
}
