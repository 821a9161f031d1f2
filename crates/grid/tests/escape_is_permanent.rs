//! [`Recurrence::escape_is_permanent`] on the numbers where rounding could break it.

use lanelab_grid::{
    BurningShip, Julia, Mandelbrot, Multibrot3, Orbit, Recurrence, Rounding, Scalar, bounded, with_arithmetic,
};
use num_complex::Complex;
use std::f64::consts::TAU;
use std::fmt::Debug;

const STEPS: usize = 60;

/// Units in the last place of numbers from 1 to 2, in both precisions.
const LAST_BITS: [f64; 2] = [f64::EPSILON, f32::EPSILON as f64];

fn check_orbit<S: Scalar, R: Recurrence + Debug>(r: R, pixel: Complex<f64>) {
    for rounding in Rounding::ALL {
        let mut orbit = Orbit::<R, S>::new(r, rounding, pixel).take(STEPS).map(|z| bounded(z, rounding));
        let escaped = orbit.by_ref().position(|bounded| !bounded);
        let back = orbit.position(|bounded| bounded);
        assert!(back.is_none(), "{r:?}, {rounding}, {}: {pixel:?} escaped at {escaped:?}, back {back:?}", S::PRECISION);
    }
}

/// Checks the orbit of a pixel in both precisions, if escape is permanent under the map.
fn check<R: Recurrence + Debug>(r: R, pixel: Complex<f64>) {
    if r.escape_is_permanent() {
        check_orbit::<f64, R>(r, pixel);
        check_orbit::<f32, R>(r, pixel);
    }
}

fn around(centre: Complex<f64>, step: Complex<f64>, most: (i32, i32)) -> impl Iterator<Item = Complex<f64>> {
    let row = move |j| (-most.0..=most.0).map(move |i| Complex::new(f64::from(i) * step.re, f64::from(j) * step.im));
    (-most.1..=most.1).flat_map(row).map(move |offset| centre + offset)
}

fn angles() -> impl Iterator<Item = f64> {
    (0..96).map(|i| TAU * f64::from(i) / 96.0)
}

#[expect(clippy::disallowed_methods, reason = "inputs, whose last bit does not matter")]
#[test]
fn escape_is_permanent_next_to_minus_two() {
    for last_bit in LAST_BITS {
        // The square of the imaginary part matters: from far below the last bit to all that it can cancel.
        for scale in [0.0, 1e-300, last_bit, last_bit.powf(0.75), last_bit.sqrt() / 16.0, last_bit.sqrt() / 2.0] {
            for pixel in around(Complex::new(-2.0, 0.0), Complex::new(last_bit, scale), (128, 64)) {
                check(Mandelbrot, pixel);
                check(BurningShip, pixel);
            }
        }
    }
}

#[test]
fn escape_is_permanent_next_to_norm_two() {
    for (last_bit, angle) in LAST_BITS.into_iter().flat_map(|last_bit| angles().map(move |angle| (last_bit, angle))) {
        for pixel in around(Complex::from_polar(2.0, angle), Complex::new(last_bit, last_bit), (4, 4)) {
            check(Mandelbrot, pixel);
            check(BurningShip, pixel);
            check(Multibrot3, pixel);
        }
    }
}

/// The Julia map with the largest c at an angle for which escape is permanent, found by bisection.
fn largest_permanent(angle: f64) -> Julia {
    let (mut least, mut most) = (1.9, 2.1);
    for _ in 0..60 {
        let norm = f64::midpoint(least, most);
        let permanent = Julia { c: Complex::from_polar(norm, angle) }.escape_is_permanent();
        *(if permanent { &mut least } else { &mut most }) = norm;
    }
    Julia { c: Complex::from_polar(least, angle) }
}

/// Checks that for an escaped z, `z² + c` has escaped too, whichever form the step has.
fn check_step<S: Scalar>(julia: Julia, z: Complex<f64>) {
    let (z, c) = julia.start(Complex::new(S::from_f64(z.re), S::from_f64(z.im)));
    for rounding in Rounding::ALL.into_iter().filter(|&rounding| !bounded(z, rounding)) {
        for k in 1..=3 {
            let next = with_arithmetic!(rounding, A => julia.step::<A, S>(z, c, k));
            assert!(!bounded(next, rounding), "{julia:?} makes {z:?} bounded under {rounding}");
        }
    }
}

#[test]
fn escape_is_permanent_for_the_largest_constant_of_a_julia_map() {
    for angle in angles() {
        let julia = largest_permanent(angle);
        assert!(julia.escape_is_permanent() && julia.c.norm_sqr() > 3.9999, "{julia:?}");
        // Where z² and c are opposite and |z| is 2, z² + c is as short as it can be.
        let z = (-2.0 * julia.c).sqrt() * (2.0 / julia.c.norm_sqr().sqrt()).sqrt();
        for z in LAST_BITS.into_iter().flat_map(|last_bit| around(z, Complex::new(last_bit, last_bit), (6, 6))) {
            check_step::<f64>(julia, z);
            check_step::<f32>(julia, z);
        }
    }
}

#[test]
fn escape_is_permanent_where_points_overflow() {
    let large = [-f64::MAX, -1e200, -1e38, -1e19, 0.0, 1e19, 1e38, 1e200, f64::INFINITY, f64::NAN];
    for pixel in large.into_iter().flat_map(|re| large.map(|im| Complex::new(re, im))) {
        check(Mandelbrot, pixel);
        check(BurningShip, pixel);
        check(Multibrot3, pixel);
        check(Julia { c: Complex::new(-0.8, 0.156) }, pixel);
    }
}
