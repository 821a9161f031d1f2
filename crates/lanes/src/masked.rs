//! `lanes-masked`: one vector; a mask stops the counters of escaped lanes.
//!
//! **The idea.** A register of pixels steps together; a mask marks those that still run, and is added to the
//! counters of steps. No branch depends on a single pixel.
//!
//! **What it costs.** A vector runs until its last lane has escaped, so the steps of lanes that escaped early are
//! wasted.
//!
//! **What the machine does with it.** One chain of dependent vector operations: the core waits for each result as it
//! does in `textbook`, but each result serves a whole vector.
//!
//! **When it loses.** It is bound by latency, so it stays far below the limit of the ports; and along the border of the
//! set most lanes of a vector wait for one.

use crate::{NativeF64, lockstep};
use lanelab_grid::{Job, Recurrence, Tally};
use ndarray::ArrayViewMut2;

/// Fills a tile one vector of columns at a time.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    lockstep::fill_tested::<R, NativeF64, 1>(recurrence, job, out, tally);
}
