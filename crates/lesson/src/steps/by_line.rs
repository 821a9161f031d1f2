//! Where mandel7 spends its time, by line.

use super::mandel7::{self, mandel7};
use crate::stage::LIMIT;
use crate::words::percent;
use crate::{Fault, Profiled, Sampled, Scene, Stage, Step};
use ndarray::Array2;

// ---- shown ----
fn profiled(stage: &Stage) -> Result<Array2<f64>, Fault> {
    mandel7(&stage.values, LIMIT)
}

/// Whether a line copies what carries on into shorter arrays.
fn copies(line: &str) -> bool {
    line.contains("carry_on.select(")
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 22,
    name: "by-line",
    title: "Profiled by line",
    question: "The lesson supposed that mandel7 is slow because of its \
               copies, and looked at its lines. What share of the time \
               do the lines take that copy what carries on?",
    published: None,
    sampled: Sampled::Lines,
    python: None,
    profiles: Some("mandel7"),
    source: include_str!("by_line.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let step = &mandel7::STEP;
    let found = profiled(stage)?;
    let lines = (1_u32..).zip(step.source.lines());
    let copying = lines.filter(|(_, text)| copies(text)).count();
    let scene = Scene::explained(move |evidence| {
        if let Some(Profiled::Nothing(why)) = &evidence.profiled {
            return format!("Not known: {why}");
        }
        let copied = |line| copies(step.line(line));
        let own = evidence.share_of_lines(&step.file(), |_| true);
        match (evidence.share_of_lines(&step.file(), copied), own) {
            (Some(share), Some(own)) => format!(
                "Of the samples {} fell on the lines that copy what \
                 carries on, and {} on the other lines of mandel7.",
                percent(share),
                percent(own - share)
            ),
            _ => "Not known: nothing was sampled.".to_owned(),
        }
    });
    Ok(scene
        .value("lines that copy what carries on", copying, "4")?
        .equal_to("mandel1 as Python has it", &found, &stage.counts)?
        .timing("mandel7", || profiled(stage)))
}
