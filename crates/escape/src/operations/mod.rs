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
use symbol::Symbol;

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
fn of_step<R: Recurrence, A: Arithmetic>(recurrence: &R, test: Test) -> Operations {
    let steps = [1, 2, 3].map(|k| step::<R, A>(recurrence, test, k));
    steps.into_iter().fold(Operations::default(), |mean, step| mean.plus(step, 1.0 / 3.0))
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
    use lanelab_grid::{BurningShip, Contracted, FUSES, Fused, Julia, Mandelbrot, Multibrot3, Separate, SeparateByFma};

    /// Products, additions, comparisons and work on bits of three steps.
    fn three<A: Arithmetic>(recurrence: &impl Recurrence, test: Test) -> [f64; 4] {
        let of = of_step::<_, A>(recurrence, test);
        [of.products(), of.add, of.compare, of.logic].map(|count| (3.0 * count).round())
    }

    #[test]
    fn a_step_has_the_operations_of_its_formula() {
        assert_eq!(three::<Separate>(&Mandelbrot, Test::Never), [9.0, 12.0, 0.0, 0.0]);
        assert_eq!(three::<Fused>(&Mandelbrot, Test::Never), [12.0, 6.0, 0.0, 0.0]);
        assert_eq!(three::<Contracted>(&Mandelbrot, Test::Never), [7.0, 7.0, 0.0, 0.0]);
        let by_fma = if FUSES { [12.0, 6.0, 0.0, 0.0] } else { [9.0, 12.0, 0.0, 0.0] };
        assert_eq!(three::<SeparateByFma>(&Mandelbrot, Test::Never), by_fma, "an addition moves to the multiply ports");
        let julia = Julia { c: Complex::new(-0.8, 0.156) };
        assert_eq!(three::<Separate>(&julia, Test::Never), [9.0, 12.0, 0.0, 0.0], "a constant costs nothing");
        // The compiler keeps |re|·|re| although it is re·re; so does the count.
        assert_eq!(three::<Separate>(&BurningShip, Test::Never), [9.0, 12.0, 0.0, 6.0]);
        assert_eq!(three::<Separate>(&Multibrot3, Test::Never), [21.0, 18.0, 0.0, 0.0], "a square, a product, a sum");
    }

    #[test]
    fn a_test_shares_the_squares_of_the_step_that_it_stands_before() {
        assert_eq!(three::<Separate>(&Mandelbrot, Test::Before), [9.0, 15.0, 3.0, 0.0]);
        assert_eq!(three::<Separate>(&Mandelbrot, Test::After), [15.0, 15.0, 3.0, 0.0]);
        assert_eq!(three::<Fused>(&Mandelbrot, Test::Before), [15.0, 6.0, 3.0, 0.0]);
    }

    #[test]
    fn a_fused_operation_is_told_from_a_multiplication() {
        let fused = of_step::<_, Fused>(&Mandelbrot, Test::Never);
        assert_eq!([fused.multiply, fused.fma].map(|count| (3.0 * count).round()), [6.0, 6.0]);
        let contracted = of_step::<_, Contracted>(&Mandelbrot, Test::Never);
        assert_eq!([contracted.multiply, contracted.fma].map(|count| (3.0 * count).round()), [0.0, 7.0]);
    }

    #[test]
    fn a_loop_has_both_forms_by_their_share() {
        let of = |share| {
            let inner = InnerLoop::new::<f64>(Test::Never, 1, share, |_, steps| steps.into());
            let of = of_loop(&Mandelbrot, &inner, Rounding::Separate);
            [of.products(), of.add].map(|count| (3.0 * count).round())
        };
        let in_turn = if FUSES { [10.0, 10.0] } else { [9.0, 12.0] };
        assert_eq!((of(0.0), of(1.0 / 3.0)), ([9.0, 12.0], in_turn));
    }
}
