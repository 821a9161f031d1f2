//! A worksheet: what to predict, measure and explain, and the answers as this run measured them.

use super::Played;
use std::fmt::Write;

/// The sheet of the steps so far.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    tasks: String,
    answers: String,
}

/// What the reader fills in.
const BLANK: &str = "______________________________";

impl Sheet {
    /// Adds a step: its task before, its answer at the end.
    pub(super) fn add(&mut self, played: &Played<'_>) {
        // Writing into a string does not fail.
        self.task(played).unwrap_or_default();
        self.answer(played).unwrap_or_default();
    }

    fn task(&mut self, played: &Played<'_>) -> std::fmt::Result {
        let (step, tasks) = (played.step, &mut self.tasks);
        write!(tasks, "\n## {}. {}\n\n{}\n\n", step.number, step.title, step.question)?;
        write!(tasks, "```rust\n{}\n```\n\n", step.code())?;
        match played.scene.works.as_slice() {
            [own, other, ..] => writeln!(
                tasks,
                "* **Predict**: is “{}” faster or slower than “{}”, and how many times? {BLANK}",
                own.name, other.name
            )?,
            _ => writeln!(tasks, "* **Predict**: what will it print? {BLANK}")?,
        }
        if let Some(published) = step.published {
            writeln!(tasks, "* In the lesson: {published}.")?;
        }
        writeln!(tasks, "* **Measure**: `lanelab lesson --step {}` {BLANK}", step.name)?;
        writeln!(tasks, "* **Explain**: {BLANK}\n\n  {BLANK}{BLANK}")
    }

    fn answer(&mut self, played: &Played<'_>) -> std::fmt::Result {
        let (step, answers) = (played.step, &mut self.answers);
        write!(answers, "\n### {}. {}\n\n", step.number, step.title)?;
        for value in &played.scene.values {
            match value.text.contains('\n') {
                true => write!(answers, "{}:\n\n```text\n{}\n```\n\n", value.label, value.text)?,
                false => write!(answers, "{}: `{}`\n\n", value.label, value.text)?,
            }
        }
        if let Some(own) = &played.evidence.timings.own {
            write!(answers, "Time: {own}\n\n")?;
        }
        writeln!(answers, "{}", played.why)
    }

    /// The whole sheet, in Markdown.
    pub(super) fn text(&self) -> String {
        format!(
            "# Worksheet: NumPy for Performance, in Rust\n\n\
             For each step: predict before you measure, measure, then explain what you found.\n{}\n\
             ## Answers\n\nAs one run on one machine measured them; yours may fall otherwise.\n{}",
            self.tasks, self.answers
        )
    }
}
