//! Exact columns of the line table: executions and instructions of each line.
//!
//! Each comes from a build and a run of its own, because counting slows a program; they say nothing about time.

mod callgrind;
mod cargo;
mod hits;
mod ir;
mod lines;
mod program;
mod runs;
mod scripts;

pub use callgrind::callgrind;
pub use cargo::{Kind, Target};
pub use hits::Hits;
pub use ir::Ir;
pub use program::{Program, Purpose};
pub use runs::{hits, ir};

use std::path::Path;

/// The exact columns of a line table.
#[derive(Debug, Default)]
pub struct Columns {
    /// Executions of lines.
    pub hits: Option<Hits>,
    /// Instructions of lines.
    pub ir: Option<Ir>,
}

impl Columns {
    pub(crate) fn of(&self, path: &Path, line: u32) -> (Option<u64>, Option<u64>) {
        let hits = self.hits.as_ref().and_then(|hits| hits.of(path, line));
        (hits, self.ir.as_ref().and_then(|ir| ir.inclusive(path, line)))
    }
}
