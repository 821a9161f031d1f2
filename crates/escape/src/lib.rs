//! Joins the rungs: one registry, the scenes, a driver for threads, and the comparison with the oracle.
//!
//! The key decision: **past the registry nothing is generic over maps.** A [`Ladder`] binds each rung to one map;
//! whoever verifies, times or draws sees [`Kernel`]s of one signature. A user's own map and own rung enter at the
//! same door, [`Ladder::new`]; `examples/own_kernel.rs` walks through it.
#![forbid(unsafe_code)]

mod bare;
mod disagreement;
mod kernel;
mod map;
mod occupancy;
mod reference;
mod scene;
mod threads;
mod verify;

pub use bare::BareLoop;
pub use disagreement::{Account, Disagreement, Parting};
pub use kernel::{Kernel, Ladder, UnknownRung};
pub use map::{Map, UnknownMap};
pub use occupancy::{Occupancy, Tallied};
pub use reference::OrbitPoint;
pub use scene::{Form, SCENES, Scene, UnknownScene, checksum};
pub use threads::{Threads, ThreadsError, pieces, tiles};
pub use verify::{verify, verify_steps};

use lanelab_grid::{Recurrence, Rung};

/// All rungs for a map, in teaching order: scalar, whole-array, lanes.
#[must_use]
pub fn rungs<R: Recurrence>() -> Vec<Rung<R>> {
    [lanelab_scalar::rungs(), lanelab_lanes::rungs()].concat()
}
