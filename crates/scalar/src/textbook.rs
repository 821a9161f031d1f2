//! `textbook`: the definition, written down. It is the oracle's own loop, [`oracle::fill`], in `f64`.
//!
//! **The idea.** One complex number at a time, as in the course's `mandel1`: step, test, count.
//!
//! **What it costs.** As written, a step multiplies four times and adds four times; the test multiplies twice more
//! and adds once.
//!
//! **What the machine does with it.** Each step waits for the one before: most of the core's pipes stand idle while
//! one chain, of three dependent operations a step, runs through them: a product, a difference, and `c` to be added.
//!
//! **When it loses.** Always, but for clarity; it is the base that the others are compared with.

use crate::repeat;
use lanelab_grid::{InnerLoop, Recurrence, Rounding, Rung, Test, oracle, with_arithmetic};

/// The rung.
pub(crate) fn rung<R: Recurrence + 'static>(recurrence: R) -> Rung {
    let inner = InnerLoop::new::<f64>(Test::After, 1, 0.0, move |rounding, steps| {
        with_arithmetic!(rounding, A => repeat(steps, |point, limit| {
            limit.iterations(oracle::steps_at::<R, A, f64>(&recurrence, point, limit))
        }))
    });
    let idea = "the definition: one complex number at a time";
    Rung { inner: Some(inner), ..Rung::new("textbook", idea, &Rounding::ALL, recurrence, oracle::fill::<R, f64>) }
}
