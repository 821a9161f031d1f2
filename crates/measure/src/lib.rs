//! Measuring so that a difference means something.
#![forbid(unsafe_code)]

pub mod format;
mod order;
pub mod samples;
mod seconds;

pub use samples::{Sample, Samples, SamplesError};
pub use seconds::{NotATime, Seconds};
