//! A step: what it asks, the code that answers, and how it is run.

use crate::{Inputs, Outcome, STEPS, Twin};
use std::error::Error;

/// Why a step failed: a value that is not as expected, or the error of a function that it calls.
pub type StepError = Box<dyn Error + Send + Sync>;

/// The error of the step of this name.
#[derive(Debug, thiserror::Error)]
#[error("step {0}: {1}")]
pub struct LessonError(&'static str, StepError);

/// Code that is shown: what stands in a source file between `// ---- NAME ----` and `// ---- end ----`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// The end of the file's path.
    pub(crate) file: &'static str,
    /// The file's text.
    pub(crate) text: &'static str,
    /// The name of the section.
    pub(crate) name: &'static str,
}

impl Section {
    /// The lines between the markers; the whole file where there are none.
    fn code(&self) -> &'static str {
        let begin = format!("// ---- {} ----\n", self.name);
        let (_, rest) = self.text.split_once(&begin).unwrap_or(("", self.text));
        rest.split_once("// ---- end ----").map_or(rest, |(code, _)| code).trim_matches('\n')
    }
}

/// A section of a file of this workspace: `section!("lesson/src/steps/sqrt.rs", "shown")`.
macro_rules! section {
    ($file:literal, $name:literal) => {
        $crate::Section {
            file: $file,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../", $file)),
            name: $name,
        }
    };
}

/// How a step is profiled, beside being timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profiling {
    /// Not at all.
    None,
    /// By function.
    ByFunction,
    /// By line; lines of this section's file are shown by their text.
    ByLine(Section),
}

/// One step of the lesson.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it asks, in a sentence or two.
    pub question: &'static str,
    /// The line that `%timeit` printed in the course.
    pub published: Option<&'static str>,
    /// How it is profiled.
    pub profiling: Profiling,
    /// The same step in NumPy.
    pub python: Option<Twin>,
    pub(crate) sections: &'static [Section],
    pub(crate) compute: fn(&Inputs) -> Result<Outcome<'_>, StepError>,
}

impl Step {
    /// A step of this name and code, without a title, a question and all that is optional.
    pub(crate) const fn new(
        name: &'static str,
        sections: &'static [Section],
        compute: fn(&Inputs) -> Result<Outcome<'_>, StepError>,
    ) -> Self {
        let (published, profiling, python) = (None, Profiling::None, None);
        Self { name, title: "", question: "", published, profiling, python, sections, compute }
    }

    /// The step of this name, or of this number in digits.
    ///
    /// # Errors
    /// Where there is none; the message names all.
    pub fn find(text: &str) -> Result<&'static Self, UnknownStep> {
        let number = text.parse::<usize>().ok();
        let matches = |step: &&Self| step.name == text || Some(step.number()) == number;
        STEPS.iter().find(matches).ok_or_else(|| UnknownStep(text.to_owned()))
    }

    /// Its number, from 1 in the course's order.
    pub fn number(&self) -> usize {
        1 + STEPS.iter().take_while(|step| step.name != self.name).count()
    }

    /// The code that runs: the lines between the markers of its files.
    pub fn code(&self) -> String {
        self.sections.iter().map(Section::code).collect::<Vec<_>>().join("\n\n")
    }

    /// The text of a line that its profile names, where that is in the file of the profiled code.
    pub fn profiled_line(&self, place: &str, number: u32) -> Option<&'static str> {
        match self.profiling {
            Profiling::ByLine(section) if place.ends_with(section.file) => {
                section.text.lines().nth((number as usize).wrapping_sub(1))
            }
            _ => None,
        }
    }

    /// Computes its values, which are as expected, and prepares its workloads.
    ///
    /// # Errors
    /// Where a value is not as expected, or its code fails.
    pub fn run<'a>(&self, inputs: &'a Inputs) -> Result<Outcome<'a>, LessonError> {
        (self.compute)(inputs).map_err(|error| LessonError(self.name, error))
    }
}

/// A text that names no step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown step \"{0}\": choose a number from 1 to {count}, or one of {all}", count = STEPS.len(), all = names())]
pub struct UnknownStep(String);

fn names() -> String {
    STEPS.iter().map(|step| step.name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_found_by_its_number_and_by_its_name() {
        for (index, step) in STEPS.iter().enumerate() {
            assert_eq!(step.number(), index + 1, "{}", step.name);
            for text in [step.name, &step.number().to_string()] {
                assert_eq!(Step::find(text).unwrap().name, step.name);
            }
        }
        for text in ["0", "99", "mandel8", ""] {
            let error = Step::find(text).unwrap_err().to_string();
            assert!(error.contains(text) && error.contains("mandel7"), "{error}");
        }
    }

    #[test]
    fn the_code_stands_between_markers_and_fits_80_columns() {
        for step in STEPS {
            for section in step.sections {
                let Section { file, text, name } = section;
                assert_eq!(text.matches(&format!("// ---- {name} ----\n")).count(), 1, "{file}: {name}");
                assert!(text.contains(&format!("{}\n// ---- end ----\n", section.code())), "{file}: {name}");
            }
            let code = step.code();
            assert!(code.lines().count() >= 2, "{}: {code}", step.name);
            for line in code.lines() {
                let width = line.chars().count();
                assert!(width <= 76, "{}: {width} columns: {line}", step.name);
            }
            assert!(step.question.ends_with('?'), "{}", step.question);
            assert!((1..=60).contains(&step.title.chars().count()), "{}", step.title);
        }
    }
}
