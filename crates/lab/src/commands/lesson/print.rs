//! The text of a step.

use super::numpy::{Python, PythonTime};
use lanelab_ladder::program::text;
use lanelab_lesson::{Measurements, Outcome, Step, Value};
use lanelab_measure::format::Times;
use std::io::{self, Write};

const INDENT: &str = "    ";

/// The heading, the question, the code and the values of a step.
pub(super) fn before(step: &Step, outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    let heading = format!("{}. {} ({})", step.number(), step.title, step.name);
    let rule = "─".repeat(heading.chars().count().min(usize::from(text::width().max(1))));
    write!(out, "\n{}{rule}\n\n{}\n", text::hang(&heading, ""), text::wrap(step.question, ""))?;
    for line in step.code().lines() {
        writeln!(out, "{}", format!("{INDENT}{line}").trim_end())?;
    }
    writeln!(out)?;
    outcome.values.iter().try_for_each(|found| value(found, out))?;
    out.flush()
}

fn value(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    let Value { label, text } = value;
    if !text.contains('\n') && label.chars().count() + text.chars().count() + 2 <= 78 {
        return writeln!(out, "{label}: {text}");
    }
    writeln!(out, "{label}:")?;
    text.lines().try_for_each(|line| writeln!(out, "{}", format!("{INDENT}{line}").trim_end()))
}

/// The Python that `--numpy` runs, or why there is none.
pub(super) fn python(python: &Result<Python, String>, out: &mut dyn Write) -> io::Result<()> {
    let text = match python {
        Ok(python) => {
            format!("NumPy {} in {} is timed at each step that has NumPy code.", python.version, python.program)
        }
        Err(why) => format!("NumPy is not timed: {why}"),
    };
    write!(out, "{}", text::wrap(&text, ""))
}

/// The time that the course published, and this machine's, with the kernel's part where that is large.
pub(super) fn times(step: &Step, measured: &Measurements, out: &mut dyn Write) -> io::Result<()> {
    if let Some(published) = step.published {
        write!(out, "{}", text::hang(&format!("In the course (NumPy, another machine): {published}"), INDENT))?;
    }
    let Some(own) = &measured.timings.own else { return Ok(()) };
    write!(out, "{}", text::hang(&format!("Here, in Rust: {own}"), INDENT))?;
    if let Some(warning) = own.warning() {
        write!(out, "{}", text::wrap(&warning, INDENT))?;
    }
    measured
        .timings
        .remarks()
        .iter()
        .try_for_each(|remark| write!(out, "{}", text::hang(&format!("{remark}."), INDENT)))
}

/// The time of NumPy on this machine.
pub(super) fn beside(
    numpy: &Result<PythonTime, String>,
    measured: &Measurements,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = match (numpy, &measured.timings.own) {
        (Ok(time), Some(own)) => {
            let ratio = Times(time.mean.get() / own.mean().get());
            format!("Here, in NumPy: {time}; time of NumPy over Rust: {ratio}")
        }
        (Ok(time), None) => format!("Here, in NumPy: {time}"),
        (Err(why), _) => format!("Here, in NumPy: not timed: {why}"),
    };
    write!(out, "{}", text::hang(&text, INDENT))
}

/// The residual, the comparisons, and the explanation where the measurements support one.
pub(super) fn after(outcome: &Outcome<'_>, measured: &Measurements, out: &mut dyn Write) -> io::Result<()> {
    if let Some((reference, sum)) = outcome.residual {
        write!(out, "{}", text::hang(&format!("Residual against {reference}: {sum:.1}"), INDENT))?;
    }
    for comparison in &measured.timings.comparisons {
        write!(out, "{}", text::hang(&format!("Compared: {}.", comparison.describe()), INDENT))?;
        if let Some(kept) = comparison.describe_kept() {
            write!(out, "{}", text::hang(&format!("With memory kept: {kept}."), INDENT))?;
        }
    }
    let why = outcome.explain(measured);
    why.map_or(Ok(()), |why| write!(out, "{}", text::hang(&format!("Why: {why}"), INDENT)))
}
