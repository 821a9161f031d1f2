//! NumPy's arithmetic on whole arrays of complex numbers, under either [`Dispatch`], with the temporaries that NumPy
//! makes.
//!
//! Sources: NumPy 2.4, `loops_arithm_fp.dispatch.c.src` (products), `loops_unary_complex.dispatch.c.src` (absolute
//! value), `temp_elide.c` (reuse of temporaries). The results are compared with arrays that NumPy wrote.

use super::Dispatch;
use lanelab_grid::{Arithmetic, Fused, Separate};
use ndarray::{Array, ArrayRef, Dimension, Zip};
use num_complex::Complex;

/// From this size in bytes on, NumPy writes a result over a temporary operand (`NPY_MIN_ELIDE_BYTES`).
const REUSED_FROM_BYTES: usize = 256 * 1024;

type Numbers<D> = Array<Complex<f64>, D>;

type NumbersRef<D> = ArrayRef<Complex<f64>, D>;

pub(super) fn square<D: Dimension>(values: &NumbersRef<D>, dispatch: Dispatch) -> Numbers<D> {
    match dispatch {
        Dispatch::Separate => values.mapv(Separate::square),
        Dispatch::Fused => values.mapv(Fused::square),
    }
}

/// `abs(values)`, as NumPy takes it of arrays: the root of a sum of squares, scaled so that these do not overflow.
pub fn abs<D: Dimension>(values: &NumbersRef<D>, dispatch: Dispatch) -> Array<f64, D> {
    match dispatch {
        Dispatch::Separate => values.mapv(modulus::<Separate>),
        Dispatch::Fused => values.mapv(modulus::<Fused>),
    }
}

/// `values * np.conj(values) > 4`.
///
/// Under [`Dispatch::Fused`] the product's imaginary part is not 0 but the rounding error of a product. The conjugate
/// is a temporary: where it is large, NumPy writes the product over it, and so makes it the *left* factor. That changes
/// the sign of the imaginary part, on which the comparison depends where the real part is 4.
pub fn norm_exceeds_four<D: Dimension>(values: &NumbersRef<D>, dispatch: Dispatch) -> Array<bool, D> {
    let conjugate = conj(values);
    let product = if values.len() * size_of::<Complex<f64>>() < REUSED_FROM_BYTES {
        product(values, &conjugate, dispatch)
    } else {
        product_over(conjugate, values, dispatch)
    };
    product.mapv(exceeds_four)
}

/// `values[mask] * np.conj(values[mask]) > 4`, of two selections of the same values.
///
/// Here the left factor is a temporary itself, so it is the one that is reused, and the order stays.
pub(super) fn selection_exceeds_four<D: Dimension>(
    selected: Numbers<D>,
    again: &NumbersRef<D>,
    dispatch: Dispatch,
) -> Array<bool, D> {
    product_over(selected, &conj(again), dispatch).mapv(exceeds_four)
}

fn conj<D: Dimension>(values: &NumbersRef<D>) -> Numbers<D> {
    values.mapv(|z| z.conj())
}

fn product<D: Dimension>(left: &NumbersRef<D>, right: &NumbersRef<D>, dispatch: Dispatch) -> Numbers<D> {
    let pairs = Zip::from(left).and(right);
    match dispatch {
        Dispatch::Separate => pairs.map_collect(|&l, &r| Separate::product(l, r)),
        Dispatch::Fused => pairs.map_collect(|&l, &r| Fused::product(l, r)),
    }
}

fn product_over<D: Dimension>(mut left: Numbers<D>, right: &NumbersRef<D>, dispatch: Dispatch) -> Numbers<D> {
    let pairs = Zip::from(&mut left).and(right);
    match dispatch {
        Dispatch::Separate => pairs.for_each(|l, &r| *l = Separate::product(*l, r)),
        Dispatch::Fused => pairs.for_each(|l, &r| *l = Fused::product(*l, r)),
    }
    left
}

/// The absolute value as NumPy takes it of arrays: `l·sqrt((s/l)² + 1)`, with `l` the larger and `s` the smaller part.
///
/// It differs from `hypot`, which NumPy and Python take of single numbers, in the last bit of about one value in three.
/// Infinite where a part is, whatever the other one; else NaN where a part is.
fn modulus<A: Arithmetic>(z: Complex<f64>) -> f64 {
    let (re, im) = (z.re.abs(), z.im.abs());
    let (larger, smaller) = (re.max(im), re.min(im)); // neither is NaN unless both parts are
    let ratio = if larger == 0.0 { 0.0 } else { smaller / larger };
    let modulus = larger * A::norm_sqr(Complex::new(ratio, 1.0)).sqrt();
    if larger == f64::INFINITY {
        larger
    } else if re.is_nan() || im.is_nan() {
        f64::NAN
    } else {
        modulus
    }
}

/// `z > 4` as NumPy compares complex numbers: by real part, then by imaginary part; false where there is a NaN.
fn exceeds_four(z: Complex<f64>) -> bool {
    (z.re > 4.0 && !z.im.is_nan()) || (z.re == 4.0 && z.im > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array};

    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;

    #[test]
    fn a_modulus_is_infinite_before_it_is_nan() {
        for (re, im) in [(INF, 1.0), (-INF, NAN), (NAN, INF), (0.0, -INF), (INF, INF)] {
            assert_eq!(modulus::<Separate>(Complex::new(re, im)), INF, "({re}, {im})");
        }
        for (re, im) in [(NAN, 1.0), (0.0, NAN), (NAN, NAN)] {
            assert!(modulus::<Fused>(Complex::new(re, im)).is_nan(), "({re}, {im})");
        }
    }

    #[test]
    fn a_modulus_neither_overflows_nor_underflows_on_the_way() {
        for scale in [1e-320, 1e-200, 1.0, 1e200, 1e307] {
            assert_eq!(modulus::<Separate>(Complex::new(0.0, -scale)), scale);
            assert!(modulus::<Fused>(Complex::new(scale, scale)) > scale, "{scale}");
        }
        assert_eq!(modulus::<Separate>(Complex::new(-0.0, 0.0)), 0.0);
    }

    #[test]
    fn complex_numbers_compare_by_their_parts_in_turn() {
        for (re, im, greater) in [
            (4.5, -9.0, true),
            (4.0, 1e-300, true),
            (4.0, 0.0, false),
            (4.0, -1.0, false),
            (3.0, 9.0, false),
            (INF, NAN, false),
            (NAN, 9.0, false),
            (INF, INF, true),
        ] {
            assert_eq!(exceeds_four(Complex::new(re, im)), greater, "({re}, {im})");
        }
    }

    #[test]
    fn a_large_array_turns_the_sign_of_the_residue() {
        // |z|² rounds to 4, and the fused residue of re·im is not 0
        let tie = (1..1000_u32)
            .map(|i| f64::from(i) / 999.0)
            .map(|im| Complex::new((4.0 - im * im).sqrt(), im))
            .find(|&z| Fused::norm_sqr(z) == 4.0 && Fused::product(z, z.conj()).im != 0.0)
            .expect("one of a thousand points is a tie");
        let differ = |n| norm_exceeds_four(&Array1::from_elem(n, tie), Dispatch::Fused)[0];
        assert_ne!(differ(16_383), differ(16_384), "{tie}");
        let small = array![tie];
        let masked = selection_exceeds_four(small.clone(), &small, Dispatch::Fused);
        assert_eq!(masked[0], differ(1), "a selection keeps its order");
    }
}
