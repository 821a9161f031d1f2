//! `f64` and `f32`: scalars, and vectors of one lane.

use super::{Lanes, Mask, Real, Scalar};
use crate::Precision;

macro_rules! scalar {
    ($float:ident, $precision:expr, $round:expr) => {
        impl Real for $float {
            #[inline(always)]
            fn splat(value: f64) -> Self {
                Self::from_f64(value)
            }

            #[inline(always)]
            #[expect(clippy::disallowed_methods, reason = "the only fma of a scalar; it is always rounded once")]
            fn fma(self, factor: Self, addend: Self) -> Self {
                self.mul_add(factor, addend)
            }

            #[inline(always)]
            fn abs(self) -> Self {
                self.abs()
            }
        }

        impl Scalar for $float {
            const PRECISION: Precision = $precision;

            #[inline(always)]
            fn from_f64(value: f64) -> Self {
                $round(value)
            }

            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
        }

        impl Lanes for $float {
            type Element = Self;
            type Mask = bool;
            type Counts = u32;

            const LANES: usize = 1;

            #[inline(always)]
            fn load(elements: &[Self]) -> Self {
                elements[0]
            }

            #[inline(always)]
            fn store(self, elements: &mut [Self]) {
                elements[0] = self;
            }

            #[inline(always)]
            fn le(self, bound: Self) -> bool {
                self <= bound
            }

            #[inline(always)]
            fn same_bits(self, other: Self) -> bool {
                self.to_bits() == other.to_bits()
            }

            #[inline(always)]
            fn select(mask: bool, yes: Self, no: Self) -> Self {
                if mask { yes } else { no }
            }

            #[inline(always)]
            fn count(counts: u32, mask: bool) -> u32 {
                counts.wrapping_add(u32::from(mask))
            }

            #[inline(always)]
            fn count_many(counts: u32, mask: bool, steps: u32) -> u32 {
                if mask { counts.wrapping_add(steps) } else { counts }
            }

            #[inline(always)]
            fn store_counts(counts: u32, elements: &mut [u32]) {
                elements[0] = counts;
            }

            #[inline(always)]
            fn sqrt(self) -> Self {
                <$float>::sqrt(self)
            }

            #[inline(always)]
            fn store_packed(self, _lanes: u32, elements: &mut [Self]) {
                elements[0] = self;
            }

            #[inline(always)]
            fn elements(vectors: &[Self]) -> &[Self] {
                vectors
            }

            #[inline(always)]
            fn elements_mut(vectors: &mut [Self]) -> &mut [Self] {
                vectors
            }
        }
    };
}

scalar!(f64, Precision::Double, |value: f64| value);
#[expect(clippy::cast_possible_truncation, reason = "rounding to f32 is intended")]
mod single {
    use super::{Lanes, Precision, Real, Scalar};
    scalar!(f32, Precision::Single, |value: f64| value as f32);
}

impl Mask for bool {
    #[inline(always)]
    fn first(lanes: usize) -> Self {
        lanes > 0
    }

    #[inline(always)]
    fn any(self) -> bool {
        self
    }

    #[inline(always)]
    fn all(self) -> bool {
        self
    }

    #[inline(always)]
    fn bits(self) -> u32 {
        u32::from(self)
    }
}
