//! How many operations a step takes, counted by evaluating the map.
//!
//! A [`Recurrence`] is written once over any number, so it can be evaluated over a symbolic one that records the
//! operations. Expressions with the same bits count once: repeated ones, and those with the operands of a sum or
//! product exchanged. A change of sign is free where an addition or fma uses the result.
//!
//! So the count is the least number of instructions that the expressions as written allow; a compiler may use more.

mod symbol;

use lanelab_grid::{Arithmetic, InnerLoop, Recurrence, Rounding, Test, with_arithmetic};
use lanelab_measure::peak::Operations;
use num_complex::Complex;

pub use symbol::{Symbol, count};

/// The average operations of a vector's step in an inner loop, over its steps and both forms of a step.
pub(crate) fn of_loop<R: Recurrence>(recurrence: &R, inner: &InnerLoop, rounding: Rounding) -> Operations {
    with_arithmetic!(rounding, A => {
        let plain = of_step::<R, A>(recurrence, inner.test);
        let by_fma = of_step::<R, <A as Arithmetic>::FmaForm>(recurrence, inner.test);
        let share = inner.fma_form_share;
        Operations::default().plus(plain, 1.0 - share).plus(by_fma, share)
    })
}

/// The average operations of a step and its test in this arithmetic, over three steps, since the form of a step may
/// depend on its number modulo 3.
pub fn of_step<R: Recurrence, A: Arithmetic>(recurrence: &R, test: Test) -> Operations {
    let steps = [1, 2, 3].map(|k| step::<R, A>(recurrence, test, k));
    steps.into_iter().fold(Operations::default(), |mean, step| mean.plus(step, 1.0 / 3.0))
}

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
