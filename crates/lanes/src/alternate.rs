//! Two forms of one step, bit for bit the same, that load the ports unlike each other.
//!
//! Under [`Separate`] the imaginary part `(re·im + im·re) + c` is `(x + x) + c` with `x = re·im`. Doubling is exact, so
//! `fma(2, x, c)` has the same bits: one operation fewer on the add ports, one more on the multiply ports. A step has 3
//! multiplications and 4 additions in the plain form, 4 and 2 in the other. One of the other after two of the plain
//! come to 10 and 10 in three steps, which load the ports alike. Where the multiply ports and the add ports each take
//! one whole vector a cycle, that is 3⅓ cycles a step, and 4 in the plain form alone; `lanelab peak` measures what they
//! take. The vectors in flight begin at different turns, so that each moment has some of both.
//!
//! To take turns needs 32 registers. With 16 a loop without a test has the second form alone and is one step long
//! ([`Alternate::ALONE`]): 4 and 2 operations, which load the ports unlike each other, but six instead of seven, and
//! every value stays in its register.
//!
//! Where `x + x` overflows, `2x + c` may not; such a point is out already, and both forms stay out.

use lanelab_grid::{Arithmetic, Contracted, FUSES, Fused, Real, Rounding, Separate};
use num_complex::Complex;

/// An arithmetic with a second form of the same bits, which a kernel takes in turn with the first.
pub(crate) trait Alternate: Arithmetic {
    /// The second form; the arithmetic itself where there is none.
    type Other: Arithmetic;

    /// Whether a loop without a test is one step long and has the second form alone.
    const ALONE: bool;
}

impl Alternate for Separate {
    type Other = Doubling;
    const ALONE: bool = !TWO_FORMS;
}

impl Alternate for Fused {
    type Other = Self;
    const ALONE: bool = !TWO_FORMS;
}

impl Alternate for Contracted {
    type Other = Self;
    const ALONE: bool = false; // its steps differ
}

/// Whether there are registers enough for two forms in turn.
pub(crate) const TWO_FORMS: bool = cfg!(target_feature = "avx512f");

/// Of so many steps one has the other form.
const TURNS: u32 = 3;

/// The share of steps that have the other form where forms take turns.
pub(crate) const OTHERS: f64 = if TWO_FORMS { 1.0 / TURNS as f64 } else { 0.0 };

/// Whether step `k`, right modulo 3, of the vector with this number in a flight has the other form.
#[inline(always)]
pub(crate) const fn is_others_turn(vector: usize, k: u32) -> bool {
    TWO_FORMS && (vector + k as usize).is_multiple_of(TURNS as usize)
}

/// [`Separate`] with the doubling folded into the addition of `c`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Doubling;

impl Arithmetic for Doubling {
    const ROUNDING: Rounding = Rounding::Separate;

    #[inline(always)]
    fn square_add<V: Real>(z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        if !FUSES {
            return Separate::square_add(z, c, k);
        }
        let re = (z.re * z.re - z.im * z.im) + c.re;
        Complex::new(re, V::splat(2.0).fma(z.re * z.im, c.im))
    }

    #[inline(always)]
    fn square<V: Real>(z: Complex<V>) -> Complex<V> {
        Separate::square(z)
    }

    #[inline(always)]
    fn product<V: Real>(a: Complex<V>, b: Complex<V>) -> Complex<V> {
        Separate::product(a, b)
    }

    #[inline(always)]
    fn norm_sqr<V: Real>(z: Complex<V>) -> V {
        Separate::norm_sqr(z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::iter;

    /// Doubles of all magnitudes and signs, by a linear congruential generator (Knuth, MMIX).
    fn doubles() -> impl Iterator<Item = f64> {
        let next = |&x: &u64| Some(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        iter::successors(Some(1), next).map(|bits| f64::from_bits(bits.rotate_left(17))).filter(|x| x.is_finite())
    }

    #[test]
    fn both_forms_have_the_same_bits_for_all_that_is_bounded() {
        let small = |x: f64| if x.abs() > 2.0 { x % 2.0 } else { x };
        let mut numbers = doubles().map(small);
        for _ in 0..1_000_000 {
            let mut next = || numbers.next().expect("the generator never ends");
            let (z, c) = (Complex::new(next(), next()), Complex::new(next(), next()));
            let (plain, other) = (Separate::square_add(z, c, 1), Doubling::square_add(z, c, 1));
            assert_eq!(plain.im.to_bits(), other.im.to_bits(), "{z} {c}");
            assert_eq!(plain.re.to_bits(), other.re.to_bits(), "{z} {c}");
        }
    }

    #[test]
    fn where_doubling_overflows_both_forms_are_out() {
        let z = Complex::new(f64::MAX, 1.0);
        let c = Complex::new(0.0, -f64::MAX);
        let (plain, other) = (Separate::square_add(z, c, 1), Doubling::square_add(z, c, 1));
        assert_eq!(plain.im != other.im, FUSES, "they part wherever there are two forms");
        for z in [plain, other] {
            assert!(!lanelab_grid::bounded(z, Rounding::Separate), "{z}");
        }
    }
}
