//! Lanes that take another point as soon as theirs has escaped.

use super::lanes::{countdown, steps};
use crate::{Inputs, Outcome, Step, StepError};
use lanelab_escape::{Occupancy, UnknownName, count_lane_steps};
use lanelab_grid::{Job, Rounding};

// ---- shown ----
/// Needed and executed lane-steps, counted.
fn occupancy(
    inputs: &Inputs,
    name: &str, // of a rung
) -> Result<Occupancy, UnknownName> {
    let rung = inputs.ladder.rung(name)?;
    let job = Job::whole(&inputs.view, inputs.limit, Rounding::Separate);
    let tiles = count_lane_steps(rung, &job);
    let tallied: Option<Occupancy> = tiles.map(Iterator::collect);
    Ok(tallied.unwrap_or_default())
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "What the course could not do: refill",
    question: "A vector runs until the point of its last lane escapes, while the others wait; or each lane takes \
        another point at once. Do the saved lane-steps pay for moving points?",
    ..Step::new("refill", &[section!("lesson/src/steps/refill.rs", "shown")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let found = steps(inputs, "lanes-refill")?;
    let [refill, masked] = [occupancy(inputs, "lanes-refill")?, occupancy(inputs, "lanes-masked")?];
    let executed = [u64::try_from(refill.executed)?, u64::try_from(masked.executed)?];
    let outcome = Outcome::explained_by(move |measured| measured.by_work("executed lane-step", executed));
    Ok(outcome
        .value("lane-steps needed", refill.needed, "2142073")?
        .value("lane-steps needed, lanes-masked", masked.needed, "2142073")?
        .residual("the oracle", &countdown(&found), &inputs.counts)?
        .workload("lanes-refill", || steps(inputs, "lanes-refill"))
        .workload("lanes-masked", || steps(inputs, "lanes-masked"))
        .workload("lanes-interleaved", || steps(inputs, "lanes-interleaved")))
}
