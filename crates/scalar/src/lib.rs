//! Rungs without SIMD types: one pixel at a time, and the whole-array forms of the course.
//!
//! Each module's doc answers four questions: the idea; what it costs; what the machine does with it; when it loses.
//! Each module's `fill` is a [`Fill`].
#![forbid(unsafe_code)]

pub mod array;
pub mod components;
pub mod textbook;

use array::{compacted, masked, whole};
use lanelab_grid::{Cut, Fill, Limit, Recurrence, Rounding, Rung, oracle};
use num_complex::Complex;
use std::hint::black_box;

/// The scalar rungs for a map, in teaching order.
pub fn rungs<R: Recurrence + 'static>(recurrence: R) -> Vec<Rung> {
    let rung = |name, idea, fill: Fill<R>| Rung::new(name, idea, &Rounding::ALL, recurrence, fill);
    let array =
        |name, idea, fill, scratch_per_pixel| Rung { cut: Cut::PerThread, scratch_per_pixel, ..rung(name, idea, fill) };
    vec![
        Rung {
            inner: Some(textbook::inner(recurrence)),
            ..rung("textbook", "the definition: one complex number at a time", oracle::fill::<R, f64>)
        },
        Rung {
            inner: Some(components::inner(recurrence)),
            ..rung("components", "test and step from the same squares", components::fill)
        },
        array("array-whole", "every pixel in every pass, diverged values reset", whole::fill, whole::SCRATCH_PER_PIXEL),
        array("array-masked", "a boolean mask of what still runs", masked::fill, masked::SCRATCH_PER_PIXEL),
        array("array-compacted", "shrink the arrays to what still runs", compacted::fill, compacted::SCRATCH_PER_PIXEL),
    ]
}

/// A point that never escapes under `z² + c`, `z³ + c` and similar maps.
const INSIDE: Complex<f64> = Complex::new(0.1, 0.05);

/// Runs the loop of a pixel until it has taken this many steps in all: once, unless the point escapes under the map.
fn repeat(steps: u32, run: impl Fn(Complex<f64>, Limit) -> u32) -> u64 {
    let steps = u64::from(steps.max(1));
    let limit = Limit::new(steps).expect("a u32 above 0 is a limit");
    let mut done = 0;
    while done < steps {
        done += u64::from(run(black_box(INSIDE), limit).max(1)); // a point that escapes in its first step has taken one
    }
    done
}
