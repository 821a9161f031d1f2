//! The formulas of a step: one implementation per [`Rounding`], written once for scalars and vectors alike.

use crate::{FUSES, Lanes, Real, Rounding};
use num_complex::Complex;

/// Complex arithmetic under one named rounding.
///
/// The implementations in this module define the roundings; the oracle uses them on scalars.
pub trait Arithmetic: Copy + Default + Send + Sync + 'static {
    /// The rounding that this implements, bit for bit.
    const ROUNDING: Rounding;

    /// Whether the first product of a pair is added without being rounded.
    const FUSED: bool;

    /// Whether the form of a step depends on its number modulo 3.
    const FORM_DEPENDS_ON_STEP: bool = false;

    /// A second form of a step with the same results, more operations on the multiply ports and fewer on the add ports;
    /// the arithmetic itself where there is none.
    type FmaForm: Arithmetic;

    /// `z² + c`, the squaring step.
    ///
    /// `k` is the number of the step, from 1; only `k mod 3` may matter.
    #[inline(always)]
    fn square_add<V: Real>(z: Complex<V>, c: Complex<V>, _k: u32) -> Complex<V> {
        sum(Self::square(z), c)
    }

    /// `z²`, without an addend.
    #[inline(always)]
    fn square<V: Real>(z: Complex<V>) -> Complex<V> {
        Self::product(z, z)
    }

    /// `a · b`, the general product.
    #[inline(always)]
    fn product<V: Real>(a: Complex<V>, b: Complex<V>) -> Complex<V> {
        let re = if Self::FUSED { a.re.fma(b.re, -(a.im * b.im)) } else { a.re * b.re - a.im * b.im };
        Complex::new(re, sum_of_products::<Self, V>([a.re, b.im], [a.im, b.re]))
    }

    /// `|z|²`.
    #[inline(always)]
    fn norm_sqr<V: Real>(z: Complex<V>) -> V {
        sum_of_products::<Self, V>([z.re, z.re], [z.im, z.im])
    }

    /// Where `|z|² <= 4`, so not where it is NaN: the one test of escape, of every kernel and of the oracle.
    #[inline(always)]
    fn bounded<V: Lanes>(z: Complex<V>) -> V::Mask {
        Self::norm_sqr(z).le(V::splat(4.0))
    }
}

/// The product of the first two plus that of the last two.
#[inline(always)]
fn sum_of_products<A: Arithmetic, V: Real>([a, b]: [V; 2], [c, d]: [V; 2]) -> V {
    if A::FUSED { a.fma(b, c * d) } else { a * b + c * d }
}

/// [`Rounding::Separate`]: each operation is rounded on its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct Separate;

impl Arithmetic for Separate {
    const ROUNDING: Rounding = Rounding::Separate;
    const FUSED: bool = false;
    type FmaForm = SeparateByFma;
}

/// [`Rounding::Fused`]: the first product of each pair is not rounded.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fused;

impl Arithmetic for Fused {
    const ROUNDING: Rounding = Rounding::Fused;
    const FUSED: bool = true;
    type FmaForm = Self;
}

/// [`Rounding::Contracted`]: one step of three squares and subtracts, the other two multiply sum and difference.
///
/// The first form has 3 operations on the multiply ports and 1 on the add ports, the second 2 and 3; in turn they load
/// both kinds of ports equally. All else is as in [`Fused`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Contracted;

impl Arithmetic for Contracted {
    const ROUNDING: Rounding = Rounding::Contracted;
    const FUSED: bool = true;
    const FORM_DEPENDS_ON_STEP: bool = true;
    type FmaForm = Self;

    #[inline(always)]
    fn square_add<V: Real>(z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        let re =
            if k % 3 == 1 { z.re.fma(z.re, (-z.im).fma(z.im, c.re)) } else { (z.re - z.im).fma(z.re + z.im, c.re) };
        Complex::new(re, (z.re + z.re).fma(z.im, c.im))
    }
}

/// [`Separate`] with the doubling in the imaginary part folded into the addition of `c`.
///
/// `(re·im + im·re) + c` is `(x + x) + c` with `x = re·im`. Doubling is exact, so `fma(2, x, c)` has the same bits.
/// Where `x + x` overflows, `2x + c` may not; but then the point has escaped, in both forms.
#[derive(Debug, Clone, Copy, Default)]
pub struct SeparateByFma;

impl Arithmetic for SeparateByFma {
    const ROUNDING: Rounding = Rounding::Separate;
    const FUSED: bool = false;
    type FmaForm = Self;

    #[inline(always)]
    fn square_add<V: Real>(z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        if !FUSES {
            return Separate::square_add(z, c, k);
        }
        let re = (z.re * z.re - z.im * z.im) + c.re;
        Complex::new(re, V::splat(2.0).fma(z.re * z.im, c.im))
    }
}

/// `a + b`, each part rounded once; the same under every rounding.
#[inline(always)]
pub fn sum<V: Real>(a: Complex<V>, b: Complex<V>) -> Complex<V> {
    Complex::new(a.re + b.re, a.im + b.im)
}

/// Evaluates an expression with a type alias for the [`Arithmetic`] of a [`Rounding`], so that the choice is made once,
/// outside every loop:
///
/// ```
/// use lanelab_grid::{Arithmetic, Rounding, with_arithmetic};
/// use num_complex::Complex;
///
/// let norm = with_arithmetic!(Rounding::Fused, A => A::norm_sqr(Complex::new(3.0, 4.0)));
/// assert_eq!(norm, 25.0);
/// ```
#[macro_export]
macro_rules! with_arithmetic {
    ($rounding:expr, $alias:ident => $body:expr) => {
        match $rounding {
            $crate::Rounding::Separate => {
                type $alias = $crate::Separate;
                $body
            }
            $crate::Rounding::Fused => {
                type $alias = $crate::Fused;
                $body
            }
            $crate::Rounding::Contracted => {
                type $alias = $crate::Contracted;
                $body
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two numbers with all bits in use, so that the roundings give different results.
    const Z: Complex<f64> = Complex { re: 0.723_456_789_012_345_6, im: -0.987_654_321_098_765_4 };
    const C: Complex<f64> = Complex { re: -0.743_643_887_037_151, im: 0.131_825_904_205_33 };

    #[test]
    fn separate_is_the_operators_of_num_complex() {
        assert_eq!(Separate::square_add(Z, C, 1), Z * Z + C);
        assert_eq!(Separate::product(Z, C), Z * C);
        assert_eq!(Separate::norm_sqr(Z), Z.norm_sqr());
    }

    #[test]
    fn every_two_formulas_differ_at_some_point() {
        type Step = fn(Complex<f64>) -> Complex<f64>;
        let formulas: [Step; 4] = [
            |z| Separate::square_add(z, C, 1),
            |z| Fused::square_add(z, C, 1),
            |z| Contracted::square_add(z, C, 1),
            |z| Contracted::square_add(z, C, 2),
        ];
        let points: Vec<_> = (1..100).map(|i| Z * (1.0 + f64::from(i) / 101.0)).collect();
        for (i, a) in formulas.iter().enumerate() {
            for (j, b) in formulas[..i].iter().enumerate() {
                assert!(points.iter().any(|&z| a(z) != b(z)), "formulas {i} and {j} give the same results");
            }
        }
    }

    #[test]
    fn both_forms_of_separate_have_the_same_bits_for_bounded_points() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut next = || Some(f64::from_bits(random.u64(..)) % 2.0).filter(|x| !x.is_nan()).unwrap_or(0.0);
        for _ in 0..1_000_000 {
            let (z, c) = (Complex::new(next(), next()), Complex::new(next(), next()));
            let (plain, fma) = (Separate::square_add(z, c, 1), SeparateByFma::square_add(z, c, 1));
            assert_eq!([plain.re, plain.im].map(f64::to_bits), [fma.re, fma.im].map(f64::to_bits), "{z} {c}");
        }
    }

    #[test]
    fn where_doubling_overflows_a_point_has_escaped_in_both_forms() {
        let (z, c) = (Complex::new(f64::MAX, 1.0), Complex::new(0.0, -f64::MAX));
        let (plain, fma) = (Separate::square_add(z, c, 1), SeparateByFma::square_add(z, c, 1));
        assert_eq!(plain.im != fma.im, FUSES, "the forms differ wherever there are two");
        assert!([plain, fma].iter().all(|&z| !crate::bounded(z, Rounding::Separate)), "{plain} {fma}");
    }

    #[test]
    fn an_fma_is_rounded_once_on_every_vector() {
        use crate::{Lanes, Scalar};
        fn check<V: Lanes>(epsilon: f64) {
            let mut lanes = [V::Element::from_f64(0.0); 16];
            V::splat(1.0 + epsilon).fma(V::splat(1.0 - epsilon), V::splat(-1.0)).store(&mut lanes);
            let right = V::Element::from_f64(-epsilon * epsilon);
            assert_eq!(lanes[..V::LANES], [right; 16][..V::LANES], "{} lanes", V::LANES);
        }
        check::<f64>(f64::EPSILON);
        check::<wide::f64x2>(f64::EPSILON);
        check::<wide::f64x4>(f64::EPSILON);
        check::<wide::f64x8>(f64::EPSILON);
        check::<f32>(f32::EPSILON.into());
        check::<wide::f32x4>(f32::EPSILON.into());
        check::<wide::f32x8>(f32::EPSILON.into());
        check::<wide::f32x16>(f32::EPSILON.into());
    }
}
