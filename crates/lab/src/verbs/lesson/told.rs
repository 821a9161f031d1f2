//! What is printed of a step.

use super::numpy::{Python, PythonTime};
use crate::tables::text;
use lanelab_lesson::{Evidence, Scene, Step, Value};
use lanelab_measure::format::Times;
use std::io::{self, Write};

const INDENT: &str = "    ";

/// Its heading, its question, its code and its values.
pub(super) fn before(step: &Step, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let heading = format!("{}. {} ({})", step.number, step.title, step.name);
    let rule = "─".repeat(heading.chars().count().min(usize::from(text::width().max(1))));
    write!(out, "\n{}{rule}\n\n{}\n", text::hang(&heading, ""), text::wrap(step.question, ""))?;
    for line in step.code().lines() {
        writeln!(out, "{}", format!("{INDENT}{line}").trim_end())?;
    }
    writeln!(out)?;
    scene.values.iter().try_for_each(|found| value(found, out))?;
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

/// What `--numpy` found.
pub(super) fn python(python: &Result<Python, String>, out: &mut dyn Write) -> io::Result<()> {
    let text = match python {
        Ok(python) => {
            format!("NumPy {} by {}, beside each step that has a twin.", python.version, python.program)
        }
        Err(why) => format!("No NumPy: {why}"),
    };
    write!(out, "{}", text::wrap(&text, ""))
}

/// The published time and this machine's.
pub(super) fn times(step: &Step, evidence: &Evidence, out: &mut dyn Write) -> io::Result<()> {
    if let Some(published) = step.published {
        write!(out, "{}", text::hang(&format!("In the lesson: {published}"), INDENT))?;
    }
    let Some(own) = &evidence.timings.own else { return Ok(()) };
    write!(out, "{}", text::hang(&format!("Here, in Rust: {own}"), INDENT))?;
    match own.warning() {
        Some(warning) => write!(out, "{}", text::wrap(&warning, INDENT)),
        None => Ok(()),
    }
}

/// The time that NumPy took here.
pub(super) fn beside(numpy: &Result<PythonTime, String>, evidence: &Evidence, out: &mut dyn Write) -> io::Result<()> {
    let text = match (numpy, &evidence.timings.own) {
        (Ok(time), Some(own)) => {
            let ratio = Times(time.mean.get() / own.mean().get());
            format!("Here, in NumPy: {time}; NumPy over Rust: {ratio}")
        }
        (Ok(time), None) => format!("Here, in NumPy: {time}"),
        (Err(why), _) => format!("Here, in NumPy: no time; {why}"),
    };
    write!(out, "{}", text::hang(&text, INDENT))
}

/// The residual, and why.
pub(super) fn after(scene: &Scene<'_>, why: &str, out: &mut dyn Write) -> io::Result<()> {
    if let Some((reference, sum)) = scene.residual {
        write!(out, "{}", text::hang(&format!("Residual against {reference}: {sum:.1}"), INDENT))?;
    }
    write!(out, "{}", text::hang(&format!("Why: {why}"), INDENT))
}
