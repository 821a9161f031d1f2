//! `z² + c`.

use super::{Recurrence, growth_of_square};
use crate::{Arithmetic, Real};
use num_complex::Complex;

/// The Mandelbrot map `z² + c`, started at `z_0 = c = pixel`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Mandelbrot;

impl Recurrence for Mandelbrot {
    const MAY_RETURN: bool = false;

    #[inline(always)]
    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        A::square_add(z, c, k)
    }

    /// True. In real numbers, `|z_{k+1}| ≥ |z_k|² - |c|`: where `|c| ≤ 2 < |z_k|` that exceeds 2, and where `|c| > 2`,
    /// `|z_k| ≥ |c|` by induction and `|z_{k+1}| ≥ |z_k|(|z_k| - 1) > |z_k|`.
    ///
    /// With roundings of at most `u`, a test and the step after it reduce `|z_{k+1}|` by less than 64u; the constant of
    /// [`Julia`](super::Julia) adds up the errors. So:
    ///
    /// * `|c| ≤ 2 - 64u`: as for that map.
    /// * `|c| > 2 - 64u` and `|c + 1| ≥ 1 + 128u`: `|z_1| = |c(c + 1)|` exceeds both 2 and `|c|` by more than 64u. From
    ///   such a z on, `|z|` grows by `|z|(|z| - 2)`, 128u or more, minus the rounding errors.
    /// * Otherwise `c = -2 + a + bi` with `|a| < 256u` and `b² < 768u`, and a is a multiple of 2u. This close to -2,
    ///   squares of real parts and the sums with c are exact except for terms in u². The remaining error is `ε_k` in
    ///   the real part: up to 2u where products are rounded first, 8u in the contracted forms, and twice that where
    ///   `a < 0`. While `z_k = 2 - d_k + y_k i` stays near 2,
    ///
    ///   ```text
    ///   y_{k+1} = 4y_k + b      d_{k+1} = 4d_k + y_k² - a + ε_k       escaped: y_k² > 4d_k + 4u
    ///   y_1 = -3b               d_1     = 3a + b² + ε_0               so |y_k| ≥ 3|b|
    ///   ```
    ///
    ///   and for a `z_k` that has escaped, `|z_{k+1}|² - 4 = 12y_k² - 16d_k + 8by_k + b² + 4a - 4ε_k` must exceed 4u.
    ///   With `a ≥ 0` and `d_k ≥ 0` it is above `8y_k² - 8|by_k| + 16u - 4ε_k ≥ (16/3 · 4 + 16 - 32)u > 5u`. A negative
    ///   `d_k` is at most -4u, and gives 64u. With `a < 0`, `z_1` has escaped: the excess of `z_2` is `69b² + 44|a|`,
    ///   at least 176u, minus 108u for the errors; and it grows.
    ///
    ///   In an orbit that leaves the neighbourhood of 2 before it escapes, d grew from u to 1, and y grew from b by the
    ///   same factor. So `|b|` is at most about u, negligible against a `|y_k|` of √u, and the same bound holds. With
    ///   `b = 0` the orbit is real, and `z_1` is its largest value; rounding is monotone and preserves that.
    ///
    /// The margin of the last case is small, so the numbers next to -2 are also tested one by one.
    /// What has overflowed stays infinite or NaN.
    fn escape_is_permanent(&self) -> bool {
        true
    }

    #[inline(always)]
    fn growth<V: Real>(&self, z: Complex<V>, spread: V) -> Option<V> {
        Some(growth_of_square(z, spread))
    }

    /// From -2 to 1/4. Where c is real, so is its orbit: all products with an imaginary part are 0, and the real part is
    /// `z² + c`, rounded once or twice. Rounding is monotone and does not change a number of its own precision, so a
    /// bound that is such a number holds for the computed value where it holds for the real one:
    ///
    /// * `-2 ≤ c ≤ 0`: from `|z| ≤ |c|` follows `c ≤ z² + c ≤ c² + c ≤ -c`, as `c² ≤ -2c`.
    /// * `0 ≤ c ≤ 1/4`: from `0 ≤ z ≤ 1/2` follows `0 ≤ z² + c ≤ 1/2`.
    fn real_members(&self) -> Option<[f64; 2]> {
        Some([-2.0, 0.25])
    }
}
