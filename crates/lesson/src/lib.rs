//! The course lesson "NumPy for Performance", retold step by step.
//!
//! The key decision: **no figure of a run is typed.** The code that is
//! shown is the text of the code that runs, read from the step's own
//! file. Its values are computed and compared with what the lesson
//! prints, and an unexpected one is an error. And why something is fast
//! is said by a sentence built from figures of the same run, whichever
//! way they fell. Typed are the questions, and the times that the lesson
//! published.
//!
//! The crate knows no terminal and no sampler: whoever prints a step
//! also profiles it, and hands back what was found as a [`Profiled`].
//!
//! ```
//! use lanelab_lesson::{Budget, Evidence, Stage, Step};
//!
//! let stage = Stage::new()?;
//! let step = Step::named("elementwise")?;
//! let scene = step.play(&stage)?;
//! let timings = scene.measure(Budget::Brief(0.01))?;
//! let evidence = Evidence { timings, profiled: None };
//! println!("{}\n{}", step.code(), scene.why(&evidence));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
// Not `forbid`, which the slices of ndarray's `s!` do not compile under; the workspace denies it.
#![deny(unsafe_code)]

mod evidence;
mod fault;
mod python;
mod scene;
mod stage;
mod step;
mod steps;
mod words;

pub use evidence::{Against, Budget, Evidence, Profiled, Timings, Unmeasured};
pub use fault::{Fault, LessonError};
pub use lanelab_numpy::print::{Elements, written};
pub use python::{PRELUDE, Twin};
pub use scene::{Scene, Value, Work};
pub use stage::{Grid, LIMIT, Rungs, Stage};
pub use step::{Sampled, Step, UnknownStep};
pub use steps::STEPS;
