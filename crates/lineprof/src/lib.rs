//! A line profiler for optimised Rust.
//!
//! The key decision: **a sample belongs to the innermost line that is the user's.** The line of the instruction itself is
//! often that of a foreign inlined function, and a whole function mixes cheap and expensive lines.
//!
//! [`profile()`] samples a closure, [`record()`] another program, [`attach()`] one that runs already. All give a
//! [`recording::Recording`]: samples, and nothing derived. A [`Profile`] adds the meaning of the addresses; [`views`] for
//! people and [`export`]s for other programs are functions of it. The module `exact`, a feature, counts executions and instructions.
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
pub mod evidence;
#[cfg(feature = "exact")]
pub mod exact;
pub mod export;
#[cfg(feature = "html")]
pub mod page;
mod profile;
#[cfg(target_os = "linux")]
mod record;
#[cfg(not(target_os = "linux"))]
#[path = "record/unsupported.rs"]
mod record;
pub mod recording;
pub mod views;

pub use attribution::{File, Frame, Function, Lack, Location, Origin, OriginKind, Symbols};
pub use config::{Config, Unwind};
pub use error::Error;
pub use profile::{Profile, profile};
pub use record::{Recorder, attach, record};

// The maker of test profiles is shared with the integration tests, which know the crate by this name.
#[cfg(test)]
extern crate self as lineprof;
