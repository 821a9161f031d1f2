//! The inner loops of the rungs over lanes, alone, on points that never escape.

use crate::flight::Flight;
use crate::forms::fma_form_share;
use crate::lockstep::{BlockKernel, Tested};
use crate::step::{Rounded, Step};
use lanelab_grid::{InnerLoop, Lanes, Limit, Recurrence, Scalar, Test, with_arithmetic};
use std::array::from_fn;
use std::hint::black_box;

/// The loop of `K` vectors of kind `V` with a test in each step.
pub(crate) fn tested<R: Recurrence + 'static, V: Lanes, const K: usize>(recurrence: R) -> InnerLoop {
    InnerLoop::new::<V>(Test::Before, K, fma_form_share(Test::Before), move |rounding, steps| {
        with_arithmetic!(rounding, A => {
            let map = Rounded::<R, A>::new(&recurrence);
            run_tested::<_, V, K>(map, steps)
        })
    })
}

/// The loop of `K` vectors of kind `V` that steps and does nothing else: the upper bound of rungs that test once in a
/// batch.
pub fn untested<R: Recurrence + 'static, V: Lanes, const K: usize>(recurrence: R) -> InnerLoop {
    InnerLoop::new::<V>(Test::Never, K, fma_form_share(Test::Never), move |rounding, steps| {
        with_arithmetic!(rounding, A => {
            let map = Rounded::<R, A>::new(&recurrence);
            run_untested::<_, V, K>(map, steps)
        })
    })
}

#[inline(never)]
fn run_untested<S: Step, V: Lanes, const K: usize>(map: S, steps: u32) -> u64 {
    let (x, y) = black_box(points::<V, K>());
    let sixes = steps.max(1).div_ceil(6);
    let mut flight = Flight::start(map, [x; K], y);
    if S::FMA_FORM_ONLY {
        let (c_re, c_im) = black_box((&flight.c_re, &flight.c_im));
        let mut in_place = Flight { re: flight.re, im: flight.im, c_re, c_im };
        in_place.sixes(map, sixes);
        black_box(in_place);
    } else {
        flight.sixes(map, sixes);
        black_box(flight);
    }
    6 * u64::from(sixes) * (K * V::LANES) as u64
}

#[inline(never)]
fn run_tested<S: Step, V: Lanes, const K: usize>(map: S, steps: u32) -> u64 {
    if map.may_skip_tests() {
        repeat::<Tested<false>, V, K>(map, steps)
    } else {
        repeat::<Tested<true>, V, K>(map, steps)
    }
}

/// Runs a block until it has taken this many steps in all: once, unless all of its points escape under the map.
#[inline(always)]
fn repeat<B: BlockKernel, V: Lanes, const K: usize>(map: impl Step, steps: u32) -> u64 {
    let steps = u64::from(steps.max(1));
    let limit = Limit::new(steps).expect("a u32 above 0 is a limit");
    let mut done = 0;
    while done < steps {
        let (x, y) = black_box(points::<V, K>());
        done += u64::from(black_box(B::new(1).steps(map, limit, 0, x, y)).taken);
    }
    done * (K * V::LANES) as u64
}

/// Real parts from 0.05 to 0.125 for 16 lanes, imaginary parts from 0.03 to 0.15 for 12 vectors.
///
/// All points lie within 1/4 of 0. There `z² + c`, `z³ + c` and similar maps stay bounded and converge to a number that
/// is not denormal: denormal numbers can be slow.
fn points<V: Lanes, const K: usize>() -> (V, [V; K]) {
    let lanes: [V::Element; 16] = from_fn(|lane| V::Element::from_f64(0.05 + 0.005 * lane as f64));
    (V::load(&lanes), from_fn(|i| V::splat(0.03 + 0.01 * i as f64)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NativeF64;
    use lanelab_grid::{Julia, Mandelbrot, Rounding};
    use num_complex::Complex;

    #[test]
    fn a_loop_takes_at_least_the_requested_steps_on_any_map() {
        let loops =
            [untested::<_, NativeF64, 2>(Mandelbrot), tested::<_, NativeF64, 2>(Julia { c: Complex::new(3.0, 3.0) })];
        for steps in [0, 1, 5, 6, 7, 1000] {
            for rounding in Rounding::ALL {
                let least = u64::from(steps) * 2 * NativeF64::LANES as u64;
                assert!(loops.iter().all(|inner| inner.run(rounding, steps) >= least.max(1)), "{rounding} {steps}");
            }
        }
    }
}
