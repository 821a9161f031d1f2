//! The escape-time ladder: one registry of rungs, the scenes, a driver for threads, and the comparison with the oracle.
//!
//! The key decision: **beyond the registry nothing is generic over maps.** A [`Rung`] is bound to one map, so the code
//! that verifies, times or draws handles rungs of one type. A user's own map and rung also enter through
//! [`Ladder::new`]; `examples/own_kernel.rs` shows how.
#![forbid(unsafe_code)]

mod ladder;
mod occupancy;
pub mod operations;
mod scene;
mod threads;
mod verify;

pub use ladder::{Ladder, Map, OrbitPoint, UnknownMap};
pub use occupancy::{CountedTile, Occupancy, count_lane_steps};
pub use scene::{Form, SCENES, Scene, checksum};
pub use threads::{Threads, ThreadsError, pieces, tiles};
pub use verify::{Account, Disagreement, Divergence, verify, verify_steps};

use lanelab_grid::{Recurrence, Rung};

/// Source files with thin layers between a kernel and the processor. A line profiler that treats them as transparent
/// charges their time to the line that uses them.
pub const WRAPPERS: [&str; 2] = ["crates/grid/src/number/*.rs", "crates/grid/src/arithmetic.rs"];

/// All rungs for a map, in teaching order: scalar, whole-array, lanes.
pub fn rungs<R: Recurrence + 'static>(recurrence: R) -> Vec<Rung> {
    let mut rungs = lanelab_scalar::rungs(recurrence);
    rungs.extend(lanelab_lanes::rungs(recurrence));
    rungs
}

/// An unknown rung or scene.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {kind} \"{name}\": choose one of {known}")]
pub struct UnknownName {
    kind: &'static str,
    name: String,
    known: String,
}

impl UnknownName {
    fn new(kind: &'static str, name: &str, known: impl Iterator<Item = &'static str>) -> Self {
        Self { kind, name: name.to_owned(), known: known.collect::<Vec<_>>().join(", ") }
    }
}
