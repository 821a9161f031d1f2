//! Several points in one vector.

use crate::inputs::{LIMIT, Rungs};
use crate::sentence::compared;
use crate::{Inputs, Outcome, Step, StepError};
use lanelab_escape::UnknownName;
use lanelab_grid::{Job, Rounding, Steps};
use lanelab_measure::format::Percent;
use lanelab_measure::{Burst, ceilings};
use lanelab_numpy::course::{Dispatch, mandel4};

// ---- shown ----
pub(super) fn steps(
    rungs: &Rungs,
    name: &str, // of a rung
) -> Result<Steps, UnknownName> {
    let rung = rungs.ladder.rung(name)?;
    let (view, limit) = (&rungs.view, rungs.limit);
    let mut steps = Steps::zeros(view.dim(), limit);
    let job = Job::whole(view, limit, Rounding::Separate);
    rung.fill(&job, steps.view_mut());
    Ok(steps)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "What the course could not do: lanes",
    question: "A vector holds several numbers, so several points take a step in one instruction, in registers and \
        without temporary arrays. How does that compare with mandel4, and with the core's peak?",
    ..Step::new("lanes", &[section!("lesson/src/steps/lanes.rs", "shown")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let (values, rungs) = (&inputs.values, &inputs.rungs);
    let found = steps(rungs, "lanes-interleaved")?;
    let iterations = found.iterations();
    let lanes = rungs.ladder.rung("lanes-interleaved")?.lanes;
    let outcome = Outcome::explained_by(move |measured| {
        let comparison = compared("lanes-interleaved", measured);
        let peak = &rungs.ladder.peak;
        let mut burst: [Burst<'_>; 1] = [Box::new(|steps| peak.run(Rounding::Separate, steps))];
        let own = measured.timings.own.as_ref().map(|own| own.mean().get());
        let share_of_peak = match (own, ceilings(&mut burst, PEAK_SECONDS).first()) {
            (Some(own), Some(peak)) => {
                format!(
                    " It reaches {} of the core's measured peak.",
                    Percent(real(iterations) / own / peak.per_second())
                )
            }
            _ => String::new(),
        };
        format!("With {lanes} lanes per vector, {comparison}.{share_of_peak}")
    });
    Ok(outcome
        .value("iterations needed", iterations, "2142073")?
        .residual("the oracle", &countdown(&found), &inputs.counts)?
        .workload("lanes-interleaved", || steps(rungs, "lanes-interleaved"))
        .workload("mandel4", || mandel4(values, LIMIT, Dispatch::Separate))
        .workload("textbook", || steps(rungs, "textbook")))
}

/// How long the peak is measured, in seconds.
const PEAK_SECONDS: f64 = 0.05;

/// The course's counts of steps.
pub(super) fn countdown(steps: &Steps) -> ndarray::Array2<f64> {
    steps.countdown().mapv(f64::from)
}

fn real(iterations: u128) -> f64 {
    iterations as f64
}
