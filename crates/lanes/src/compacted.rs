//! `lanes-compacted`: what still runs is packed together after each batch.
//!
//! **The idea.** Pixels that have escaped should take no room in a vector. A block of some thousand pixels runs in
//! batches of steps; after each batch the pixels that are still bounded are packed to the front of their arrays. It is
//! the course's "less work" form, done where it pays: a vector at a time, and once in many steps. A sparse sample of the
//! block decides how long its pixels run in place: without a test while none escapes, and with a test after
//! each step while many do. The share of lanes that escaped in a batch sets the length of the next: short along the
//! border, hundreds of steps inside.
//!
//! **Why it is exact.** As [the crate](crate#why-steps-can-go-untested) says of untested steps. Where escape is not
//! permanent the sticky test of `lanes-interleaved` is used.
//!
//! **What it costs.** Each batch loads and stores what its lanes carry, from the second-level cache. A lane that
//! escapes re-runs up to six steps, or a part of a long batch: a quarter where many escape, all of it where few do.
//!
//! **What the machine does with it.** No test; with AVX-512 eight vectors in flight and two forms of the step in turn,
//! with AVX2 six vectors and the second form alone. Inside the set it comes closest to the peak of its inner loop, as
//! the loads and stores of one flight can overlap with the steps of the next.
//!
//! **When it loses.** With a small limit, where the first steps are most of the work: there `lanes-batched` wins.

use crate::NativeF64;
use crate::packed::phases::{NoCycleCheck, fill_in_phases};
use lanelab_grid::{Job, Recurrence, Tally};
use ndarray::ArrayViewMut2;

/// Fills a tile block by block, batch by batch.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    fill_in_phases::<R, NoCycleCheck, NativeF64>(recurrence, job, out, tally);
}
