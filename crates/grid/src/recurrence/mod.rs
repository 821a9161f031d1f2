//! The maps that are iterated: a start, a step, and a promise.

mod burning_ship;
mod julia;
mod mandelbrot;
mod multibrot3;

pub use burning_ship::BurningShip;
pub use julia::Julia;
pub use mandelbrot::Mandelbrot;
pub use multibrot3::Multibrot3;

use crate::{Arithmetic, Real};
use num_complex::Complex;

/// A map `z → f(z, c)` whose escape time is counted.
///
/// Written once, over any number and any rounding, it runs on every rung: the rounding comes in as the type `A`,
/// the vector as the type `V`.
///
/// ```
/// use lanelab_grid::{Arithmetic, Real, Recurrence, sum};
/// use num_complex::Complex;
///
/// /// The tricorn: `conj(z)² + c`.
/// #[derive(Debug, Clone, Copy)]
/// struct Tricorn;
///
/// impl Recurrence for Tricorn {
///     fn start<V: Real>(&self, pixel: Complex<V>) -> (Complex<V>, Complex<V>) {
///         (pixel, pixel)
///     }
///     fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
///         A::square_add(Complex::new(z.re, -z.im), c, k)
///     }
///     fn escape_is_permanent(&self) -> bool {
///         false
///     }
/// }
/// ```
pub trait Recurrence: Copy + Send + Sync {
    /// `(z_0, c)` of a pixel at this point of the plane. `z_0` is never tested for escape.
    fn start<V: Real>(&self, pixel: Complex<V>) -> (Complex<V>, Complex<V>);

    /// `z_k` from `z_{k-1}`, for `k` from 1.
    ///
    /// `k` is there to be handed to [`Arithmetic::square_add`], whose form may depend on it. A kernel that keeps
    /// lanes at different steps in one vector passes any `k` that is right modulo 3, so a map must not read more
    /// out of it.
    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V>;

    /// Whether, for every pixel, no `z_j` with `j > k` is bounded (`|z|² <= 4`) once `z_k` is not, where `k` is 1 or more.
    ///
    /// It is a promise on the numbers as they are computed, under every rounding and in both `f32` and `f64`. A proof in
    /// real numbers is not enough: where `|z|` and `|c|` are both near 2, rounding can take a point back in.
    ///
    /// It lets a rung skip the test for some steps and look later. To answer `false` is always right, and slower.
    fn escape_is_permanent(&self) -> bool;

    /// Whether escape is permanent for some values of the type. `false` saves compiling kernels that are never run.
    const MAY_BE_PERMANENT: bool = true;

    /// Whether points may return for some values of the type. `false` saves compiling kernels that are never run.
    const MAY_RETURN: bool = true;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Contracted, Fused, Orbit, Rounding, Scalar, Separate, bounded};

    /// Whether some step of an orbit is bounded after one that is not, `z_0` included.
    fn comes_back<R: Recurrence, S: Scalar>(r: R, rounding: Rounding, pixel: Complex<f64>) -> bool {
        Orbit::<R, S>::new(r, rounding, pixel)
            .take(9)
            .map(|z| bounded(z, rounding))
            .skip_while(|&bounded| bounded)
            .any(|bounded| bounded)
    }

    /// Whether some one step takes z, which must be out, back in.
    fn steps_back<A: Arithmetic, S: Scalar>(julia: Julia, z: [f64; 2]) -> bool {
        let (z, c) = julia.start(Complex::new(S::from_f64(z[0]), S::from_f64(z[1])));
        assert!(!bounded(z, A::ROUNDING), "{julia:?} must start outside");
        (1..=3).any(|k| bounded(julia.step::<A, S>(z, c, k), A::ROUNDING))
    }

    #[test]
    fn a_burning_ship_comes_back_by_rounding_and_does_not_promise_otherwise() {
        let fused = Complex::new(0.999_999_999_996_340_6, -1.732_050_807_570_990_2);
        let contracted = Complex::new(0.999_999_999_997_519_7, -1.732_050_807_570_309_4);
        let single = Complex::new(0.999_994_277_954_101_6, -1.732_054_114_341_735_8);
        assert!(comes_back::<_, f64>(BurningShip, Rounding::Fused, fused), "fused");
        assert!(comes_back::<_, f64>(BurningShip, Rounding::Contracted, contracted), "contracted");
        assert!(comes_back::<_, f32>(BurningShip, Rounding::Contracted, single), "contracted, f32");
        assert!(!BurningShip.escape_is_permanent(), "it does not escape for good");
    }

    #[test]
    fn a_julia_map_near_norm_two_comes_back_by_rounding_and_does_not_promise_otherwise() {
        type StepsBack = fn(Julia, [f64; 2]) -> bool;
        let found: [(StepsBack, [f64; 2], [f64; 2]); 6] = [
            (
                steps_back::<Separate, f64>,
                [-1.439_066_774_414_454_5, -1.388_915_698_945_18],
                [1.854_472_101_276_925_4, 0.748_954_755_366_133_9],
            ),
            (
                steps_back::<Fused, f64>,
                [1.135_720_400_234_320_2, 1.646_250_033_406_710_7],
                [-0.929_666_391_651_155_7, 1.770_796_543_997_734_5],
            ),
            (
                steps_back::<Contracted, f64>,
                [1.935_148_119_003_416, -0.505_174_977_129_252_3],
                [-0.254_660_324_739_806_65, -1.983_720_776_471_178_8],
            ),
            (
                steps_back::<Separate, f32>,
                [1.234_312_128_048_894, 1.573_681_534_031_396_5],
                [0.875_036_299_228_668_2, -1.798_419_237_136_840_8],
            ),
            (
                steps_back::<Fused, f32>,
                [-0.555_916_998_258_061_8, 1.921_186_167_722_363_8],
                [-1.598_724_126_815_796, 1.201_699_376_106_262_2],
            ),
            (
                steps_back::<Contracted, f32>,
                [-1.870_725_592_743_481_6, 0.707_379_499_741_505_6],
                [1.967_416_048_049_926_8, -0.359_547_466_039_657_6],
            ),
        ];
        for (steps_back, c, z) in found {
            let julia = Julia { c: Complex::new(c[0], c[1]) };
            assert!(julia.c.norm_sqr() <= 4.0, "{julia:?}: only rounding can bring a point back");
            assert!(steps_back(julia, z), "{julia:?} must come back");
            assert!(!julia.escape_is_permanent(), "{julia:?} does not escape for good");
        }
    }

    #[test]
    fn the_constants_commonly_shown_keep_the_promise_and_norm_two_does_not() {
        let promises = |re, im| Julia { c: Complex::new(re, im) }.escape_is_permanent();
        assert!(promises(-0.8, 0.156) && promises(-1.999, 0.0) && promises(0.0, 1.0));
        assert!(!promises(-2.0, 0.0) && !promises(0.0, 2.0) && !promises(f64::NAN, 0.0));
    }
}
