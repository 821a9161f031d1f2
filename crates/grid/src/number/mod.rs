//! The numbers that maps and kernels are written over: scalars, and vectors of lanes.
//!
//! A map needs only [`Real`], a kernel over vectors needs [`Lanes`]. Every operation is rounded as IEEE 754 says, in
//! every lane and on every machine: an fma is always fused here, while `wide` fuses it only where the build has the
//! instruction.

mod scalar;
mod wide;

pub use self::wide::FUSES;

use crate::Precision;
use std::fmt::{Debug, LowerExp};
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

/// A real number, or a vector of them: what a map is written over.
///
/// The operators round each result once, to nearest, ties to even.
pub trait Real:
    Copy + Debug + Send + Sync + 'static + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Neg<Output = Self>
{
    /// The number, rounded once to this type, in every lane.
    fn splat(value: f64) -> Self;

    /// `self * factor + addend`, rounded once, with the same bits whether or not the machine has the instruction.
    fn fma(self, factor: Self, addend: Self) -> Self;

    /// The absolute value: the sign bit cleared.
    fn abs(self) -> Self;
}

/// A single real number: `f64` or `f32`.
pub trait Scalar: Lanes<Element = Self, Mask = bool> + PartialOrd + LowerExp {
    /// Its precision.
    const PRECISION: Precision;

    /// The name in tables and records: `f64` or `f32`.
    const NAME: &'static str = Self::PRECISION.name();

    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;

    /// The same number as `f64`, exactly.
    fn to_f64(self) -> f64;
}

/// A vector: what a SIMD kernel is written over. A scalar is a vector of one lane.
///
/// # Panics
/// Loads and stores panic where there are fewer than [`LANES`](Self::LANES) elements.
pub trait Lanes: Real + Div<Output = Self> {
    /// The type of one lane.
    type Element: Scalar;
    /// One Boolean for each lane.
    type Mask: Mask;
    /// One step counter for each lane, exact up to `u32::MAX`.
    type Counts: Copy + Debug + Default;

    /// How many lanes a vector has.
    const LANES: usize;

    /// The first [`LANES`](Self::LANES) elements.
    fn load(elements: &[Self::Element]) -> Self;

    /// Writes the lanes to the first [`LANES`](Self::LANES) elements.
    fn store(self, elements: &mut [Self::Element]);

    /// True in each lane where `self <= bound`; false for NaN.
    fn le(self, bound: Self) -> Self::Mask;

    /// True in each lane where both have the same bits: NaN can equal NaN, and 0 differs from -0.
    fn same_bits(self, other: Self) -> Self::Mask;

    /// Each lane of `yes` where the mask is true, of `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;

    /// Counters at zero.
    #[inline(always)]
    fn zero_counts() -> Self::Counts {
        Self::Counts::default()
    }

    /// The counters, increased by one in each lane where the mask is true; branch-free.
    fn count(counts: Self::Counts, mask: Self::Mask) -> Self::Counts;

    /// The counters, increased by `steps` in each lane where the mask is true; branch-free.
    fn count_many(counts: Self::Counts, mask: Self::Mask, steps: u32) -> Self::Counts;

    /// Writes the counters to the first [`LANES`](Self::LANES) elements.
    fn store_counts(counts: Self::Counts, elements: &mut [u32]);

    /// The square root, rounded once; NaN below 0.
    fn sqrt(self) -> Self;

    /// Writes the lanes whose bit is set in `lanes`, in order, from the first element on. The elements after them, up
    /// to [`LANES`](Self::LANES) in all, get arbitrary values.
    fn store_packed(self, lanes: u32, elements: &mut [Self::Element]);

    /// The lanes of several vectors, one after the other.
    fn elements(vectors: &[Self]) -> &[Self::Element];

    /// The lanes of several vectors, for writing.
    fn elements_mut(vectors: &mut [Self]) -> &mut [Self::Element];
}

/// One Boolean for each lane.
pub trait Mask:
    Copy + Debug + BitAnd<Output = Self> + BitOr<Output = Self> + Not<Output = Self> + Send + Sync + 'static
{
    /// True in the first `lanes` lanes, false in the others.
    fn first(lanes: usize) -> Self;

    /// Whether any lane is true.
    fn any(self) -> bool;

    /// Whether every lane is true.
    fn all(self) -> bool;

    /// Bit `i` is lane `i`.
    fn bits(self) -> u32;
}
