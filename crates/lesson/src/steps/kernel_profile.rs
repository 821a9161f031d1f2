//! Where a kernel of lanes spends its time, by line.

use super::lanes::{countdown, steps};
use crate::words::percent;
use crate::{Fault, Profiled, Sampled, Scene, Stage, Step};
use lanelab_escape::UnknownRung;
use lanelab_grid::Steps;

// ---- shown ----
fn kernel(stage: &Stage) -> Result<Steps, UnknownRung> {
    steps(&stage.rungs, "lanes-interleaved")
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 26,
    name: "kernel-profile",
    title: "What the lesson could not do: lines of a kernel",
    question: "A line profiler of Python sees lines that call C. One \
               that goes down to the kernel sees the lines of the \
               recurrence; what share of the time are they?",
    published: None,
    sampled: Sampled::Lines,
    python: None,
    profiles: None,
    source: include_str!("kernel_profile.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let found = kernel(stage)?;
    let scene = Scene::explained(|evidence| match &evidence.profiled {
        Some(Profiled::Lines(lines)) => {
            let within = |folder: &str| -> f64 {
                let lines = lines.iter();
                let chosen = lines.filter(|(place, ..)| place.contains(folder));
                chosen.map(|(_, _, share)| share).sum()
            };
            format!(
                "Of the samples {} fell on lines of the recurrence, and {} \
                 on lines that move lanes.",
                percent(within("/recurrence/")),
                percent(within("crates/lanes/"))
            )
        }
        Some(Profiled::Nothing(why)) => format!("Not known: {why}"),
        _ => "Not known: nothing was sampled.".to_owned(),
    });
    Ok(scene
        .value("members", found.members(), "35717")?
        .equal_to("mandel1", &countdown(&found), &stage.counts)?
        .timing("lanes-interleaved", || kernel(stage)))
}
