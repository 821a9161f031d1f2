//! `z³ + c`.

use super::Recurrence;
use crate::{Arithmetic, Real, sum};
use num_complex::Complex;

/// The Multibrot map of degree three, `(z·z)·z + c`, started at `z_0 = c = pixel`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Multibrot3;

impl Recurrence for Multibrot3 {
    const MAY_RETURN: bool = false;

    #[inline(always)]
    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, _k: u32) -> Complex<V> {
        sum(A::product(A::square(z), z), c)
    }

    /// True: if `|z_k| > 2` and `|z_k| ≥ |c|`, then `|z_{k+1}| ≥ |z_k|³ - |c| ≥ |z_k|(|z_k|² - 1) > 3|z_k|`. Both hold
    /// where `|z_k| > 2 ≥ |c|`, and from `z_0` on where `|c| > 2`. The rounding errors are a few parts in 2^24 at most,
    /// in either precision: negligible against a factor of three.
    fn escape_is_permanent(&self) -> bool {
        true
    }
}
