//! `lanes-masked`: one vector, masked divergence, branch-free count.
//!
//! **The idea.** As many pixels as a register has lanes step together; a mask remembers which of them still run, and
//! the count goes up by the mask. No branch depends on a single pixel.
//!
//! **What it costs.** A vector runs until its last lane is out, so lanes that are out early run for nothing.
//!
//! **What the machine does with it.** One chain of dependent vector operations: the core waits for each result as it
//! does in `textbook`, but each result is worth a whole vector.
//!
//! **When it loses.** It is bound by latency, so it never comes near the ports' limit; and along the border of the
//! set most lanes of a vector wait for one.

use crate::{NativeF64, lockstep};
use lanelab_grid::{Job, Recurrence, Tally};
use ndarray::ArrayViewMut2;

/// Fills a tile one vector of columns at a time.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    lockstep::fill_tested::<R, NativeF64, 1>(recurrence, job, out, tally);
}
