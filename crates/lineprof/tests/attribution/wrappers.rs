//! A thin wrapper, whose cost belongs to the lines that call it.

use std::hint::black_box;

/// One step of a chain that no compiler shortens.
#[inline(always)]
pub(crate) fn step(x: u64) -> u64 {
    black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1))
}
