//! `mandel5`: as `mandel4`, without the square root.

use super::arithmetic::norm_exceeds_four;
use super::mandel4::first_divergence;
use super::{Counts, Dispatch, Grid};

/// As [`mandel4`](super::mandel4()), but tested by `z * conj(z) > 4`; of the array's shape.
///
/// The course asks whether it pays to avoid the square root; in its measurement it does not. The product is one of
/// complex numbers and so is the comparison: by real part, then by imaginary part, false where either is NaN. Hence its
/// quirks: where the product overflows to NaN, as for 1e200, the point counts as a member; and where the real part is
/// exactly 4, the rounding residue in the imaginary part decides. The sign of that residue depends on the size of the array (16384
/// elements or more turn it), so NumPy itself has two results for one point.
// ---- mandel5 ----
pub fn mandel5(position: &Grid, limit: i64, dispatch: Dispatch) -> Counts {
    // z * conj(z) > 4, of complex numbers
    let exceeds = |value: &Grid| norm_exceeds_four(value, dispatch);
    first_divergence(position, limit, dispatch, exceeds) // as mandel4
}
// ---- end ----
