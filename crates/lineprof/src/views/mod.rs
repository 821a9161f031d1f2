//! Tables for people. Each is a function of the samples alone.

#[cfg(feature = "asm")]
mod asm;
mod changes;
mod compiled;
mod costs;
mod counted;
mod difference;
mod functions;
mod hot;
mod instances;
mod layout;
mod lines;
mod matching;
mod measure;
mod missing;
mod ownership;
mod quality;
mod runs;
mod share;
mod threads;
mod vectors;
mod via;

pub use changes::{Change, Changes};
pub use compiled::{Compiled, Mix, OutOfLine};
#[cfg(feature = "exact")]
pub(crate) use costs::Cost;
use costs::Costs;
pub use counted::Counted;
pub use difference::Difference;
pub use functions::{FunctionRow, Functions};
pub use hot::HotLine;
#[cfg(feature = "cli")]
pub(crate) use layout::fit;
#[cfg(feature = "cli")]
pub(crate) use lines::INTRODUCTION as LINES_INTRODUCTION;
pub use lines::{CounterLines, LineRow, LineTable, Lines};
pub(crate) use measure::Measure;
pub use quality::Quality;
#[cfg(target_os = "linux")]
pub(crate) use runs::next;
pub use share::Share;
pub use threads::{ThreadRow, Threads};
pub use vectors::Vectors;
pub use via::Via;
#[cfg(all(feature = "asm", feature = "html"))]
pub(crate) use {
    asm::Instruction,
    measure::{amount, cell, heading},
    ownership::is_systems,
};
