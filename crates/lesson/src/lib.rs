//! The course lesson "NumPy for Performance" in Rust, step by step.
//!
//! The key decision: **no figure of a run is typed.** The code that is shown is the text of the code that runs, read
//! from its source file. Its values are computed and compared with what the course prints; an unexpected value is an
//! error. An explanation consists of what the same run counted or measured; where that supports none, there is none. Only
//! the questions and the times that the course published are typed.
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
//! println!("{}", step.code());
//! for comparison in &measured.timings.comparisons {
//!     println!("{}", comparison.describe()); // the loop takes 1.02× [0.99, 1.05] the time of the whole array: …
//! }
//! if let Some(why) = outcome.explain(&measured) {
//!     println!("Why: {why}");
//! }
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
pub use measurements::{Budget, Comparison, Measurements, StepProfile, Timings, Versus};
pub use outcome::{Outcome, Value, Workload};
pub use python::{PRELUDE, Twin};
pub use step::{LessonError, Profiling, Section, Step, StepError, UnknownStep};
pub use steps::STEPS;
