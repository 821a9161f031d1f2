//! Where mandel7 spends its time, by line.

use super::by_function::run_mandel7;
use crate::{Inputs, Outcome, Profiling, Section, Step, StepError};

// ---- shown ----
/// Whether a line copies what carries on into shorter arrays.
fn copies(line: &str) -> bool {
    line.contains(", &carry_on)")
}
// ---- end ----

/// The code whose lines the profile shows.
const MANDEL7: Section = section!("numpy/src/course/mandel7.rs", "mandel7");

pub(super) const STEP: Step = Step {
    title: "Profiled by line",
    question: "The course supposed that mandel7 is slow because of its copies, and looked at its lines. What share of \
        the time do the lines take that copy what carries on?",
    profiling: Profiling::ByLine(MANDEL7),
    ..Step::new(
        "by-line",
        &[section!("lesson/src/steps/by_function.rs", "shown"), section!("lesson/src/steps/by_line.rs", "shown")],
        run,
    )
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let copying: Vec<u32> =
        (1..).zip(MANDEL7.text.lines()).filter(|(_, text)| copies(text)).map(|(line, _)| line).collect();
    let count = copying.len();
    let outcome = Outcome::explained_by(move |measured| {
        let share = |chosen: &dyn Fn(u32) -> bool| {
            measured.share_of_lines(|file, line| file.ends_with(MANDEL7.file) && chosen(line))
        };
        let (copies, others) = (share(&|line| copying.contains(&line))?, share(&|line| !copying.contains(&line))?);
        Some(format!(
            "{copies} of the samples fell on the lines that copy what carries on, and {others} on the other lines of \
             mandel7."
        ))
    });
    Ok(outcome
        .value("lines that copy what carries on", count, "4")?
        .residual("the oracle", &run_mandel7(inputs), &inputs.counts)?
        .workload("mandel7", || run_mandel7(inputs)))
}
