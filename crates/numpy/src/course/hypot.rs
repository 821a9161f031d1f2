//! The modulus of a complex number, the same on every machine.
//!
//! `f64::hypot` is the C library's. Of points near `|z| = 2`, where a last bit decides, glibc 2.36 rounds 1 % to the
//! farther number on x86-64, and 24 % on aarch64, where it takes the root of a fused sum.

use lanelab_grid::Real;

/// `√(x² + y²)`, rounded to the nearest number, unless the root is within 2^-48 ulp of the middle between two.
///
/// Infinite where a part is, whatever the other one; else NaN where a part is.
pub(super) fn hypot(x: f64, y: f64) -> f64 {
    let (larger, smaller) = (x.abs().max(y.abs()), x.abs().min(y.abs())); // neither is NaN unless both parts are
    if larger != f64::INFINITY && (x.is_nan() || y.is_nan()) {
        return f64::NAN;
    }
    if larger == f64::INFINITY || larger == 0.0 {
        return larger;
    }
    let up = match larger {
        1e130.. => -600,
        ..1e-130 => 600,
        _ => 0,
    };
    root_of_squares(larger * power_of_two(up), smaller * power_of_two(up)) * power_of_two(-up)
}

/// The root of a sum of squares that neither overflow nor lose bits to underflow; `x` is the larger number.
fn root_of_squares(x: f64, y: f64) -> f64 {
    let root = (x * x + y * y).sqrt();
    let ((xx, xx_rest), (yy, yy_rest), (rr, rr_rest)) = (square(x), square(y), square(root));
    // What the root's square lacks: the first two operations are exact, as the squares nearly cancel.
    let residual = ((xx - rr) + yy) + (xx_rest + yy_rest - rr_rest);
    root + residual / (2.0 * root)
}

/// A square, and its rounding error.
fn square(x: f64) -> (f64, f64) {
    let square = x * x;
    (square, x.fma(x, -square))
}

const fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits((1023 + exponent).cast_unsigned() << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether an integer is the nearest to the root of a sum of squares of integers, by exact arithmetic.
    fn is_nearest(root: u64, x: u64, y: u64) -> bool {
        let [root, x, y] = [root, x, y].map(u128::from);
        let four_times = 4 * (x * x + y * y);
        ((2 * root - 1).pow(2)..=(2 * root + 1).pow(2)).contains(&four_times)
    }

    /// Integers of 53 digits and smaller ones, whose root has 53 digits too, in a fixed sequence.
    fn pairs() -> impl Iterator<Item = (u64, u64)> {
        let mut state = 1_u64;
        let mut digits = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state >> 11
        };
        let pairs = (0..200_000).map(move |i| (digits() | 1 << 52, digits() >> (i % 40)));
        pairs.filter(|&(x, y)| u128::from(x).pow(2) + u128::from(y).pow(2) < 1 << 106)
    }

    #[test]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an integer of 53 digits")]
    fn it_is_the_nearest_number_at_every_scale() {
        let mut checked = 0;
        for (x, y) in pairs() {
            for exponent in [0, -51, 900, -1000] {
                let scale = power_of_two(exponent);
                let found = hypot(-(y as f64) * scale, x as f64 * scale) / scale;
                assert!(is_nearest(found as u64, x, y), "{x}, {y} times 2^{exponent}: {found}");
            }
            checked += 1;
        }
        assert!(checked > 100_000, "{checked} pairs");
    }

    #[test]
    fn it_is_exact_where_the_root_is_and_at_the_ends() {
        assert_eq!(hypot(3.0, -4.0), 5.0);
        assert_eq!(hypot(-0.0, 0.0), 0.0);
        assert_eq!(hypot(5e-324, 0.0), 5e-324);
        assert_eq!(hypot(f64::MAX, 1.0), f64::MAX);
        assert_eq!(hypot(1.7e308, 1.7e308), f64::INFINITY);
        assert_eq!(hypot(f64::NAN, f64::NEG_INFINITY), f64::INFINITY);
        assert!(hypot(f64::NAN, 0.0).is_nan() && hypot(1.0, f64::NAN).is_nan(), "NaN where a part is");
    }
}
