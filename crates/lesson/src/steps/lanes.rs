//! Several points in one vector.

use crate::{Inputs, LIMIT, Outcome, Step, StepError};
use lanelab_escape::UnknownName;
use lanelab_grid::{Job, Rounding, Steps};
use lanelab_measure::format::Percent;
use lanelab_measure::{Burst, ceilings};
use lanelab_numpy::course::{Dispatch, mandel4};

// ---- shown ----
pub(super) fn steps(
    inputs: &Inputs,
    name: &str, // of a rung
) -> Result<Steps, UnknownName> {
    let rung = inputs.ladder.rung(name)?;
    let (view, limit) = (&inputs.view, inputs.limit);
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
    let values = &inputs.values;
    let found = steps(inputs, "lanes-interleaved")?;
    let iterations = found.iterations();
    let lanes = inputs.ladder.rung("lanes-interleaved")?.lanes;
    let outcome = Outcome::explained_by(move |measured| {
        let peak = &inputs.ladder.peak;
        let mut burst: [Burst<'_>; 1] = [Box::new(|steps| peak.run(Rounding::Separate, steps))];
        let own = measured.timings.own.as_ref()?.mean().get();
        let share = Percent(iterations as f64 / own / ceilings(&mut burst, PEAK_SECONDS).first()?.per_second);
        Some(format!(
            "lanes-interleaved has {lanes} points in a vector, and reaches {share} of the rate of the fastest \
             loop here, whose steps have no test."
        ))
    });
    Ok(outcome
        .value("iterations needed", iterations, "2142073")?
        .residual("the oracle", &countdown(&found), &inputs.counts)?
        .workload("lanes-interleaved", || steps(inputs, "lanes-interleaved"))
        .workload("mandel4", || mandel4(values, LIMIT, Dispatch::Separate))
        .workload("textbook", || steps(inputs, "textbook")))
}

const PEAK_SECONDS: f64 = 0.05;

pub(super) fn countdown(steps: &Steps) -> ndarray::Array2<f64> {
    steps.countdown().mapv(f64::from)
}
