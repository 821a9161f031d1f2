//! The same counts, without steps for what has diverged.

use crate::stage::{Grid, LIMIT};
use crate::steps::mandel4::{mandel4, zeros};
use crate::steps::mandel5::mandel5;
use crate::words::{compared, percent};
use crate::{Fault, Sampled, Scene, Stage, Step, Twin};
use lanelab_numpy::course::{self, Dispatch};
use lanelab_numpy::forms::{Mask, MaskError};
use ndarray::Array2;

// ---- shown ----
pub(super) fn mandel6(position: &Grid, limit: i32) -> Result<Array2<f64>, MaskError> {
    let mut value = position.clone();
    let mut calculating = Mask::of(position, |_| true);
    let mut diverged_at = Array2::zeros(position.dim());
    for remaining in (0..limit).rev() {
        let chosen = calculating.select(&value)?;
        let next = &chosen * &chosen + calculating.select(position)?;
        calculating.assign_from(&mut value, next.as_slice().unwrap_or_default())?;
        let squared = &next * &next.mapv(|z| z.conj());
        let exceeds = squared.mapv(|squared| squared.re > 4.0);
        let mut now = Array2::from_elem(position.dim(), false);
        calculating.assign_from(&mut now, exceeds.as_slice().unwrap_or_default())?;
        let now = Mask::from(now);
        calculating = calculating.and(&now.not())?;
        now.assign(&mut diverged_at, f64::from(remaining))?;
    }
    Ok(diverged_at)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 17,
    name: "mandel6",
    title: "A mask of what still runs",
    question: "Points that have diverged need no steps, and a mask \
               leaves them out. Is less work faster?",
    published: Some(
        "71.2 ms ± 680 µs per loop (mean ± std. dev. of 7 runs, \
         10 loops each)",
    ),
    sampled: Sampled::No,
    python: Some(Twin {
        setup: "
def mandel6(c, limit=50):
    z, count = c.copy(), np.zeros(c.shape)
    runs = np.ones(c.shape, dtype=bool)
    for left in reversed(range(limit)):
        z[runs] = z[runs] ** 2 + c[runs]
        now = np.zeros(c.shape, dtype=bool)
        now[runs] = z[runs] * np.conj(z[runs]) > 4
        runs &= ~now
        count[now] = left
    return count
",
        statement: "mandel6(c)",
    }),
    profiles: None,
    source: include_str!("mandel6.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let values = &stage.values;
    let found = mandel6(values, LIMIT)?;
    let reference = course::mandel6(values.view(), LIMIT.into(), Dispatch::Separate);
    let share = needed(&stage.counts);
    let scene = Scene::explained(move |evidence| {
        let words = compared("mandel6", evidence);
        format!("Of all steps {} are needed; {words}.", percent(share))
    });
    Ok(scene
        .value("sum of the counts", found.sum(), "2357927")?
        .value("counts of 0", zeros(&found), "35751")?
        .equal_to("mandel6 as NumPy has it", &found, &reference)?
        .timing("mandel6", || mandel6(values, LIMIT))
        .timing("mandel5", || mandel5(values, LIMIT))
        .timing("mandel4", || mandel4(values, LIMIT)))
}

/// The share of the steps of whole arrays that points need: those up to
/// the one at which they diverge.
pub(super) fn needed(counts: &Array2<f64>) -> f64 {
    1.0 - counts.mean().unwrap_or(0.0) / f64::from(LIMIT)
}
