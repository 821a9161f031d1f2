//! The promise of [`Recurrence::escape_is_permanent`], on the numbers where rounding could break it.

use lanelab_grid::{BurningShip, Julia, Mandelbrot, Multibrot3, Orbit, Recurrence, Rounding, Scalar, bounded};
use num_complex::Complex;
use std::f64::consts::TAU;

const STEPS: usize = 60;

/// Units in the last place of a number from 1 to 2, and from one precision to the other.
const LAST_BITS: [f64; 2] = [f64::EPSILON, f32::EPSILON as f64];

fn check<S: Scalar, R: Recurrence + std::fmt::Debug>(r: R, pixel: Complex<f64>) {
    for rounding in Rounding::ALL {
        let mut orbit = Orbit::<R, S>::new(r, rounding, pixel).take(STEPS).map(|z| bounded(z, rounding));
        let out = orbit.by_ref().position(|bounded| !bounded);
        let back = orbit.position(|bounded| bounded);
        assert!(back.is_none(), "{r:?}, {rounding}, {}: {pixel:?} out at {out:?}, back {back:?}", S::PRECISION);
    }
}

/// A map that promises nothing is passed over.
fn check_promising<R: Recurrence + std::fmt::Debug>(r: R, pixel: Complex<f64>) {
    if r.escape_is_permanent() {
        check::<f64, R>(r, pixel);
        check::<f32, R>(r, pixel);
    }
}

fn check_all(pixel: Complex<f64>) {
    check_promising(Mandelbrot, pixel);
    check_promising(BurningShip, pixel);
    check_promising(Multibrot3, pixel);
}

/// The numbers `centre + i·step` for `|i| <= most`.
fn around(centre: f64, step: f64, most: i32) -> impl Iterator<Item = f64> + Clone {
    (-most..=most).map(move |i| centre + f64::from(i) * step)
}

#[test]
fn next_to_minus_two_what_is_out_stays_out() {
    for last_bit in LAST_BITS {
        // The imaginary part matters by its square: from far below its last bit to all that its square can cancel.
        let scales = [0.0, 1e-300, last_bit, last_bit.powf(0.75), last_bit.sqrt() / 16.0, last_bit.sqrt() / 2.0];
        for im in scales.into_iter().flat_map(|scale| around(0.0, scale, 64)) {
            for re in around(-2.0, last_bit, 128) {
                check_promising(Mandelbrot, Complex::new(re, im));
                check_promising(BurningShip, Complex::new(re, im));
            }
        }
    }
}

#[test]
fn next_to_norm_two_what_is_out_stays_out() {
    for last_bit in LAST_BITS {
        for angle in (0..96).map(|i| TAU * f64::from(i) / 96.0) {
            let c = Complex::from_polar(2.0, angle);
            for re in around(c.re, last_bit, 4) {
                for im in around(c.im, last_bit, 4) {
                    check_all(Complex::new(re, im));
                }
            }
        }
    }
}

/// The largest c at an angle of which a Julia map promises anything.
fn largest_promising(angle: f64) -> Julia {
    let (mut least, mut most) = (1.9, 2.1);
    for _ in 0..60 {
        let norm = f64::midpoint(least, most);
        let promises = Julia { c: Complex::from_polar(norm, angle) }.escape_is_permanent();
        *(if promises { &mut least } else { &mut most }) = norm;
    }
    Julia { c: Complex::from_polar(least, angle) }
}

#[test]
fn the_largest_constant_of_a_julia_map_that_promises_keeps_the_promise() {
    for angle in (0..96).map(|i| TAU * f64::from(i) / 96.0) {
        let julia = largest_promising(angle);
        assert!(julia.escape_is_permanent() && julia.c.norm_sqr() > 3.9999, "{julia:?}");
        // Where z² and c are opposite and |z| is 2, z comes as close to coming back as it can.
        let z = (-2.0 * julia.c).sqrt() * (2.0 / julia.c.norm_sqr().sqrt()).sqrt();
        for last_bit in LAST_BITS {
            for re in around(z.re, last_bit, 6) {
                for im in around(z.im, last_bit, 6) {
                    check_out_at_once(julia, Complex::new(re, im));
                }
            }
        }
    }
}

/// Of a z that is out, `z² + c` is out, whichever form the step takes.
fn check_out_at_once(julia: Julia, z: Complex<f64>) {
    fn check<S: Scalar>(julia: Julia, z: Complex<f64>) {
        let (z, c) = julia.start(Complex::new(S::from_f64(z.re), S::from_f64(z.im)));
        for rounding in Rounding::ALL.into_iter().filter(|&rounding| !bounded(z, rounding)) {
            for k in 1..=3 {
                let next = lanelab_grid::with_arithmetic!(rounding, A => julia.step::<A, S>(z, c, k));
                assert!(!bounded(next, rounding), "{julia:?} takes {z:?} back under {rounding}");
            }
        }
    }
    check::<f64>(julia, z);
    check::<f32>(julia, z);
}

#[test]
fn what_overflows_stays_out() {
    let large = [-f64::MAX, -1e200, -1e38, -1e19, 0.0, 1e19, 1e38, 1e200, f64::INFINITY, f64::NAN];
    for re in large {
        for im in large {
            check_all(Complex::new(re, im));
            check_promising(Julia { c: Complex::new(-0.8, 0.156) }, Complex::new(re, im));
        }
    }
}
