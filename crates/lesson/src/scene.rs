//! What a step comes to: its values, its work, its sentence.

use crate::{Evidence, Fault};
use lanelab_numpy::closeness::residual;
use ndarray::Array2;
use std::fmt;
use std::hint::black_box;

/// A value that is as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it is of.
    pub label: String,
    /// As NumPy would print it; of several lines where it is an array.
    pub text: String,
}

/// Work to be timed, under a name.
pub struct Work<'a> {
    /// Its name, in sentences too.
    pub name: &'static str,
    run: Box<dyn Fn() + 'a>,
}

impl<'a> Work<'a> {
    pub(crate) fn new<T>(name: &'static str, work: impl Fn() -> T + 'a) -> Self {
        let run = move || drop(black_box(work()));
        Self { name, run: Box::new(run) }
    }

    /// Does it once.
    pub fn run(&self) {
        (self.run)();
    }
}

impl fmt::Debug for Work<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").field("name", &self.name).finish_non_exhaustive()
    }
}

type Why<'a> = Box<dyn Fn(&Evidence) -> String + 'a>;

/// What a step came to.
pub struct Scene<'a> {
    /// Its values, each compared with what it should be.
    pub values: Vec<Value>,
    /// How far its answer is from a reference's: what that is, and 0.
    pub residual: Option<(&'static str, f64)>,
    /// The work that is the step's own, then what it is compared with.
    pub works: Vec<Work<'a>>,
    why: Why<'a>,
}

impl<'a> Scene<'a> {
    /// A scene whose sentence is this one.
    pub(crate) fn explained(why: impl Fn(&Evidence) -> String + 'a) -> Self {
        Self { values: Vec::new(), residual: None, works: Vec::new(), why: Box::new(why) }
    }

    /// With a value, which must read as expected.
    pub(crate) fn value(
        mut self,
        label: impl Into<String>,
        found: impl fmt::Display,
        expected: &str,
    ) -> Result<Self, Fault> {
        let (label, found) = (label.into(), found.to_string());
        let expected = expected.trim_matches('\n');
        if found != expected {
            let expected = expected.to_owned();
            return Err(Fault::Value { label, found, expected });
        }
        self.values.push(Value { label, text: found });
        Ok(self)
    }

    /// With the residual against a reference, which must be 0.
    pub(crate) fn equal_to(
        mut self,
        reference: &'static str,
        found: &Array2<f64>,
        expected: &Array2<f64>,
    ) -> Result<Self, Fault> {
        let sum = residual(found, expected)?;
        if sum != 0.0 {
            return Err(Fault::Value {
                label: format!("the residual against {reference}"),
                found: sum.to_string(),
                expected: "0".to_owned(),
            });
        }
        self.residual = Some((reference, sum));
        Ok(self)
    }

    /// With work: first the step's own, then what it is compared with.
    pub(crate) fn timing<T>(mut self, name: &'static str, work: impl Fn() -> T + 'a) -> Self {
        self.works.push(Work::new(name, work));
        self
    }

    /// The sentence that says why, by what was measured.
    #[must_use]
    pub fn why(&self, evidence: &Evidence) -> String {
        (self.why)(evidence)
    }
}

impl fmt::Debug for Scene<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scene")
            .field("values", &self.values)
            .field("residual", &self.residual)
            .field("works", &self.works)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn an_unexpected_value_is_a_fault_that_shows_both() {
        let scene = || Scene::explained(|_| String::new());
        let text = scene().value("x", 3, "4").unwrap_err().to_string();
        assert_eq!(text, "x is not as expected; found:\n3\nexpected:\n4");
        let fault = scene().equal_to("it", &array![[2.0]], &array![[0.0]]);
        let text = fault.unwrap_err().to_string();
        assert!(text.starts_with("the residual against it"), "{text}");
        assert!(text.contains("found:\n4\n"), "{text}");
    }
}
