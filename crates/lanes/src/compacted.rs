//! `lanes-compacted`: what still runs is packed together after each batch.
//!
//! **The idea.** Pixels that have escaped should take no room in a vector. A block of some thousand pixels goes through batch
//! after batch of steps; after each one those that are still bounded are packed to the front of their arrays. It is the
//! course's "less work" form, done where it pays: a vector at a time, and once in many steps. The first steps, in which
//! most pixels leave, are tested one by one on pixels in order; a sparse sample says whether a block needs that, and
//! how long its first batch may be. Each later one is as long as the share of lanes that left in the last one allows:
//! short along the border, hundreds of steps inside.
//!
//! **Why it is exact.** As [the crate](crate#why-steps-can-go-untested) says of untested steps: a lane that is bounded at
//! the end of a batch was bounded all through it, and a lane that is not is re-run from the last bounded value, with a
//! test after each step. A map that does not promise that escape is permanent gets the sticky test of
//! `lanes-interleaved` instead.
//!
//! **What it costs.** Each batch loads and stores what its lanes carry, from the second-level cache; a lane that escapes
//! re-runs up to six steps, or a quarter of a long batch.
//!
//! **What the machine does with it.** Six vectors in flight and no test; with AVX-512 two forms of the step in turn,
//! with AVX2 the second alone: inside the set the loop runs at the limit of the ports, and the loads and stores of one
//! flight hide behind the steps of the next.
//!
//! **When it loses.** With a small limit, where the first steps are most of the work: there `lanes-interleaved` wins.

use crate::packed::phases::{NoCycleCheck, fill_in_phases};
use lanelab_grid::{Job, Recurrence, Tally};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks whose pixels go on in phases.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    fill_in_phases::<R, NoCycleCheck>(recurrence, job, out, tally);
}
