//! The operations counted for a step.

use lanelab_escape::Ladder;
use lanelab_escape::operations::{Symbol, count, of_step};
use lanelab_grid::{
    Arithmetic, BurningShip, Contracted, FUSES, Fused, InnerLoop, Julia, Mandelbrot, Multibrot3, Real, Recurrence,
    Rounding, Separate, SeparateByFma, Test,
};
use lanelab_measure::peak::Operations;
use num_complex::Complex;

/// Products, additions, comparisons and bit operations of three steps.
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
    // The compiler does not replace |re|·|re| by re·re, nor does the count.
    assert_eq!(three::<Separate>(&BurningShip, Test::Never), [9.0, 12.0, 0.0, 6.0]);
    assert_eq!(three::<Separate>(&Multibrot3, Test::Never), [21.0, 18.0, 0.0, 0.0], "a square, a product, a sum");
}

#[test]
fn a_test_before_a_step_shares_its_squares() {
    assert_eq!(three::<Separate>(&Mandelbrot, Test::Before), [9.0, 15.0, 3.0, 0.0]);
    assert_eq!(three::<Separate>(&Mandelbrot, Test::After), [15.0, 15.0, 3.0, 0.0]);
    assert_eq!(three::<Fused>(&Mandelbrot, Test::Before), [15.0, 6.0, 3.0, 0.0]);
}

#[test]
fn fused_operations_are_counted_apart_from_multiplications() {
    let [fused, contracted] =
        [of_step::<_, Fused>(&Mandelbrot, Test::Never), of_step::<_, Contracted>(&Mandelbrot, Test::Never)]
            .map(|of| [of.multiply, of.fma].map(|count| (3.0 * count).round()));
    assert_eq!((fused, contracted), ([6.0, 6.0], [0.0, 7.0]));
}

#[test]
fn a_loop_averages_both_forms_by_their_share() {
    let ladder = Ladder::new("mandelbrot", Mandelbrot, Vec::new());
    let of = |share| {
        let inner = InnerLoop::new::<f64>(Test::Never, 1, share, |_, steps| steps.into());
        let of = ladder.operations(&inner, Rounding::Separate);
        [of.products(), of.add].map(|count| (3.0 * count).round())
    };
    let in_turn = if FUSES { [10.0, 10.0] } else { [9.0, 12.0] };
    assert_eq!((of(0.0), of(1.0 / 3.0)), ([9.0, 12.0], in_turn));
}

#[test]
fn repeated_and_unused_expressions_and_signs_that_an_operation_uses_are_free() {
    let [a, b, c] = Symbol::inputs();
    assert_eq!((a * b, a + b, a - b, a.fma(b, c)), (b * a, b + a, -b + a, b.fma(a, c)));
    assert_ne!(a - b, b - a, "their zeros have different signs");
    assert_eq!((-a).abs(), a.abs());
    let none = Operations::default();
    assert_eq!(count(&[a * b + c, b * a - c]), Operations { multiply: 1.0, add: 2.0, ..none }, "repeated");
    assert_eq!(
        count(&[(-a).fma(b, -c), c - (-a) * b]),
        Operations { multiply: 1.0, fma: 1.0, add: 1.0, ..none },
        "signs"
    );
    assert_eq!(count(&[-a]), Operations { logic: 1.0, ..none }, "the sign of a result");
    let _unused = a * c;
    assert_eq!(count(&[a + b]), Operations { add: 1.0, ..none }, "unused");
}
