//! What a step comes to: its values, its workloads, its explanation.

use crate::{Measurements, StepError};
use lanelab_measure::{Usage, Work};
use lanelab_numpy::closeness::residual;
use lanelab_numpy::print::{Printable, format_array};
use ndarray::{Array2, ArrayRef, Dimension};
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

/// Code to be timed, under a name.
pub struct Workload<'a> {
    /// Its name, in sentences too.
    pub name: &'static str,
    run: Box<dyn Fn() + 'a>,
    usage: fn() -> Option<Usage>,
}

impl Workload<'_> {
    /// Runs it once.
    pub fn run(&self) {
        (self.run)();
    }

    /// Whether a warm call meets many page faults.
    pub(crate) fn meets_page_faults(&self) -> bool {
        self.run();
        let before = (self.usage)().map(Usage::faults);
        self.run();
        let after = (self.usage)().map(Usage::faults);
        before.zip(after).is_some_and(|(before, after)| after - before >= Usage::MANY_FAULTS)
    }
}

impl Work for &Workload<'_> {
    fn run(&mut self) {
        (self.run)();
    }

    fn usage(&self) -> Option<Usage> {
        (self.usage)()
    }
}

impl fmt::Debug for Workload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workload").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A reason, where the measurements support one.
type Explanation<'a> = dyn Fn(&Measurements) -> Option<String> + 'a;

/// What a step came to.
pub struct Outcome<'a> {
    /// Its values, each compared with what it should be.
    pub values: Vec<Value>,
    /// How far its result is from a reference's: the reference, and 0.
    pub residual: Option<(&'static str, f64)>,
    /// The step's own workload, then those it is compared with.
    pub workloads: Vec<Workload<'a>>,
    explanation: Box<Explanation<'a>>,
}

impl<'a> Outcome<'a> {
    /// An outcome that only its comparisons may explain.
    pub(crate) fn new() -> Self {
        Self::explained_by(|_| None)
    }

    /// An outcome that this function explains, where the measurements support it.
    pub(crate) fn explained_by(explanation: impl Fn(&Measurements) -> Option<String> + 'a) -> Self {
        Self { values: Vec::new(), residual: None, workloads: Vec::new(), explanation: Box::new(explanation) }
    }

    /// With a value, which must read as expected.
    pub(crate) fn value(
        mut self,
        label: impl Into<String>,
        found: impl fmt::Display,
        expected: &str,
    ) -> Result<Self, StepError> {
        let (label, found) = (label.into(), found.to_string());
        let expected = expected.trim_matches('\n');
        if found != expected {
            return Err(unexpected(&label, &found, expected));
        }
        self.values.push(Value { label, text: found });
        Ok(self)
    }

    /// With an array, which must read as expected where NumPy prints it.
    pub(crate) fn array<T: Printable, D: Dimension>(
        self,
        label: &str,
        found: &ArrayRef<T, D>,
        expected: &str,
    ) -> Result<Self, StepError> {
        self.value(label, format_array(found), expected)
    }

    /// With the residual against a reference, which must be 0.
    pub(crate) fn residual(
        mut self,
        reference: &'static str,
        found: &Array2<f64>,
        expected: &Array2<f64>,
    ) -> Result<Self, StepError> {
        let sum = residual(found, expected)?;
        if sum != 0.0 {
            return Err(unexpected(&format!("the residual against {reference}"), &sum.to_string(), "0"));
        }
        self.residual = Some((reference, sum));
        Ok(self)
    }

    /// With a workload: first the step's own, then those it is compared with.
    pub(crate) fn workload<T>(mut self, name: &'static str, work: impl Fn() -> T + 'a) -> Self {
        let run = move || drop(black_box(work()));
        self.workloads.push(Workload { name, run: Box::new(run), usage: Usage::of_thread });
        self
    }

    /// With the last workload running on several threads.
    pub(crate) fn on_threads(mut self) -> Self {
        self.workloads.iter_mut().next_back().into_iter().for_each(|last| last.usage = Usage::of_process);
        self
    }

    /// Why it is faster or slower, or what it spends its time on; `None` where nothing that was measured says so.
    pub fn explain(&self, measured: &Measurements) -> Option<String> {
        let reasons = [measured.by_page_faults(), (self.explanation)(measured)];
        let reasons: Vec<_> = reasons.into_iter().flatten().collect();
        (!reasons.is_empty()).then(|| reasons.join(" "))
    }
}

fn unexpected(label: &str, found: &str, expected: &str) -> StepError {
    format!("{label} is not as expected; found:\n{found}\nexpected:\n{expected}").into()
}

impl fmt::Debug for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut outcome = f.debug_struct("Outcome");
        outcome.field("values", &self.values).field("residual", &self.residual).field("workloads", &self.workloads);
        outcome.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn an_unexpected_value_is_an_error_that_shows_both() {
        let outcome = Outcome::new;
        let text = outcome().value("x", 3, "4").unwrap_err().to_string();
        assert_eq!(text, "x is not as expected; found:\n3\nexpected:\n4");
        let text = outcome().residual("it", &array![[2.0]], &array![[0.0]]).unwrap_err().to_string();
        assert!(text.starts_with("the residual against it") && text.contains("found:\n4\n"), "{text}");
    }
}
