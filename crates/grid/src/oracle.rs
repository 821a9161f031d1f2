//! The oracle: the plain reference that every rung is compared with.
//!
//! One pixel, one step, one test at a time, never tuned. The rung `textbook` is the same loop, timed as the base of the
//! ladder. The oracle itself is compared with loops written by hand from the formulas alone, and with the steps that
//! NumPy counted.

use crate::{Arithmetic, Job, Limit, Recurrence, Rounding, Scalar, Steps, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;
use num_complex::Complex;

/// The orbit of one pixel: the endless iterator `z_1, z_2, …`.
#[derive(Debug, Clone, Copy)]
pub struct Orbit<R, S> {
    recurrence: R,
    rounding: Rounding,
    z: Complex<S>,
    c: Complex<S>,
    k: u32,
}

impl<R: Recurrence, S: Scalar> Orbit<R, S> {
    /// The orbit of a pixel, its coordinates rounded once to `S`.
    pub fn new(recurrence: R, rounding: Rounding, pixel: Complex<f64>) -> Self {
        let (z, c) = recurrence.start(Complex::new(S::from_f64(pixel.re), S::from_f64(pixel.im)));
        Self { recurrence, rounding, z, c, k: 0 }
    }
}

impl<R: Recurrence, S: Scalar> Iterator for Orbit<R, S> {
    type Item = Complex<S>;

    fn next(&mut self) -> Option<Complex<S>> {
        self.k = self.k.wrapping_add(1);
        self.z = with_arithmetic!(self.rounding, A => self.recurrence.step::<A, S>(self.z, self.c, self.k));
        Some(self.z)
    }
}

/// Whether a point of an orbit is bounded: [`Arithmetic::bounded`] of this rounding.
pub fn bounded<S: Scalar>(z: Complex<S>, rounding: Rounding) -> bool {
    with_arithmetic!(rounding, A => A::bounded(z))
}

/// The steps of one pixel: the first `k` in `1..=limit` at which `z_k` is not bounded, 0 where there is none.
pub fn steps_at<R: Recurrence, A: Arithmetic, S: Scalar>(recurrence: &R, pixel: Complex<f64>, limit: Limit) -> u32 {
    let (mut z, c) = recurrence.start(Complex::new(S::from_f64(pixel.re), S::from_f64(pixel.im)));
    for k in 1..=limit.get() {
        z = recurrence.step::<A, S>(z, c, k);
        if !A::bounded(z) {
            return k;
        }
    }
    0
}

/// Fills a tile with the steps of its pixels: the rung `textbook`, and the oracle of every other rung.
pub fn fill<R: Recurrence, S: Scalar>(recurrence: &R, job: &Job, mut out: ArrayViewMut2<'_, u32>, _: &mut Tally<'_>) {
    job.check_shape(&out);
    with_arithmetic!(job.rounding, A => {
        for ((row, column), steps) in out.indexed_iter_mut() {
            *steps = steps_at::<R, A, S>(recurrence, job.tile.point(row, column), job.limit);
        }
    });
}

/// The steps of a job's pixels in `f64`.
pub fn steps<R: Recurrence>(recurrence: &R, job: &Job) -> Steps {
    let mut steps = Steps::zeros(job.tile.dim(), job.limit);
    fill::<R, f64>(recurrence, job, steps.view_mut(), &mut Tally::default());
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Julia, Mandelbrot, Raster, Region, View};

    #[test]
    fn the_first_escape_of_a_point_that_becomes_bounded_again_counts() {
        let julia = Julia { c: Complex::new(-4.41, 0.0) };
        let pixel = Complex::new(2.5515, 0.0);
        let orbit: Vec<_> = Orbit::<_, f64>::new(julia, Rounding::Separate, pixel).take(2).collect();
        assert!(!bounded(orbit[0], Rounding::Separate), "escapes at step 1");
        assert!(bounded(orbit[1], Rounding::Separate), "bounded again at step 2");
        assert_eq!(steps_at::<_, crate::Separate, f64>(&julia, pixel, Limit::new(9).unwrap()), 1);
    }

    #[test]
    fn an_orbit_that_overflows_to_nan_has_escaped() {
        for pixel in [Complex::new(f64::NAN, 0.0), Complex::new(1e200, 1e200)] {
            assert_eq!(steps_at::<_, crate::Fused, f64>(&Mandelbrot, pixel, Limit::new(9).unwrap()), 1, "{pixel}");
        }
    }

    /// The formulas of `contracted` by hand, for the Mandelbrot map. Crate `escape` compares the other roundings so.
    #[expect(clippy::disallowed_methods, reason = "written without the number trait, to check it")]
    fn contracted_by_hand(c: Complex<f64>, limit: u32) -> u32 {
        let (mut re, mut im) = (c.re, c.im);
        for k in 1..=limit {
            let next =
                if k % 3 == 1 { re.mul_add(re, (-im).mul_add(im, c.re)) } else { (re - im).mul_add(re + im, c.re) };
            (re, im) = (next, (re + re).mul_add(im, c.im));
            let bounded = re.mul_add(re, im * im) <= 4.0;
            if !bounded {
                return k;
            }
        }
        0
    }

    #[test]
    fn contracted_equals_a_loop_written_by_hand() {
        let region = Region::around(Complex::new(-0.743_643_887_037_151, 0.131_825_904_205_33), 0.002).unwrap();
        let view = View::new(region, Raster::new(61, 47).unwrap());
        let steps = steps(&Mandelbrot, &Job::whole(&view, Limit::new(700).unwrap(), Rounding::Contracted));
        for ((row, column), &found) in steps.view().indexed_iter() {
            assert_eq!(found, contracted_by_hand(view.point(row, column), 700), "at {row}, {column}");
        }
    }
}
