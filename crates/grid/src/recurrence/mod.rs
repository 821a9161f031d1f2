//! The maps that are iterated: where an orbit starts, how it steps, and whether escape is permanent.

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
/// It is written once and runs on every rung: the rounding is the type parameter `A`, the number or vector is `V`.
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
///     fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
///         A::square_add(Complex::new(z.re, -z.im), c, k)
///     }
///     fn escape_is_permanent(&self) -> bool {
///         false
///     }
/// }
/// ```
pub trait Recurrence: Copy + Send + Sync {
    /// `(z_0, c)` of a pixel at this point of the plane: by default both are the pixel. `z_0` is never tested for escape.
    #[inline(always)]
    fn start<V: Real>(&self, pixel: Complex<V>) -> (Complex<V>, Complex<V>) {
        (pixel, pixel)
    }

    /// `z_k` from `z_{k-1}`, for `k` from 1.
    ///
    /// `k` is for [`Arithmetic::square_add`], whose form may depend on it. A kernel may pass any number that is equal to
    /// `k` modulo 3, so a map must not use `k` in another way.
    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V>;

    /// Whether, for every pixel, no `z_j` with `j > k` is bounded (`|z|² <= 4`) once `z_k` is not, where `k` is 1 or more.
    ///
    /// It must hold for the numbers as they are computed, under every rounding and in both `f32` and `f64`. A proof in real
    /// numbers is not enough: where `|z|` and `|c|` are both near 2, rounding can make an escaped point bounded again.
    ///
    /// Where it is true a rung may skip the test for some steps. `false` is always correct, but slower.
    fn escape_is_permanent(&self) -> bool;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Contracted, Fused, Orbit, Rounding, Scalar, Separate, bounded};

    /// Whether some step of an orbit is bounded after one that is not, `z_0` included.
    fn becomes_bounded<R: Recurrence, S: Scalar>(r: R, rounding: Rounding, pixel: Complex<f64>) -> bool {
        Orbit::<R, S>::new(r, rounding, pixel)
            .take(9)
            .map(|z| bounded(z, rounding))
            .skip_while(|&bounded| bounded)
            .any(|bounded| bounded)
    }

    /// Whether one step makes z bounded, which must not be bounded before.
    fn step_to_bounded<A: Arithmetic, S: Scalar>(julia: Julia, z: [f64; 2]) -> bool {
        let (z, c) = julia.start(Complex::new(S::from_f64(z[0]), S::from_f64(z[1])));
        assert!(!bounded(z, A::ROUNDING), "{julia:?} must start at an escaped point");
        (1..=3).any(|k| bounded(julia.step::<A, S>(z, c, k), A::ROUNDING))
    }

    #[test]
    fn rounding_makes_escaped_points_of_the_burning_ship_bounded_again() {
        let fused = Complex::new(0.999_999_999_996_340_6, -1.732_050_807_570_990_2);
        let contracted = Complex::new(0.999_999_999_997_519_7, -1.732_050_807_570_309_4);
        let single = Complex::new(0.999_994_277_954_101_6, -1.732_054_114_341_735_8);
        assert!(becomes_bounded::<_, f64>(BurningShip, Rounding::Fused, fused), "fused");
        assert!(becomes_bounded::<_, f64>(BurningShip, Rounding::Contracted, contracted), "contracted");
        assert!(becomes_bounded::<_, f32>(BurningShip, Rounding::Contracted, single), "contracted, f32");
        assert!(!BurningShip.escape_is_permanent(), "escape is not permanent");
    }

    #[test]
    fn rounding_makes_escaped_points_of_a_julia_map_with_c_near_norm_two_bounded_again() {
        type StepToBounded = fn(Julia, [f64; 2]) -> bool;
        let found: [(StepToBounded, [f64; 2], [f64; 2]); 6] = [
            (
                step_to_bounded::<Separate, f64>,
                [-1.439_066_774_414_454_5, -1.388_915_698_945_18],
                [1.854_472_101_276_925_4, 0.748_954_755_366_133_9],
            ),
            (
                step_to_bounded::<Fused, f64>,
                [1.135_720_400_234_320_2, 1.646_250_033_406_710_7],
                [-0.929_666_391_651_155_7, 1.770_796_543_997_734_5],
            ),
            (
                step_to_bounded::<Contracted, f64>,
                [1.935_148_119_003_416, -0.505_174_977_129_252_3],
                [-0.254_660_324_739_806_65, -1.983_720_776_471_178_8],
            ),
            (
                step_to_bounded::<Separate, f32>,
                [1.234_312_128_048_894, 1.573_681_534_031_396_5],
                [0.875_036_299_228_668_2, -1.798_419_237_136_840_8],
            ),
            (
                step_to_bounded::<Fused, f32>,
                [-0.555_916_998_258_061_8, 1.921_186_167_722_363_8],
                [-1.598_724_126_815_796, 1.201_699_376_106_262_2],
            ),
            (
                step_to_bounded::<Contracted, f32>,
                [-1.870_725_592_743_481_6, 0.707_379_499_741_505_6],
                [1.967_416_048_049_926_8, -0.359_547_466_039_657_6],
            ),
        ];
        for (step_to_bounded, c, z) in found {
            let julia = Julia { c: Complex::new(c[0], c[1]) };
            assert!(julia.c.norm_sqr() <= 4.0, "{julia:?}: in real numbers escape is permanent");
            assert!(step_to_bounded(julia, z), "{julia:?} must become bounded");
            assert!(!julia.escape_is_permanent(), "{julia:?}: escape is not permanent");
        }
    }

    #[test]
    fn escape_is_permanent_for_common_julia_constants_but_not_at_norm_two() {
        let permanent = |re, im| Julia { c: Complex::new(re, im) }.escape_is_permanent();
        assert!(permanent(-0.8, 0.156) && permanent(-1.999, 0.0) && permanent(0.0, 1.0));
        assert!(!permanent(-2.0, 0.0) && !permanent(0.0, 2.0) && !permanent(f64::NAN, 0.0));
    }
}
