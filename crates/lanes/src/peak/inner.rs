//! The inner loops of the rungs over lanes, alone. They are the loops that the rungs run, on points that never escape.

use crate::alternate::{Alternate, OTHERS};
use crate::flight::Flight;
use crate::lockstep::{Block, Tested};
use lanelab_grid::{Inner, Lanes, Limit, Operations, Recurrence, Rounding, Scalar, Test, Width, with_arithmetic};
use std::array::from_fn;
use std::hint::black_box;

/// The loop that tests in each step, asking now and then whether any lane runs: `K` vectors of kind `V`.
pub(crate) fn tested<R: Recurrence, V: Lanes, const K: usize>() -> Inner<R> {
    Inner {
        test: Test::Before,
        vectors: K,
        width: Width::of::<V>(),
        run: |recurrence, rounding, steps| {
            with_arithmetic!(rounding, A => {
                run_tested::<R, A, V, K>(recurrence, steps)
            })
        },
        count: operations::<R>,
    }
}

/// The loop that steps and does nothing else: `K` vectors of kind `V`. A rung that looks at its points now and then
/// comes to this at best.
#[must_use]
pub fn untested<R: Recurrence, V: Lanes, const K: usize>() -> Inner<R> {
    Inner {
        test: Test::Never,
        vectors: K,
        width: Width::of::<V>(),
        run: |recurrence, rounding, steps| {
            with_arithmetic!(rounding, A => {
                run_untested::<R, A, V, K>(recurrence, steps)
            })
        },
        count: operations::<R>,
    }
}

fn operations<R: Recurrence>(recurrence: &R, rounding: Rounding, test: Test) -> Operations {
    with_arithmetic!(rounding, A => in_turn::<R, A>(recurrence, test))
}

/// The operations of a step where both forms take turns.
fn in_turn<R: Recurrence, A: Alternate>(recurrence: &R, test: Test) -> Operations {
    let others = if A::ALONE && test == Test::Never { 1.0 } else { OTHERS };
    Operations::of_a_step::<R, A>(recurrence, test)
        .mixed(Operations::of_a_step::<R, A::Other>(recurrence, test), others)
}

#[inline(never)]
fn run_untested<R: Recurrence, A: Alternate, V: Lanes, const K: usize>(recurrence: &R, steps: u32) -> u64 {
    let (x, y) = black_box((column::<V>(), rows::<V, K>()));
    let sixes = steps.max(1).div_ceil(6);
    let mut flight = Flight::start(recurrence, [x; K], y);
    if A::ALONE {
        let (c_re, c_im) = black_box((&flight.c_re, &flight.c_im));
        let mut in_place = Flight { re: flight.re, im: flight.im, c_re, c_im };
        in_place.sixes::<R, A>(recurrence, sixes);
        black_box(in_place);
    } else {
        flight.sixes::<R, A>(recurrence, sixes);
        black_box(flight);
    }
    lane_steps::<V, K>(6 * u64::from(sixes))
}

#[inline(never)]
fn run_tested<R: Recurrence, A: Alternate, V: Lanes, const K: usize>(recurrence: &R, steps: u32) -> u64 {
    if recurrence.escapes_for_good() {
        repeated::<R, A, V, Tested<false>, K>(recurrence, steps)
    } else {
        repeated::<R, A, V, Tested<true>, K>(recurrence, steps)
    }
}

/// Takes a block through so many steps in all: at once, but for a map under which all of its points escape.
#[inline(always)]
fn repeated<R: Recurrence, A: Alternate, V: Lanes, B: Block<R, A, V>, const K: usize>(
    recurrence: &R,
    steps: u32,
) -> u64 {
    let steps = u64::from(steps.max(1));
    let limit = Limit::new(steps).expect("a u32 above 0 is a limit");
    let mut done = 0;
    while done < steps {
        let (x, y) = black_box((column::<V>(), rows::<V, K>()));
        done += u64::from(black_box(B::steps(recurrence, limit, x, y)).taken);
    }
    lane_steps::<V, K>(done)
}

fn lane_steps<V: Lanes, const K: usize>(steps: u64) -> u64 {
    steps * (K * V::LANES) as u64
}

/// Real parts from 0.05 to 0.125 for 16 lanes. With [`rows`] all points lie within 1/4 of 0, where `z² + c`, `z³ + c`
/// and their kin stay, and settle at a number that is neither 0 nor next to it: such numbers can be slow.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn column<V: Lanes>() -> V {
    let lanes: [V::Element; 16] = from_fn(|lane| V::Element::from_f64(0.05 + 0.005 * lane as f64));
    V::load(&lanes)
}

/// Imaginary parts from 0.03 to 0.15 for 12 vectors.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn rows<V: Lanes, const K: usize>() -> [V; K] {
    from_fn(|i| V::splat(0.03 + 0.01 * i as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alternate::TWO_FORMS;
    use crate::{IN_FLIGHT, IN_FLIGHT_TESTED, NativeF64};
    use lanelab_grid::{FUSES, Julia, Mandelbrot, Separate};
    use num_complex::Complex;

    #[test]
    fn forms_load_the_ports_as_they_take_turns() {
        let in_three_steps = |inner: Inner<Mandelbrot>, rounding| {
            let operations = inner.operations(&Mandelbrot, rounding);
            [operations.products(), operations.add, operations.compare].map(|n| (3.0 * n).round())
        };
        let untested = untested::<Mandelbrot, NativeF64, IN_FLIGHT>();
        let tested = tested::<Mandelbrot, NativeF64, IN_FLIGHT_TESTED>();
        let (plain, balanced, other) = ((9.0, 12.0), (10.0, 10.0), (12.0, 6.0));
        let alone = if FUSES { other } else { plain };
        let (mul, add) = if TWO_FORMS { balanced } else { alone };
        assert_eq!(in_three_steps(untested, Rounding::Separate), [mul, add, 0.0]);
        let (mul, add) = if TWO_FORMS { balanced } else { plain };
        assert_eq!(in_three_steps(tested, Rounding::Separate), [mul, add + 3.0, 3.0]);
        assert_eq!(in_three_steps(untested, Rounding::Fused), [12.0, 6.0, 0.0]);
        assert_eq!(in_three_steps(tested, Rounding::Fused), [15.0, 6.0, 3.0]);
        assert_eq!(in_three_steps(untested, Rounding::Contracted), [7.0, 7.0, 0.0]);
    }

    #[test]
    fn the_second_form_moves_an_addition_to_the_multiply_ports() {
        let of = Operations::of_a_step::<_, <Separate as Alternate>::Other>(&Mandelbrot, Test::Never);
        let expected = if FUSES { (4.0, 2.0) } else { (3.0, 4.0) };
        assert_eq!((of.products(), of.add), expected);
    }

    #[test]
    fn a_loop_does_at_least_what_is_asked_on_any_map() {
        let far = Julia { c: Complex::new(3.0, 3.0) };
        for steps in [0, 1, 5, 6, 7, 1000] {
            for rounding in Rounding::ALL {
                let least = u64::from(steps) * 2 * NativeF64::LANES as u64;
                let untested = untested::<Mandelbrot, NativeF64, 2>();
                assert!((untested.run)(&Mandelbrot, rounding, steps) >= least.max(1));
                let tested = tested::<Julia, NativeF64, 2>();
                assert!((tested.run)(&far, rounding, steps) >= least.max(1));
            }
        }
    }
}
