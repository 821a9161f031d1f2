//! The maps that are iterated: where an orbit starts, how it steps, and whether escape is permanent.

mod burning_ship;
mod julia;
mod mandelbrot;
mod multibrot3;

pub use burning_ship::BurningShip;
pub use julia::Julia;
pub use mandelbrot::Mandelbrot;
pub use multibrot3::Multibrot3;

use crate::{Arithmetic, FUSES, Real};
use num_complex::Complex;

/// A map `z → f(z, c)` whose escape time is counted.
///
/// It is written once and runs on every rung: the rounding is the type parameter `A`, the number or vector is `V`.
///
/// `crates/escape/examples/own_kernel.rs` has an example, the tricorn.
pub trait Recurrence: Copy + Send + Sync {
    /// Whether escape is permanent for some values of this type. `false` saves compiling kernels that skip tests.
    const MAY_BE_PERMANENT: bool = true;

    /// Whether escape is not permanent for some values of this type. `false` saves compiling kernels with a sticky
    /// test.
    const MAY_RETURN: bool = true;

    /// `(z_0, c)` of a pixel at this point of the plane: by default both are the pixel. `z_0` is never tested for
    /// escape.
    #[inline(always)]
    fn start<V: Real>(&self, pixel: Complex<V>) -> (Complex<V>, Complex<V>) {
        (pixel, pixel)
    }

    /// `z_k` from `z_{k-1}`, for `k` from 1.
    ///
    /// `k` is for [`Arithmetic::square_add`], whose form may depend on it. A kernel may pass any number that is equal
    /// to `k` modulo 3, so a map must not use `k` in another way.
    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V>;

    /// Whether, for every pixel, no `z_j` with `j > k` is bounded (`|z|² <= 4`) once `z_k` is not, where `k` is 1 or
    /// more.
    ///
    /// It must hold for the numbers as they are computed, under every rounding and in both `f32` and `f64`. A proof in
    /// real numbers is not enough: where `|z|` and `|c|` are both near 2, rounding can make an escaped point bounded
    /// again. A `z_k` of which a part is NaN is not bounded, and no later value may be.
    ///
    /// Where it is true a rung may skip the test for some steps. `false` is always correct, but slower.
    fn escape_is_permanent(&self) -> bool;

    /// [`Recurrence::escape_is_permanent`] where the constants leave it open. Kernels ask this, so that code which the
    /// constants exclude is not compiled; a map does not define it.
    #[inline(always)]
    fn may_skip_tests(&self) -> bool {
        !Self::MAY_RETURN || Self::MAY_BE_PERMANENT && self.escape_is_permanent()
    }

    /// A bound for how much a step enlarges a ball around z, `None` where no bound is known: a G such that, in real
    /// numbers,
    ///
    /// ```text
    /// |f(w) - f(z)|² ≤ (1 + ε) G r²     where |w - z| ≤ r, spread = r²/ε and 0 < ε ≤ 1/16
    /// ```
    ///
    /// With it a rung can prove that an orbit never escapes. The free number ε makes a bound possible without a square
    /// root: `2ab ≤ εa² + b²/ε`. G is a formula of at most ten operations that adds and multiplies terms which are not
    /// negative, so it is rounded by at most 10u, with u the unit roundoff.
    ///
    /// A map with a bound also promises:
    ///
    /// * It is the sum of a function of z and c, and each number of [`Recurrence::start`] is the pixel or a constant.
    /// * Rounding adds little, under every rounding and in both precisions: if z and its computed step are bounded, the
    ///   computed steps of w with c' and of z with c are at most `(1 + 32u) (√((1 + ε) G) r + |c' - c|) + 512u` apart,
    ///   also if they are two steps of different numbers, whose forms differ.
    #[inline(always)]
    fn growth<V: Real>(&self, _z: Complex<V>, _spread: V) -> Option<V> {
        None
    }

    /// The least and the largest of an interval of real numbers c, both exact in `f32`, for which no orbit of a pixel
    /// escapes; `None` where no such interval is known.
    ///
    /// As [`Recurrence::escape_is_permanent`] it must hold for the numbers as they are computed, under every rounding and
    /// in both precisions.
    fn real_members(&self) -> Option<[f64; 2]> {
        None
    }
}

/// [`Recurrence::growth`] of `z² + c`.
///
/// `|w² - z²| = |w - z| |w + z| ≤ r (2|z| + r)`, and `(2|z| + r)² ≤ (1 + ε) 4|z|² + (1 + 1/ε) r²`.
///
/// A computed step has an error of at most `4u|z|² + 2u|c|` under every rounding (see [`Julia`]). With `|z| ≤ 2`,
/// `|c| ≤ |f(z)| + |z|² ≤ 6` and `|w|² ≤ 2|z|² + 2r²`, two steps have one of at most `72u + 8ur²`, plus products of
/// errors and what underflows, which 512u covers; and `r²` is below `r (2|z| + r)`. Another constant c' adds at most
/// `2u|c' - c|` to that.
#[inline(always)]
fn growth_of_square<V: Real>(z: Complex<V>, spread: V) -> V {
    let norm_sqr = z.re * z.re + z.im * z.im;
    if FUSES { V::splat(4.0).fma(norm_sqr, spread) } else { V::splat(4.0) * norm_sqr + spread }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Contracted, Fused, Orbit, Rounding, Scalar, Separate, bounded};

    /// Whether an escaped point of the orbit is followed by a bounded one.
    fn returns<S: Scalar>(rounding: Rounding, re: f64, im: f64) -> bool {
        let orbit = Orbit::<_, S>::new(BurningShip, rounding, Complex::new(re, im));
        orbit.take(9).skip_while(|&z| bounded(z, rounding)).any(|z| bounded(z, rounding))
    }

    #[test]
    fn rounding_makes_escaped_points_of_the_burning_ship_bounded_again() {
        assert!(returns::<f64>(Rounding::Fused, 0.999_999_999_996_340_6, -1.732_050_807_570_990_2), "fused");
        assert!(returns::<f64>(Rounding::Contracted, 0.999_999_999_997_519_7, -1.732_050_807_570_309_4), "contracted");
        assert!(returns::<f32>(Rounding::Contracted, 0.999_994_277_954_101_6, -1.732_054_114_341_735_8), "f32");
        assert!(!BurningShip.escape_is_permanent(), "escape is not permanent");
    }

    /// Checks that one step makes an escaped z bounded, although escape is permanent in real numbers.
    fn check_return<A: Arithmetic, S: Scalar>([c_re, c_im]: [f64; 2], [re, im]: [f64; 2]) {
        let julia = Julia { c: Complex::new(c_re, c_im) };
        let (z, c) = julia.start(Complex::new(S::from_f64(re), S::from_f64(im)));
        assert!(julia.c.norm_sqr() <= 4.0, "{julia:?}: in real numbers escape is permanent");
        assert!(!bounded(z, A::ROUNDING), "{julia:?} must start at an escaped point");
        assert!((1..=3).any(|k| bounded(julia.step::<A, S>(z, c, k), A::ROUNDING)), "{julia:?} must become bounded");
        assert!(!julia.escape_is_permanent(), "{julia:?}: escape is not permanent");
    }

    #[test]
    fn rounding_makes_escaped_points_of_a_julia_map_with_c_near_norm_two_bounded_again() {
        check_return::<Separate, f64>(
            [-1.4390667744144545, -1.38891569894518],
            [1.8544721012769254, 0.7489547553661339],
        );
        check_return::<Fused, f64>([1.1357204002343202, 1.6462500334067107], [-0.9296663916511557, 1.7707965439977345]);
        check_return::<Contracted, f64>(
            [1.935148119003416, -0.5051749771292523],
            [-0.25466032473980665, -1.9837207764711788],
        );
        check_return::<Separate, f32>(
            [1.234312128048894, 1.5736815340313965],
            [0.8750362992286682, -1.7984192371368408],
        );
        check_return::<Fused, f32>([-0.5559169982580618, 1.9211861677223638], [-1.598724126815796, 1.2016993761062622]);
        check_return::<Contracted, f32>(
            [-1.8707255927434816, 0.7073794997415056],
            [1.9674160480499268, -0.3595474660396576],
        );
    }

    #[test]
    fn escape_is_permanent_for_common_julia_constants_but_not_at_norm_two() {
        let permanent = |re, im| Julia { c: Complex::new(re, im) }.escape_is_permanent();
        assert!(permanent(-0.8, 0.156) && permanent(-1.999, 0.0) && permanent(0.0, 1.0));
        assert!(!permanent(-2.0, 0.0) && !permanent(0.0, 2.0) && !permanent(f64::NAN, 0.0));
    }

    /// Checks that no real orbit of the interval escapes, and that those below it do.
    fn check_real_members<S: Scalar>() {
        let [least, largest] = Mandelbrot.real_members().expect("an interval");
        let number = |c: f64| S::from_f64(c).to_f64();
        for rounding in Rounding::ALL {
            let stays = |c: f64| {
                let mut orbit = Orbit::<_, S>::new(Mandelbrot, rounding, Complex::new(number(c), 0.0)).take(3000);
                orbit.all(|z| bounded(z, rounding))
            };
            let inner = (0..=900).map(|i| least + (largest - least) * f64::from(i) / 900.0);
            let ends = [least + 1e-6, least + 1e-15, largest - 1e-7, largest - 1e-16, -0.0, -1.0, -1.5];
            for c in inner.chain(ends) {
                assert!(stays(c), "{rounding}, {}: {c} escapes", S::NAME);
            }
            assert!(!stays(least - 1e-6), "{rounding}, {}: numbers below the interval escape", S::NAME);
        }
    }

    #[test]
    fn no_orbit_of_a_real_member_escapes() {
        check_real_members::<f64>();
        check_real_members::<f32>();
    }
}
