//! Rungs without SIMD types: one pixel at a time, and the whole-array forms of the lesson.
//!
//! Each module's doc answers four questions: the idea; what it costs; what the machine does with it; when it loses.
#![forbid(unsafe_code)]

pub mod array;
pub mod pixel;

use lanelab_grid::{Cut, Recurrence, Rounding, Rung};

/// The scalar rungs, in teaching order.
#[must_use]
pub fn rungs<R: Recurrence>() -> Vec<Rung<R>> {
    let textbook = Rung::new(
        "textbook",
        "the definition: one complex number at a time",
        &Rounding::ALL,
        pixel::textbook::fill::<R>,
    );
    let array = Rung { cut: Cut::PerThread, ..textbook };
    vec![
        Rung { inner: Some(pixel::textbook_inner()), ..textbook },
        Rung {
            name: "components",
            idea: "test and step from the same squares",
            fill: pixel::components::fill::<R>,
            inner: Some(pixel::components_inner()),
            ..textbook
        },
        Rung {
            name: "array-whole",
            idea: "every pixel in every pass, diverged values reset",
            scratch_per_pixel: array::whole::SCRATCH_PER_PIXEL,
            fill: array::whole::fill::<R>,
            ..array
        },
        Rung {
            name: "array-masked",
            idea: "a boolean mask of what still runs",
            scratch_per_pixel: array::masked::SCRATCH_PER_PIXEL,
            fill: array::masked::fill::<R>,
            ..array
        },
        Rung {
            name: "array-compacted",
            idea: "shrink the arrays to what still runs",
            scratch_per_pixel: array::compacted::SCRATCH_PER_PIXEL,
            fill: array::compacted::fill::<R>,
            ..array
        },
    ]
}
