//! What people read: each view is a function of the samples alone.

mod asm;
mod costs;
mod functions;
mod lines;
mod quality;
mod share;
mod threads;

pub use asm::{AsmRow, Assembly};
pub(crate) use costs::{Charge, Costs};
pub use functions::{FunctionRow, Functions};
pub use lines::{Exact, HotLine, LineRow, LineTable, Lines};
pub use quality::Quality;
pub use share::Share;
pub use threads::{ThreadRow, Threads};
