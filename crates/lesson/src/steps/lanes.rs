//! Several points in one vector.

use super::mandel4::mandel4;
use crate::stage::{LIMIT, Rungs};
use crate::words::{compared, percent};
use crate::{Fault, Sampled, Scene, Stage, Step};
use lanelab_escape::UnknownRung;
use lanelab_grid::{Job, Rounding, Steps};
use lanelab_measure::ceilings;

// ---- shown ----
pub(super) fn steps(rungs: &Rungs, name: &str) -> Result<Steps, UnknownRung> {
    let rung = rungs.ladder.rung(name)?;
    let (view, limit) = (&rungs.view, rungs.limit);
    let mut steps = Steps::zeros(view.dim(), limit);
    let job = Job::whole(view, limit, Rounding::Separate);
    rung.fill(&job, steps.view_mut());
    Ok(steps)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 23,
    name: "lanes",
    title: "What the lesson could not do: lanes",
    question: "A vector holds several numbers, so several points take a \
               step in one instruction, in registers and without arrays \
               between. How far is that from mandel4, and from what the \
               core can do?",
    published: None,
    sampled: Sampled::No,
    python: None,
    profiles: None,
    source: include_str!("lanes.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let (values, rungs) = (&stage.values, &stage.rungs);
    let found = steps(rungs, "lanes-interleaved")?;
    let iterations = found.iterations();
    let kernel = rungs.ladder.rung("lanes-interleaved")?;
    let lanes = kernel.lanes;
    let scene = Scene::explained(move |evidence| {
        let words = compared("lanes-interleaved", evidence);
        let peak = &rungs.ladder.peak;
        let mut burst: [lanelab_measure::Burst<'_>; 1] = [Box::new(|steps| peak.run(Rounding::Separate, steps))];
        let peak = ceilings(&mut burst, PEAK_SECONDS);
        let own = evidence.timings.own.as_ref().map(|own| own.mean().get());
        let of_peak = match (own, peak.first()) {
            (Some(own), Some(peak)) => {
                let share = real(iterations) / own / peak.per_second();
                format!("; it does {} of the core's peak", percent(share))
            }
            _ => String::new(),
        };
        format!("With {lanes} lanes a vector, {words}{of_peak}.")
    });
    Ok(scene
        .value("iterations needed", iterations, "2142073")?
        .equal_to("mandel1", &countdown(&found), &stage.counts)?
        .timing("lanes-interleaved", || steps(rungs, "lanes-interleaved"))
        .timing("mandel4", || mandel4(values, LIMIT))
        .timing("textbook", || steps(rungs, "textbook")))
}

/// How long the peak is measured, in seconds.
const PEAK_SECONDS: f64 = 0.05;

/// The lesson's counts of steps.
pub(super) fn countdown(steps: &Steps) -> ndarray::Array2<f64> {
    steps.countdown().mapv(f64::from)
}

#[expect(clippy::cast_precision_loss, reason = "a share of three digits")]
fn real(iterations: u128) -> f64 {
    iterations as f64
}
