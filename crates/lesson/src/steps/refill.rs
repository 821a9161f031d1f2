//! Lanes that take another point as soon as theirs is out.

use super::lanes::{countdown, steps};
use crate::stage::Rungs;
use crate::words::{compared, percent};
use crate::{Fault, Sampled, Scene, Stage, Step};
use lanelab_escape::{Occupancy, UnknownRung, count_lane_steps};
use lanelab_grid::{Job, Rounding};

// ---- shown ----
/// Needed lane-steps over executed ones, counted.
fn occupancy(rungs: &Rungs, name: &str) -> Result<f64, UnknownRung> {
    let rung = rungs.ladder.rung(name)?;
    let job = Job::whole(&rungs.view, rungs.limit, Rounding::Separate);
    let tiles = count_lane_steps(rung, &job);
    let tallied: Option<Occupancy> = tiles.map(Iterator::collect);
    Ok(tallied.unwrap_or_default().share())
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 24,
    name: "refill",
    title: "What the lesson could not do: refill",
    question: "A vector runs until the last of its lanes is out, while \
               the others wait; or each lane takes another point at \
               once. Does what is saved pay for what is moved?",
    published: None,
    sampled: Sampled::No,
    python: None,
    profiles: None,
    source: include_str!("refill.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let rungs = &stage.rungs;
    let found = steps(rungs, "lanes-refill")?;
    let refill = occupancy(rungs, "lanes-refill")?;
    let masked = occupancy(rungs, "lanes-masked")?;
    let scene = Scene::explained(move |evidence| {
        format!(
            "Of the steps of its lanes {} were useful, against {} of \
             lanes-masked; {}.",
            percent(refill),
            percent(masked),
            compared("lanes-refill", evidence)
        )
    });
    let counted = refill > 0.0 && refill <= 1.0 && masked <= 1.0;
    Ok(scene
        .value("lanes were counted", counted, "true")?
        .equal_to("mandel1", &countdown(&found), &stage.counts)?
        .timing("lanes-refill", || steps(rungs, "lanes-refill"))
        .timing("lanes-masked", || steps(rungs, "lanes-masked"))
        .timing("lanes-interleaved", || steps(rungs, "lanes-interleaved")))
}
