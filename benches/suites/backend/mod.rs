//! The backends, a file for each crate: what it makes one write can be compared side by side.

pub(crate) mod array;
mod blocks;
pub(crate) mod fearless_simd;
pub(crate) mod pulp;
#[cfg(feature = "std-simd")]
pub(crate) mod std_simd;
pub(crate) mod wide;

pub(crate) use blocks::{Backend, Points};
use blocks::{TESTS, fill_blocks};

/// A fault: `wide` in vectors of half the lanes. Its answers are right, and its time says nothing about the crate.
#[cfg(feature = "planted-width")]
pub(crate) struct Planted;

#[cfg(feature = "planted-width")]
impl Backend for Planted {
    fn fill<const L: usize, const K: usize>(points: &Points, bounded: &mut [u32]) {
        match L {
            8 => wide::Wide::fill::<4, K>(points, bounded),
            _ => wide::Wide::fill::<2, K>(points, bounded),
        }
    }
}
