//! `z² + c` with one c for all pixels.

use super::Recurrence;
use crate::{Arithmetic, Real};
use num_complex::Complex;

/// The Julia map `z² + c`, started at `z_0 = pixel`, with a fixed c.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Julia {
    /// The constant that is added in each step.
    pub c: Complex<f64>,
}

impl Recurrence for Julia {
    #[inline(always)]
    fn start<V: Real>(&self, pixel: Complex<V>) -> (Complex<V>, Complex<V>) {
        (pixel, Complex::new(V::splat(self.c.re), V::splat(self.c.im)))
    }

    #[inline(always)]
    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        A::square_add(z, c, k)
    }

    /// True where `|c| ≤ 2`, by the argument given at [`Mandelbrot`](super::Mandelbrot). Beyond, a point can come
    /// back: `c = -4.41` takes 2.5515 out at step 1 and in again at step 2.
    fn escapes_for_good(&self) -> bool {
        self.c.norm_sqr() <= 4.0
    }
}
