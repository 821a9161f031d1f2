//! `z² + c` with one c for all pixels.

use super::{Recurrence, growth_of_square};
use crate::{Arithmetic, Real};
use num_complex::Complex;

/// The Julia map `z² + c`, started at `z_0 = pixel`, with a fixed c.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Julia {
    /// The constant added in each step.
    pub c: Complex<f64>,
}

/// The largest `|c|²` for which escape is known to be permanent, under any rounding and in either precision.
///
/// In real numbers `|z| > 2 ≥ |c|` gives `|z² + c| ≥ |z|² - |c| > 2`. With roundings of at most `u`, relative:
///
/// * the computed norm of z has a relative error of 2u, so a z that is not bounded has `|z|² ≥ 4 - 8u`;
/// * the step has an error of at most `4u|z|² + 2u|c|`, and its sum one of `2u`: 24u where `|z|` is near 2;
/// * rounded to `f32`, c may be longer by 2u; and the norm of the sum, which must exceed 4, has an error of 2u again.
///
/// Together that is less than 64u, so `|c| ≤ 2 - 64u` is enough. A larger `|z|` grows by more than the errors, and what
/// has overflowed stays infinite or NaN. With `u = 2^-24`, that of `f32`, `|c|` may be `2 - 2^-18`.
///
/// The margin is needed: with `|c|` a few roundings below 2, an escaped point near norm 2 for which `z²` and c are
/// opposite does become bounded again.
const MOST_NORM_SQR: f64 = 4.0 - 1.0 / 65_536.0;

impl Recurrence for Julia {
    #[inline(always)]
    fn start<V: Real>(&self, pixel: Complex<V>) -> (Complex<V>, Complex<V>) {
        (pixel, Complex::new(V::splat(self.c.re), V::splat(self.c.im)))
    }

    #[inline(always)]
    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        A::square_add(z, c, k)
    }

    /// True where `|c|` is below 2 by more than the rounding errors; see `MOST_NORM_SQR`. For a larger `|c|` an escaped
    /// point can become bounded again: with `c = -4.41` and `z_0 = 2.5515`, `z_1` is not bounded and `z_2` is.
    fn escape_is_permanent(&self) -> bool {
        self.c.norm_sqr() <= MOST_NORM_SQR
    }

    #[inline(always)]
    fn growth<V: Real>(&self, z: Complex<V>, spread: V) -> Option<V> {
        Some(growth_of_square(z, spread))
    }
}
