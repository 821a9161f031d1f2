//! A line profiler for optimised Rust.
//!
//! The key decision: **a sample belongs to the innermost line that is the user's.** Not to the line of the instruction,
//! which in optimised code lies in somebody else's inlined function; and not to the function, in which lines that cost
//! much and nothing stand together.
//!
//! [`profile()`] samples a closure, [`record()`] another program. Either gives a [`recording::Recording`]: samples, and
//! nothing derived. A [`Profile`] is that with the meaning of its addresses; everything else is a function of it:
//! [`views`] for people, [`export`] for other programs. [`exact`] counts what cannot be sampled.
//!
//! ```
//! use lineprof::{Config, profile};
//!
//! let (sum, profile) = profile(&Config::default(), || (0..1_000_000_u64).fold(0, |sum, x| sum ^ x * x))?;
//! println!("{sum}\n{}\n{}", profile.quality(), profile.lines());
//! # Ok::<(), lineprof::Error>(())
//! ```

mod attribution;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod config;
#[cfg(feature = "criterion")]
pub mod criterion;
mod error;
#[cfg(feature = "exact")]
pub mod exact;
pub mod export;
mod profile;
#[cfg(target_os = "linux")]
mod record;
#[cfg(not(target_os = "linux"))]
#[path = "record/unsupported.rs"]
mod record;
pub mod recording;
pub mod views;

pub use attribution::{File, Frame, Function, Location, Symbols};
pub use config::{Choice, Config};
pub use error::Error;
pub use profile::{Profile, profile};
pub use record::{Recorder, record};

// What makes profiles for the tests is shared with those outside the crate, which know it by this name.
#[cfg(test)]
extern crate self as lineprof;
