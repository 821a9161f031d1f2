//! The inner loops of the pixel rungs alone: the rungs' own functions, on a point that never escapes.

use super::{components, textbook};
use lanelab_grid::{Inner, Limit, Operations, Recurrence, Rounding, Test, Width, with_arithmetic};
use num_complex::Complex;
use std::hint::black_box;

/// A point inside the set of every map that adds it to a power of z.
const INSIDE: Complex<f64> = Complex::new(0.1, 0.05);

/// The loop of `textbook`.
pub(crate) fn textbook_inner<R: Recurrence>() -> Inner<R> {
    Inner { test: Test::After, run: run_textbook, ..components_inner() }
}

/// The loop of `components`.
pub(crate) fn components_inner<R: Recurrence>() -> Inner<R> {
    Inner { test: Test::Before, vectors: 1, width: Width::of::<f64>(), run: run_components, count: Operations::plain }
}

fn run_textbook<R: Recurrence>(recurrence: &R, rounding: Rounding, steps: u32) -> u64 {
    with_arithmetic!(rounding, A => repeated(steps, |limit| {
        limit.iterations(textbook::escape::<R, A>(recurrence, black_box(INSIDE), limit))
    }))
}

fn run_components<R: Recurrence>(recurrence: &R, rounding: Rounding, steps: u32) -> u64 {
    with_arithmetic!(rounding, A => repeated(steps, |limit| {
        components::bounded_steps::<R, A>(recurrence, black_box(INSIDE), limit)
    }))
}

/// Calls a loop until it has done so many steps in all: once, but for a map under which the point escapes.
fn repeated(steps: u32, run: impl Fn(Limit) -> u32) -> u64 {
    let steps = u64::from(steps.max(1));
    let limit = Limit::new(steps).expect("a u32 above 0 is a limit");
    let mut done = 0;
    while done < steps {
        done += u64::from(run(limit).max(1)); // even a point that is out at once has taken a step
    }
    done
}
