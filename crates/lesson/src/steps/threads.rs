//! Several cores.

use super::lanes::{countdown, steps};
use crate::{Inputs, Outcome, Step, StepError, Versus};
use lanelab_escape::{Threads, UnknownName};
use lanelab_grid::{Job, Rounding, Steps};
use lanelab_measure::format::Figure;

// ---- shown ----
fn fill(inputs: &Inputs, threads: &Threads) -> Result<Steps, UnknownName> {
    let rung = inputs.ladder.rung("lanes-interleaved")?;
    let job = Job::whole(&inputs.view, inputs.limit, Rounding::Separate);
    Ok(threads.steps(rung, &job))
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "What the course could not do: threads",
    question: "The points do not depend on each other, so two threads can share them. Are two threads twice as fast on \
        a picture this small?",
    ..Step::new("threads", &[section!("lesson/src/steps/threads.rs", "shown")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let two = Threads::new(2)?;
    let found = fill(inputs, &two)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let outcome = Outcome::explained_by(move |measured| {
        let Versus { usage, own_mean, .. } = measured.timings.comparisons.first()?.default;
        let busy = Figure(usage[0]?.cpu() / own_mean.get());
        Some(format!("Two threads kept {busy} of {cores} cores busy: CPU time over time."))
    });
    Ok(outcome
        .residual("the oracle", &countdown(&found), &inputs.counts)?
        .workload("filling on two threads", move || fill(inputs, &two))
        .on_threads()
        .workload("filling on one thread", || steps(inputs, "lanes-interleaved")))
}
