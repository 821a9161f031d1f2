//! `textbook`: the definition as a loop. It is the oracle's own loop, [`oracle::fill`], in `f64`.
//!
//! **The idea.** One complex number at a time, as in the course's `mandel1`: step, test, count.
//!
//! **What it costs.** As written, a step has four multiplications and four additions; the test has two more
//! multiplications and one addition.
//!
//! **What the machine does with it.** Each step waits for the one before, so most ports of the core are idle. The chain
//! of a step has three dependent operations: a product, a difference, and the addition of `c`.
//!
//! **When it loses.** Against every rung with several points in flight. Against passes over whole arrays it depends on
//! the view and the machine. It is the base that the others are compared with.

use crate::repeat;
use lanelab_grid::{InnerLoop, Recurrence, Test, oracle, with_arithmetic};

pub(crate) fn inner<R: Recurrence + 'static>(recurrence: R) -> InnerLoop {
    InnerLoop::new::<f64>(Test::After, 1, 0.0, move |rounding, steps| {
        with_arithmetic!(rounding, A => repeat(steps, |point, limit| {
            limit.iterations(oracle::steps_at::<R, A, f64>(&recurrence, point, limit))
        }))
    })
}
