//! What can go wrong in a step, and which step it was.

use std::error::Error;

/// Why a step failed: an [`UnexpectedValue`], or the error of a function that it calls.
pub type StepError = Box<dyn Error + Send + Sync>;

/// A value is not the one that was expected.
#[derive(Debug, thiserror::Error)]
#[error("{label} is not as expected; found:\n{found}\nexpected:\n{expected}")]
pub struct UnexpectedValue {
    /// What the value is of.
    pub label: String,
    /// What was computed.
    pub found: String,
    /// What should have been.
    pub expected: String,
}

/// An error, and the step it was found in.
#[derive(Debug, thiserror::Error)]
#[error("step {step}: {error}")]
pub struct LessonError {
    /// The step's name.
    pub step: &'static str,
    /// What is wrong.
    pub error: StepError,
}
