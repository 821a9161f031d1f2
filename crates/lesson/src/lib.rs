//! The course lesson "NumPy for Performance" in Rust, step by step.
//!
//! The key decision: **no figure of a run is typed.** The code that is shown is the text of the code that runs, read
//! from its source file. Its values are computed and compared with what the course prints; an unexpected value is an
//! error. The explanation is a sentence built from figures of the same run. Only the questions
//! and the times that the course published are typed.
//!
//! The crate prints nothing and has no sampler: the caller profiles a step and hands back a [`StepProfile`].
//!
//! ```
//! use lanelab_lesson::{Budget, Inputs, Measurements, Step};
//!
//! let inputs = Inputs::new()?;
//! let step = Step::find("elementwise")?;
//! let outcome = step.run(&inputs)?;
//! let timings = outcome.measure(Budget::Brief(0.01))?;
//! let measured = Measurements { timings, profile: None };
//! println!("{}\n{}", step.code(), outcome.explain(&measured));
//! # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
//! ```
// Not `forbid`, which the slices of ndarray's `s!` do not compile under; the workspace denies it.
#![deny(unsafe_code)]

mod inputs;
mod measurements;
mod outcome;
mod python;
#[macro_use]
mod step;
mod steps;

pub use inputs::Inputs;
use inputs::{Grid, LIMIT};
use measurements::compared;
pub use measurements::{Budget, Comparison, Measurements, StepProfile, Timings};
pub use outcome::{Outcome, Value, Workload};
pub use python::{PRELUDE, Twin};
pub use step::{LessonError, Profiling, Section, Step, StepError, UnknownStep};
pub use steps::STEPS;
