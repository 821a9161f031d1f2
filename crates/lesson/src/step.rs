//! A step: what it asks, the code that answers, and how it is played.

use crate::{Fault, LessonError, STEPS, Scene, Stage, Twin};

/// What begins the part of a step's file that is shown.
const BEGIN: &str = "// ---- shown ----";

/// What ends it.
const END: &str = "// ---- end ----";

/// What a step is profiled by, beside being timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampled {
    /// By nothing.
    No,
    /// By function.
    Functions,
    /// By line of a file of this crate, or of another one.
    Lines,
}

/// One step of the lesson.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Its number, from 1 in the lesson's order.
    pub number: usize,
    /// Its name on the command line.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it asks, in a sentence or two.
    pub question: &'static str,
    /// The line that `%timeit` gave in the lesson.
    pub published: Option<&'static str>,
    /// What it is profiled by.
    pub sampled: Sampled,
    /// The same step in NumPy.
    pub python: Option<Twin>,
    /// The step whose code its profile shows, where that is not its own.
    pub(crate) profiles: Option<&'static str>,
    pub(crate) source: &'static str,
    pub(crate) perform: fn(&Stage) -> Result<Scene<'_>, Fault>,
}

impl Step {
    /// The step of this name, or of this number in digits.
    ///
    /// # Errors
    /// Where there is none; the message says which there are.
    pub fn named(text: &str) -> Result<&'static Self, UnknownStep> {
        let number = text.parse::<usize>().ok();
        let asked = |step: &&Self| step.name == text || Some(step.number) == number;
        STEPS.iter().find(asked).ok_or_else(|| UnknownStep { asked: text.to_owned() })
    }

    /// The code that runs: the lines between the markers of its file.
    #[must_use]
    pub fn code(&self) -> &'static str {
        let (_, from) = self.source.split_once(BEGIN).unwrap_or(("", self.source));
        let (code, _) = from.split_once(END).unwrap_or((from, ""));
        code.trim_matches('\n')
    }

    /// A line of its file, by its number from 1; nothing beyond its end.
    #[must_use]
    pub fn line(&self, number: u32) -> &'static str {
        let index = (number as usize).wrapping_sub(1);
        self.source.lines().nth(index).unwrap_or("")
    }

    /// The end of its file's path.
    #[must_use]
    pub fn file(&self) -> String {
        format!("lesson/src/steps/{}.rs", self.name.replace('-', "_"))
    }

    /// The end of the path of the file that its profile shows.
    #[must_use]
    pub fn profiled_file(&self) -> String {
        self.profiled().file()
    }

    /// A line of the file that its profile shows.
    #[must_use]
    pub fn profiled_line(&self, number: u32) -> &'static str {
        self.profiled().line(number)
    }

    /// The step whose work is profiled: where its own code calls that of
    /// another step, that one.
    fn profiled(&self) -> &Self {
        let called = |step: &&Self| Some(step.name) == self.profiles;
        STEPS.iter().find(called).unwrap_or(self)
    }

    /// What it comes to: values that are as expected, and work to time.
    ///
    /// # Errors
    /// Where a value is not as expected, or its code fails.
    pub fn play<'a>(&self, stage: &'a Stage) -> Result<Scene<'a>, LessonError> {
        (self.perform)(stage).map_err(|fault| LessonError { step: self.name, fault })
    }
}

/// What names no step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no step \"{asked}\": choose a number from 1 to {last}, or one of {names}",
    last = STEPS.len(),
    names = names()
)]
pub struct UnknownStep {
    asked: String,
}

fn names() -> String {
    STEPS.each_ref().map(|step| step.name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_found_by_its_number_and_by_its_name() {
        for (index, step) in STEPS.iter().enumerate() {
            assert_eq!(step.number, index + 1, "{}", step.name);
            let number = step.number.to_string();
            for asked in [step.name, &number] {
                assert_eq!(Step::named(asked).unwrap().name, step.name);
            }
        }
        for asked in ["0", "99", "mandel8", ""] {
            let text = Step::named(asked).unwrap_err().to_string();
            assert!(text.contains(asked) && text.contains("mandel7"), "{text}");
        }
    }

    #[test]
    fn the_code_shown_is_what_stands_between_the_markers() {
        for step in &STEPS {
            let name = step.name;
            for marker in [BEGIN, END] {
                let count = step.source.matches(marker).count();
                assert_eq!(count, 1, "{name}: {marker}");
            }
            let code = step.code();
            let whole = format!("{BEGIN}\n{code}\n{END}\n");
            assert!(step.source.contains(&whole), "{name}: {code}");
            assert!(code.lines().count() >= 2, "{name}: {code}");
        }
    }

    #[test]
    fn a_step_knows_its_file() {
        for step in &STEPS {
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
            let path = format!("{root}/{}", step.file());
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(text, step.source, "{path}");
        }
    }

    #[test]
    fn code_and_words_fit() {
        for step in &STEPS {
            for line in step.code().lines() {
                let long = line.chars().count();
                assert!(long <= 76, "{}: {long}: {line}", step.name);
            }
            assert!(step.question.ends_with('?'), "{}", step.question);
            assert!(step.title.chars().count() <= 60, "{}", step.title);
        }
    }
}
