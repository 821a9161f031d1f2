//! Tables for people. Each is a function of the samples alone.

#[cfg(feature = "asm")]
mod asm;
mod costs;
mod functions;
mod lines;
mod missing;
mod ownership;
mod quality;
mod share;
mod threads;

#[cfg(feature = "exact")]
pub(crate) use costs::Cost;
use costs::Costs;
pub use functions::{FunctionRow, Functions};
pub use lines::{HotLine, LineRow, LineTable, Lines};
pub use quality::Quality;
pub use share::Share;
pub use threads::{ThreadRow, Threads};
