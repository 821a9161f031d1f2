//! Columns of the line table that are counted, not sampled: executions and instructions of each line.
//!
//! Each comes from a build and a run of its own, for what counts also slows; neither says anything of time.

mod callgrind;
mod cargo;
mod hits;
mod ir;
mod lines;
mod program;
mod purpose;
mod runs;

pub use cargo::{Kind, Target};
pub use hits::Hits;
pub use ir::Ir;
pub use program::Program;
pub use purpose::Purpose;
pub use runs::{Absent, hits, ir};
