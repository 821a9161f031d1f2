//! Where mandel7 spends its time, by function.

use super::mandel7::mandel7;
use crate::stage::LIMIT;
use crate::words::percent;
use crate::{Fault, Profiled, Sampled, Scene, Stage, Step};
use ndarray::Array2;

// ---- shown ----
fn profiled(stage: &Stage) -> Result<Array2<f64>, Fault> {
    mandel7(&stage.values, LIMIT)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 21,
    name: "by-function",
    title: "Profiled by function",
    question: "A time says how long and not where. %prun counts calls \
               and times functions; here a sampler asks about a \
               thousand times a second. Which function is it in?",
    published: None,
    sampled: Sampled::Functions,
    python: None,
    profiles: None,
    source: include_str!("by_function.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let found = profiled(stage)?;
    let scene = Scene::explained(|evidence| match &evidence.profiled {
        Some(Profiled::Functions(rows)) => match rows.as_slice() {
            [(name, share), ..] => format!(
                "Of the samples {} fell into {name}, the most of {} \
                 functions.",
                percent(*share),
                rows.len()
            ),
            [] => "No samples fell anywhere.".to_owned(),
        },
        Some(Profiled::Nothing(why)) => format!("Not known: {why}"),
        _ => "Not known: nothing was sampled.".to_owned(),
    });
    Ok(scene.equal_to("mandel1 as Python has it", &found, &stage.counts)?.timing("mandel7", || profiled(stage)))
}
