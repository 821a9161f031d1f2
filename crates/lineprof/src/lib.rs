//! A line profiler for optimised Rust.

mod attribution;
mod config;
mod error;
pub mod exact;
mod profile;
mod record;
pub mod recording;

pub use attribution::{File, Frame, Function, Location, Mistakes, Symbols};
pub use config::{Choice, Config};
pub use error::Error;
pub use profile::{Profile, profile};
pub use record::{Recorder, child::record};
