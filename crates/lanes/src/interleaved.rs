//! `lanes-interleaved`: several vectors in flight to fill the ports.
//!
//! **The idea.** A step of one vector must wait for the step before; a step of *another* vector need not. Several
//! rows of vectors advance in turn, so that while one waits, the others use the ports.
//!
//! **What it costs.** Registers: each vector in flight holds its value, its constant and its counters. And a block
//! runs until the last lane of all its vectors has escaped.
//!
//! **What the machine does with it.** The more vectors, the less the ports wait. The compare in each step needs a port
//! too; `lanelab peak` measures steps with and without it.
//!
//! **When it loses.** Where neighbouring rows escape at very different steps; and with too many vectors, where values
//! spill to memory.

use crate::{IN_FLIGHT_TESTED, NativeF64, lockstep};
use lanelab_grid::{Job, Recurrence, Tally};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks of several rows by one vector of columns.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    lockstep::fill_tested::<R, NativeF64, IN_FLIGHT_TESTED>(recurrence, job, out, tally);
}
