//! Columns of the line table that are counted, not sampled: executions and instructions of each line.
//!
//! Each comes from a build and a run of its own, for what counts also slows; neither says anything of time.

mod hits;
mod lines;

pub use hits::Hits;
