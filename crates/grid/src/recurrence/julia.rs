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

/// The largest `|c|²` with which no point comes back, under any rounding and in either precision.
///
/// In real numbers `|z| > 2 ≥ |c|` gives `|z² + c| ≥ |z|² - |c| > 2`. With roundings of at most `u`, relative:
///
/// * the norm of z is off by 2u, so a z that is found out has `|z|² ≥ 4 - 8u`;
/// * the step is off by at most `4u|z|² + 2u|c|`, and by `2u` of the sum: 24u where `|z|` is near 2;
/// * rounded to `f32`, c may be longer by 2u; and the norm of the sum is off by 2u again, and must exceed 4.
///
/// Together that is less than 64u, so `|c| ≤ 2 - 64u` is enough. A larger `|z|` gains more than it loses, and what has
/// overflowed stays infinite or NaN. With `u = 2^-24`, that of `f32`, `|c|` may be `2 - 2^-18`.
///
/// The margin is needed. With `|c|` a few roundings below 2 a point just outside, where `z²` and c are opposite, does
/// come back.
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

    /// True where `|c|` is below 2 by more than rounding can take away; see `MOST_NORM_SQR`. Beyond, a point can
    /// come back: `c = -4.41` takes 2.5515 out at step 1 and in again at step 2.
    fn escape_is_permanent(&self) -> bool {
        self.c.norm_sqr() <= MOST_NORM_SQR
    }
}
