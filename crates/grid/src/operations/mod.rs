//! How many operations a step takes: counted, not typed.
//!
//! A [`Recurrence`] is written once over any number, so it can be evaluated over one that computes nothing and keeps a
//! record of what is asked of it. Whatever has the same bits counts once: a repeated expression, or one with the
//! operands of a sum or product exchanged. A sign changes for nothing, inside the addition or fma that takes it.
//!
//! So a count is of the fewest instructions that the expressions as written allow. A compiler may use more, not fewer.

mod symbol;

use crate::{Arithmetic, Recurrence, Rounding, with_arithmetic};
use num_complex::Complex;
use symbol::Symbol;

/// Operations on vectors (or single numbers), on average over the steps of a loop.
///
/// Only floating-point work counts, and what the test in a step compares: no counters, no masks, no jumps.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Operations {
    /// Multiplications.
    pub multiply: f64,
    /// Fused multiply-adds.
    pub fma: f64,
    /// Additions and subtractions.
    pub add: f64,
    /// Comparisons.
    pub compare: f64,
    /// Work on bits: signs cleared or changed.
    pub logic: f64,
}

/// Where a loop tests whether a point is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Test {
    /// Nowhere in the loop.
    Never,
    /// In each step, the value that is stepped next: test and step share its squares.
    Before,
    /// In each step, the value that was just computed.
    After,
}

impl Operations {
    /// The operations of a step of this map in this arithmetic, with the test, on average over three steps: the form
    /// of a step may depend on its number modulo 3.
    pub fn of_a_step<R: Recurrence, A: Arithmetic>(recurrence: &R, test: Test) -> Self {
        let steps = [1, 2, 3].map(|k| step::<R, A>(recurrence, test, k));
        steps.into_iter().fold(Self::default(), |sum, step| sum.zip(step, |a, b| a + b)).map(|sum| sum / 3.0)
    }

    /// The same, of a loop that takes the contract's own arithmetic of a rounding.
    pub fn plain<R: Recurrence>(recurrence: &R, rounding: Rounding, test: Test) -> Self {
        with_arithmetic!(rounding, A => Self::of_a_step::<R, A>(recurrence, test))
    }

    /// The mean of two forms that take turns, the other one in this share of the steps.
    #[must_use]
    pub fn mixed(self, other: Self, share: f64) -> Self {
        self.zip(other, |own, other| (1.0 - share) * own + share * other)
    }

    /// Multiplications and fused multiply-adds, which one kind of pipe executes.
    #[must_use]
    pub fn products(self) -> f64 {
        self.multiply + self.fma
    }

    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        self.zip(self, |a, _| f(a))
    }

    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            multiply: f(self.multiply, other.multiply),
            fma: f(self.fma, other.fma),
            add: f(self.add, other.add),
            compare: f(self.compare, other.compare),
            logic: f(self.logic, other.logic),
        }
    }
}

/// The operations of step `k`.
fn step<R: Recurrence, A: Arithmetic>(recurrence: &R, test: Test, k: u32) -> Operations {
    symbol::forget();
    let pixel = Complex::new(Symbol::input(0), Symbol::input(1));
    let (_, c) = recurrence.start(pixel);
    let z = Complex::new(Symbol::input(2), Symbol::input(3));
    let next = recurrence.step::<A, Symbol>(z, c, k);
    let mut results = vec![next.re, next.im];
    match test {
        Test::Never => {}
        Test::Before => results.push(A::norm_sqr(z)),
        Test::After => results.push(A::norm_sqr(next)),
    }
    let compare = f64::from(u8::from(test != Test::Never));
    Operations { compare, ..symbol::operations(&results) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BurningShip, Contracted, Fused, Julia, Mandelbrot, Multibrot3, Separate};

    fn of<A: Arithmetic>(test: Test) -> (f64, f64, f64) {
        let Operations { add, compare, .. } = Operations::of_a_step::<_, A>(&Mandelbrot, test);
        (Operations::of_a_step::<_, A>(&Mandelbrot, test).products(), add, compare)
    }

    #[test]
    fn a_step_is_what_the_formula_says() {
        assert_eq!(of::<Separate>(Test::Never), (3.0, 4.0, 0.0));
        assert_eq!(of::<Fused>(Test::Never), (4.0, 2.0, 0.0));
        assert_eq!(of::<Contracted>(Test::Never), (7.0 / 3.0, 7.0 / 3.0, 0.0));
    }

    #[test]
    fn a_test_shares_the_squares_of_the_step_that_it_stands_before() {
        assert_eq!(of::<Separate>(Test::Before), (3.0, 5.0, 1.0));
        assert_eq!(of::<Separate>(Test::After), (5.0, 5.0, 1.0));
        assert_eq!(of::<Fused>(Test::Before), (5.0, 2.0, 1.0));
    }

    #[test]
    fn a_fused_operation_is_told_from_a_multiplication() {
        let fused = Operations::of_a_step::<_, Fused>(&Mandelbrot, Test::Never);
        assert_eq!((fused.multiply, fused.fma, fused.logic), (2.0, 2.0, 0.0));
        let contracted = Operations::of_a_step::<_, Contracted>(&Mandelbrot, Test::Never);
        assert_eq!((contracted.multiply, contracted.fma), (0.0, 7.0 / 3.0));
    }

    #[test]
    fn a_constant_costs_nothing_and_an_absolute_value_is_work_on_bits() {
        let mandelbrot = Operations::of_a_step::<_, Separate>(&Mandelbrot, Test::Never);
        let julia = Julia { c: Complex::new(-0.8, 0.156) };
        assert_eq!(Operations::of_a_step::<_, Separate>(&julia, Test::Never), mandelbrot);
        // The compiler keeps |re|·|re| although it is re·re; so does the count.
        let ship = Operations::of_a_step::<_, Separate>(&BurningShip, Test::Never);
        assert_eq!(ship, Operations { logic: 2.0, ..mandelbrot });
    }

    #[test]
    fn a_cube_takes_a_square_and_a_product() {
        let cube = Operations::of_a_step::<_, Separate>(&Multibrot3, Test::Never);
        assert_eq!((cube.multiply, cube.add), (3.0 + 4.0, 2.0 + 2.0 + 2.0));
    }

    #[test]
    fn two_forms_in_turn_have_their_mean() {
        let [plain, other] = [3.0, 4.0].map(|multiply| Operations { multiply, ..Operations::default() });
        assert_eq!(plain.mixed(other, 0.25).multiply, 3.25);
    }
}
