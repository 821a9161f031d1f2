//! `mandel1`: one point, in Python's own complex numbers.

use super::hypot::hypot;
use num_complex::Complex64;

/// The modulus of this finite number is too large to represent; Python's `abs` raises `OverflowError` there.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the absolute value of position {0} overflows, which Python refuses: keep both parts below 1.2e308")]
pub struct Overflow(pub Complex64);

/// `limit - k` for the first step `k` at which `|z_k| < 2` is false; 0 where it is true through `limit`.
///
/// The course asks how fast plain Python is. Its quirks: it tests before the first step, so a point with `|c| >= 2`
/// counts `limit` itself, even below 0; it tests with `< 2`, so a point on the circle and NaN escape at once; escape at
/// step `limit` counts 0, and it takes one step beyond that to return 0. The arithmetic is Python's: each operation
/// rounded, and `abs` to the nearest number. Python takes it from the C library's `hypot`, whose last bit differs between
/// systems; here it is the same on all.
///
/// # Errors
/// Where the modulus of a finite number overflows, as Python raises `OverflowError`.
// ---- mandel1 ----
pub fn mandel1(position: Complex64, limit: i64) -> Result<i64, Overflow> {
    let mut limit = limit;
    let mut value = position;
    while python_abs(value)? < 2.0 {
        limit = limit.saturating_sub(1); // Python's integers never wrap
        value = value * value + position;
        if limit < 0 {
            return Ok(0);
        }
    }
    Ok(limit)
}
// ---- end ----

/// Python's `abs` of a complex number: infinite only where a part is.
fn python_abs(value: Complex64) -> Result<f64, Overflow> {
    let modulus = hypot(value.re, value.im);
    if modulus.is_infinite() && value.re.is_finite() && value.im.is_finite() {
        return Err(Overflow(value));
    }
    Ok(modulus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overflowing_modulus_is_an_error_and_an_infinite_part_is_not() {
        let large = Complex64::new(1.7e308, 1.7e308);
        assert_eq!(mandel1(large, 50), Err(Overflow(large)));
        assert_eq!(mandel1(Complex64::new(f64::INFINITY, f64::NAN), 50), Ok(50));
    }

    #[test]
    fn the_least_limit_does_not_wrap() {
        assert_eq!(mandel1(Complex64::new(0.0, 0.0), i64::MIN), Ok(0));
        assert_eq!(mandel1(Complex64::new(3.0, 0.0), i64::MIN), Ok(i64::MIN));
    }
}
