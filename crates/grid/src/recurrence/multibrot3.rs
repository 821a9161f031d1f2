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

    /// `|w³ - z³| ≤ r (3|z|² + 3|z|r + r²)`. With `3|z|r ≤ 1.2ε|z|² + 1.875r²/ε` and `r² ≤ r²/16ε` the bracket is at
    /// most `(1 + 0.4ε)(3|z|² + 2r²/ε)`, and `(1 + 0.4ε)² ≤ 1 + ε`.
    ///
    /// A computed product has an error of at most 3u, so a step has one of at most `8u|z|³ + u|c|`. With `|z| ≤ 2`,
    /// `|c| ≤ |f(z)| + |z|³ ≤ 10` and `|w|³ ≤ 4|z|³ + 4r³`, two steps have one of at most `340u + 32ur³`; and `r³` is
    /// below the bound. Another constant c' adds at most `u|c' - c|` to that.
    #[inline(always)]
    fn growth<V: Real>(&self, z: Complex<V>, spread: V) -> Option<V> {
        let norm_sqr = z.re * z.re + z.im * z.im;
        let root = V::splat(3.0) * norm_sqr + (spread + spread);
        Some(root * root)
    }
}
