//! `z² + c`.

use super::Recurrence;
use crate::{Arithmetic, Real};
use num_complex::Complex;

/// The Mandelbrot map `z² + c`, started at `z_0 = c = pixel`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Mandelbrot;

impl Recurrence for Mandelbrot {
    #[inline(always)]
    fn start<V: Real>(&self, pixel: Complex<V>) -> (Complex<V>, Complex<V>) {
        (pixel, pixel)
    }

    #[inline(always)]
    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        A::square_add(z, c, k)
    }

    /// True: with `|z_k| > 2`, `|z_{k+1}| ≥ |z_k|² - |c|`. Where `|c| ≤ 2` that exceeds `|z_k|`. Where `|c| > 2`
    /// the very first step is out, and by induction `|z_k| ≥ |c|`, so `|z_{k+1}| ≥ |z_k|(|z_k| - 1) > |z_k|`.
    /// A norm that has overflowed, or is NaN, stays infinite or NaN.
    fn escapes_for_good(&self) -> bool {
        true
    }
}
