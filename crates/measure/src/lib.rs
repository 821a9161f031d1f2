//! Measuring so that a difference means something.
#![forbid(unsafe_code)]

mod bootstrap;
pub mod format;
mod order;
pub mod ratio;
pub mod samples;
mod seconds;
pub mod verdict;

pub use ratio::{NoCommonRound, Ratio};
pub use samples::{Sample, Samples, SamplesError};
pub use seconds::{NotATime, Seconds};
pub use verdict::{Floor, Verdict};
