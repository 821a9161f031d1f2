//! Where a kernel of lanes spends its time, by line.

use super::lanes::{countdown, steps};
use crate::{Inputs, Outcome, Profiling, Section, Step, StepError};
use lanelab_escape::UnknownName;
use lanelab_grid::Steps;

// ---- shown ----
fn kernel(inputs: &Inputs) -> Result<Steps, UnknownName> {
    steps(inputs, "lanes-interleaved")
}
// ---- end ----

const CODE: Section = section!("lesson/src/steps/kernel_profile.rs", "shown");

pub(super) const STEP: Step = Step {
    title: "What the course could not do: lines of a kernel",
    question: "A line profiler for Python sees lines that call C. One that sees the kernel's own lines sees the \
        recurrence; what share of the time does it take?",
    profiling: Profiling::ByLine(CODE),
    ..Step::new("kernel-profile", &[CODE], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let found = kernel(inputs)?;
    let outcome = Outcome::explained_by(|measured| {
        let share = |folder: &str| measured.share_of_lines(|file, _| file.contains(folder));
        let (recurrence, lanes) = (share("/recurrence/")?, share("crates/lanes/")?);
        Some(format!(
            "{recurrence} of the samples fell on lines of the recurrence, and {lanes} on the rung's own lines, such as the test."
        ))
    });
    Ok(outcome
        .value("members", found.members(), "35717")?
        .residual("the oracle", &countdown(&found), &inputs.counts)?
        .workload("lanes-interleaved", || kernel(inputs)))
}
