//! A line profiler for optimised Rust.

mod attribution;
mod config;
#[cfg(feature = "criterion")]
pub mod criterion;
pub mod doctor;
mod error;
pub mod exact;
pub mod export;
mod profile;
mod record;
pub mod recording;
pub mod views;

pub use attribution::{File, Frame, Function, Location, Mistakes, Symbols};
pub use config::{Choice, Config};
pub use error::Error;
pub use profile::{Profile, profile};
pub use record::{Recorder, child::record};

// What makes profiles for the tests is shared with those outside the crate, which know it by this name.
#[cfg(test)]
extern crate self as lineprof;
