//! Rungs without SIMD types: one pixel at a time, and the whole-array forms of the course.
//!
//! Each module's doc answers four questions: the idea; what it costs; what the machine does with it; when it loses.
#![forbid(unsafe_code)]

pub mod array;
pub mod components;
pub mod textbook;

use lanelab_grid::{Limit, Recurrence, Rung};
use num_complex::Complex;
use std::hint::black_box;

/// The scalar rungs for a map, in teaching order.
pub fn rungs<R: Recurrence + 'static>(recurrence: R) -> Vec<Rung> {
    vec![
        textbook::rung(recurrence),
        components::rung(recurrence),
        array::whole::rung(recurrence),
        array::masked::rung(recurrence),
        array::compacted::rung(recurrence),
    ]
}

/// A point inside the set of every map that adds it to a power of z.
const INSIDE: Complex<f64> = Complex::new(0.1, 0.05);

/// Calls the loop of a pixel until it has done so many steps in all: once, but for a map under which the point escapes.
fn repeat(steps: u32, run: impl Fn(Complex<f64>, Limit) -> u32) -> u64 {
    let steps = u64::from(steps.max(1));
    let limit = Limit::new(steps).expect("a u32 above 0 is a limit");
    let mut done = 0;
    while done < steps {
        done += u64::from(run(black_box(INSIDE), limit).max(1)); // a point that escapes at once has taken a step
    }
    done
}
