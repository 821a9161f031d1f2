//! Several cores.

use super::lanes::{countdown, steps};
use crate::stage::Rungs;
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step};
use lanelab_escape::{Threads, UnknownRung};
use lanelab_grid::{Job, Rounding, Steps};

// ---- shown ----
fn shared(rungs: &Rungs, threads: &Threads) -> Result<Steps, UnknownRung> {
    let rung = rungs.ladder.rung("lanes-interleaved")?;
    let job = Job::whole(&rungs.view, rungs.limit, Rounding::Separate);
    Ok(threads.steps(rung, &job))
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 25,
    name: "threads",
    title: "What the lesson could not do: threads",
    question: "The points do not depend on each other, so two threads can \
               share them. Are two threads twice as fast on a picture \
               this small?",
    published: None,
    sampled: Sampled::No,
    python: None,
    profiles: None,
    source: include_str!("threads.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let rungs = &stage.rungs;
    let two = Threads::new(2)?;
    let found = shared(rungs, &two)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let scene = Scene::explained(move |evidence| {
        let words = compared("lanes-interleaved on two threads", evidence);
        format!("On a machine that gives it {cores} cores, {words}.")
    });
    Ok(scene
        .value("threads", two.count(), "2")?
        .equal_to("mandel1", &countdown(&found), &stage.counts)?
        .timing("two threads", move || shared(rungs, &two))
        .timing("one thread", || steps(rungs, "lanes-interleaved")))
}
