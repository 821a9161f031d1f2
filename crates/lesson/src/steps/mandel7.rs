//! The same counts, with arrays that shrink to what still runs.

use crate::stage::{Grid, LIMIT};
use crate::steps::mandel4::{mandel4, zeros};
use crate::steps::mandel6::mandel6;
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin};
use lanelab_numpy::course::{self, Dispatch};
use lanelab_numpy::forms::{Mask, put_pairs};
use ndarray::{Array1, Array2};

// ---- shown ----
pub(super) fn mandel7(position: &Grid, limit: i32) -> Result<Array2<f64>, Fault> {
    let all = Mask::of(position, |_| true);
    let (rows, columns) = all.nonzero();
    let mut rows = Array1::from(rows);
    let mut columns = Array1::from(columns);
    let mut positions = all.select(position)?;
    let mut value = positions.clone();
    let mut diverged_at = Array2::zeros(position.dim());
    for remaining in (0..limit).rev() {
        value = &value * &value + &positions;
        let squared = &value * &value.mapv(|z| z.conj());
        let now = Mask::of(&squared, |squared| squared.re > 4.0);
        let now_rows = now.select(&rows)?.to_vec();
        let now_columns = now.select(&columns)?.to_vec();
        let carry_on = now.not();
        value = carry_on.select(&value)?;
        rows = carry_on.select(&rows)?;
        columns = carry_on.select(&columns)?;
        positions = carry_on.select(&positions)?;
        let count = [f64::from(remaining)];
        put_pairs(&mut diverged_at, &now_rows, &now_columns, &count)?;
    }
    Ok(diverged_at)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 20,
    name: "mandel7",
    title: "Arrays that shrink",
    question: "Instead of a mask, each step copies what has not diverged \
               into shorter arrays. Do they pay for the copies?",
    published: Some(
        "79.6 ms ± 550 µs per loop (mean ± std. dev. of 7 runs, \
         10 loops each)",
    ),
    sampled: Sampled::No,
    python: Some(Twin {
        setup: "
def mandel7(c, limit=50):
    at, start, z = np.indices(c.shape).reshape(2, -1), c.ravel(), c.ravel()
    count = np.zeros(c.shape)
    for left in reversed(range(limit)):
        z = z ** 2 + start
        now = z * np.conj(z) > 4
        rows, columns = at[:, now]
        runs = ~now
        z, at, start = z[runs], at[:, runs], start[runs]
        count[rows, columns] = left
    return count
",
        statement: "mandel7(c)",
    }),
    profiles: None,
    source: include_str!("mandel7.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let values = &stage.values;
    let found = mandel7(values, LIMIT)?;
    let reference = course::mandel7(values.view(), LIMIT.into(), Dispatch::Separate);
    let scene = Scene::explained(|evidence| format!("{}.", compared("mandel7, which shrinks,", evidence)));
    Ok(scene
        .value("sum of the counts", found.sum(), "2357927")?
        .value("counts of 0", zeros(&found), "35751")?
        .equal_to("mandel7 as NumPy has it", &found, &reference)?
        .timing("mandel7", || mandel7(values, LIMIT))
        .timing("mandel6", || mandel6(values, LIMIT))
        .timing("mandel4", || mandel4(values, LIMIT)))
}
