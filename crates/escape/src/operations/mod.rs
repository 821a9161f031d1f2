//! How many operations a step takes: counted, not typed.
//!
//! A [`Recurrence`] is written once over any number, so it can be evaluated over one that computes nothing and keeps a
//! record of what is asked of it. Whatever has the same bits counts once: a repeated expression, or one with the
//! operands of a sum or product exchanged. A sign changes for nothing, inside the addition or fma that takes it.
//!
//! So a count is of the fewest instructions that the expressions as written allow. A compiler may use more, not fewer.

mod symbol;

use lanelab_grid::{Arithmetic, InnerLoop, Recurrence, Rounding, Test, with_arithmetic};
use lanelab_measure::peak::Operations;
use num_complex::Complex;

pub use symbol::{Symbol, count};

/// The operations of one vector's step of an inner loop, on average over its steps and both forms of a step.
pub(crate) fn of_loop<R: Recurrence>(recurrence: &R, inner: &InnerLoop, rounding: Rounding) -> Operations {
    with_arithmetic!(rounding, A => {
        let plain = of_step::<R, A>(recurrence, inner.test);
        let by_fma = of_step::<R, <A as Arithmetic>::FmaForm>(recurrence, inner.test);
        let share = inner.fma_form_share;
        Operations::default().plus(plain, 1.0 - share).plus(by_fma, share)
    })
}

/// The operations of a step of this map in this arithmetic, with the test, on average over three steps: the form of a
/// step may depend on its number modulo 3.
pub fn of_step<R: Recurrence, A: Arithmetic>(recurrence: &R, test: Test) -> Operations {
    let steps = [1, 2, 3].map(|k| step::<R, A>(recurrence, test, k));
    steps.into_iter().fold(Operations::default(), |mean, step| mean.plus(step, 1.0 / 3.0))
}

/// The operations of step `k`.
fn step<R: Recurrence, A: Arithmetic>(recurrence: &R, test: Test, k: u32) -> Operations {
    let [x, y, re, im] = Symbol::inputs();
    let (_, c) = recurrence.start(Complex::new(x, y));
    let z = Complex::new(re, im);
    let next = recurrence.step::<A, Symbol>(z, c, k);
    let mut results = vec![next.re, next.im];
    match test {
        Test::Never => {}
        Test::Before => results.push(A::norm_sqr(z)),
        Test::After => results.push(A::norm_sqr(next)),
    }
    let compare = f64::from(u8::from(test != Test::Never));
    Operations { compare, ..count(&results) }
}
