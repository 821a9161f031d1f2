//! Columns of the line table that are counted, not sampled: executions and instructions of each line.
//!
//! Each comes from a build and a run of its own, for what counts also slows; neither says anything of time.

mod callgrind;
mod hits;
mod ir;
mod lines;

pub use hits::Hits;
pub use ir::Ir;
