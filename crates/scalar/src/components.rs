//! `components`: test and step from the same squares.
//!
//! **The idea.** `re²` and `im²` are used twice: for the norm of `z_k`, and for the step to `z_{k+1}`. The loop tests a
//! value just before it steps it, so the compiler can compute the squares once for both.
//!
//! **What it costs.** Under `separate`, four multiplications per step instead of six; and one step more than needed for
//! each pixel.
//!
//! **What the machine does with it.** The test is not on the chain of dependent operations and runs in parallel.
//!
//! **When it loses.** Against every rung with several points in flight: it still waits for one step of a point after
//! the other.

use crate::repeat;
use lanelab_grid::{Arithmetic, InnerLoop, Job, Limit, Recurrence, Tally, Test, with_arithmetic};
use ndarray::ArrayViewMut2;
use num_complex::Complex;

pub(crate) fn inner<R: Recurrence + 'static>(recurrence: R) -> InnerLoop {
    InnerLoop::new::<f64>(Test::Before, 1, 0.0, move |rounding, steps| {
        with_arithmetic!(rounding, A => repeat(steps, |point, limit| {
            bounded_steps::<R, A>(&recurrence, point, limit)
        }))
    })
}

/// Fills a tile, pixel after pixel.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, mut out: ArrayViewMut2<'_, u32>, _: &mut Tally<'_>) {
    job.check_shape(&out);
    with_arithmetic!(job.rounding, A => {
        for ((row, column), steps) in out.indexed_iter_mut() {
            let bounded = bounded_steps::<R, A>(recurrence, job.tile.point(row, column), job.limit);
            *steps = job.limit.steps_after(bounded);
        }
    });
}

/// The number of `z_1, z_2, …` before the first that is not bounded, at most `limit`.
fn bounded_steps<R: Recurrence, A: Arithmetic>(recurrence: &R, pixel: Complex<f64>, limit: Limit) -> u32 {
    let (z_0, c) = recurrence.start(pixel);
    let mut z = recurrence.step::<A, f64>(z_0, c, 1);
    let mut bounded = 0;
    while bounded < limit.get() && A::bounded(z) {
        bounded += 1;
        z = recurrence.step::<A, f64>(z, c, bounded.wrapping_add(1));
    }
    bounded
}
