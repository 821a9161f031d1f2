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
///     fn escapes_for_good(&self) -> bool {
///         true
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

    /// Whether, for every pixel and rounding, no `z_j` with `j > k` is bounded (`|z|² <= 4`) once `z_k` is not.
    ///
    /// It lets a rung skip the test for some steps and look later. To answer `false` is always right, and slower.
    fn escapes_for_good(&self) -> bool;
}
