//! `lanes-f32`: twice the lanes, and different steps.
//!
//! **The idea.** An `f32` is half as large as an `f64`, so a register holds twice as many, and each operation serves
//! twice as many pixels. The kernel is that of `lanes-interleaved` with another vector.
//!
//! **What it costs.** Precision. With 24 significant bits instead of 53, orbits diverge early from those in `f64`, and
//! pixels near the border of the set escape at other steps, or never. So its steps are compared with an oracle in
//! `f32`. Coordinates are computed in `f64` and rounded once, as NumPy does on the way to complex64.
//!
//! **What the machine does with it.** The same operations per step, each as fast as before, on twice the lanes. The
//! counters are integers on every machine, since a counter in `f32` would stop at 2²⁴. A block is twice as wide, so it
//! waits for the last of twice as many pixels.
//!
//! **When it loses.** Where pixels lie closer together than neighbouring `f32` numbers: then several pixels share one
//! number, and the picture shows blocks. On the scene `seahorse` all columns differ; a thousand times deeper, about
//! thirty columns share each number.

use crate::{IN_FLIGHT_TESTED, NativeF32, lockstep};
use lanelab_grid::{Job, Recurrence, Tally};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks of several rows by one vector of columns, in `f32`.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    lockstep::fill_tested::<R, NativeF32, IN_FLIGHT_TESTED>(recurrence, job, out, tally);
}
