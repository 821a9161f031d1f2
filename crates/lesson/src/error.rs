//! What can go wrong in a step, and which step it was.

use lanelab_numpy::closeness::{NotClose, ShapesDiffer};
use lanelab_numpy::course::{Overflow, VectorizeError};
use lanelab_numpy::routines::{MaskError, PairError, RangeError};

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StepError {
    /// A value is not the one that was expected.
    #[error("{label} is not as expected; found:\n{found}\nexpected:\n{expected}")]
    Value {
        /// What the value is of.
        label: String,
        /// What was computed.
        found: String,
        /// What should have been.
        expected: String,
    },
    /// A grid or a range was refused.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// A mask was refused.
    #[error(transparent)]
    Mask(#[from] MaskError),
    /// Indices were refused.
    #[error(transparent)]
    Pair(#[from] PairError),
    /// Arrays that should be close are not.
    #[error(transparent)]
    Close(#[from] NotClose),
    /// Arrays that should have one shape have two.
    #[error(transparent)]
    Shapes(#[from] ShapesDiffer),
    /// An array does not have that shape.
    #[error(transparent)]
    Shape(#[from] ndarray::ShapeError),
    /// `mandel1` failed.
    #[error(transparent)]
    Overflow(#[from] Overflow),
    /// `mandel2` failed.
    #[error(transparent)]
    Vectorize(#[from] VectorizeError),
    /// A rung is missing.
    #[error(transparent)]
    Rung(#[from] lanelab_escape::UnknownRung),
    /// The course's picture is missing.
    #[error(transparent)]
    Scene(#[from] lanelab_escape::UnknownScene),
    /// Threads were not started.
    #[error(transparent)]
    Threads(#[from] lanelab_escape::ThreadsError),
}

/// An error, and the step it was found in.
#[derive(Debug, thiserror::Error)]
#[error("step {step}: {error}")]
pub struct LessonError {
    /// The step's name.
    pub step: &'static str,
    /// What is wrong.
    #[source]
    pub error: StepError,
}
