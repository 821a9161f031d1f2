//! Where mandel7 spends its time, by function.

use crate::{Inputs, LIMIT, Outcome, Profiling, Step, StepError, StepProfile};
use lanelab_measure::format::Percent;
use lanelab_numpy::course::{Counts, Dispatch, mandel7};

// ---- shown ----
pub(super) fn run_mandel7(inputs: &Inputs) -> Counts {
    mandel7(&inputs.values, LIMIT, Dispatch::Separate)
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "Profiled by function",
    question: "A time says how long and not where. %prun counts calls and times functions; here a sampler looks about \
        a thousand times a second. Which function takes the most time?",
    profiling: Profiling::ByFunction,
    ..Step::new("by-function", &[section!("lesson/src/steps/by_function.rs", "shown")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let outcome = Outcome::explained_by(|measured| match &measured.profile {
        Some(StepProfile::Functions(functions)) => match functions.as_slice() {
            [(name, share), ..] => {
                let (share, count) = (Percent(*share), functions.len());
                Some(format!("{share} of the samples fell into {name}, the most of {count} functions."))
            }
            [] => None,
        },
        _ => None,
    });
    Ok(outcome
        .residual("the oracle", &run_mandel7(inputs), &inputs.counts)?
        .workload("mandel7", || run_mandel7(inputs)))
}
