//! `(|re| + i|im|)² + c`.

use super::Recurrence;
use crate::{Arithmetic, Real};
use num_complex::Complex;

/// The Burning Ship map `(|re z| + i |im z|)² + c`, started at `z_0 = c = pixel`.
///
/// M. Michelitsch and O. E. Rössler, "The 'Burning Ship' and Its Quasi-Julia Sets", Computers & Graphics 16
/// (1992), 435–438.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BurningShip;

impl Recurrence for BurningShip {
    const MAY_BE_PERMANENT: bool = false;

    #[inline(always)]
    fn start<V: Real>(&self, pixel: Complex<V>) -> (Complex<V>, Complex<V>) {
        (pixel, pixel)
    }

    #[inline(always)]
    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        A::square_add(Complex::new(z.re.abs(), z.im.abs()), c, k)
    }

    /// False, by a hair. In real numbers the argument at [`Julia`](super::Julia) holds, since folding the plane leaves
    /// `|z|` as it is. But `c = 1 - √3i` has `|z_k| = 2` for ever, and of the numbers next to it rounding takes some
    /// out at step 1 and in again at step 2.
    fn escape_is_permanent(&self) -> bool {
        false
    }
}
