//! The vectors of `wide`. A mask is a vector of the same width, all ones where true.

use super::{Lanes, Mask, Real};
use ::wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8, u32x4, u32x8, u32x16, u64x2, u64x4, u64x8};

/// Whether an fma over vectors is one instruction in this build. Where it is not, lanes are fused one by one, slowly.
pub const FUSES: bool =
    cfg!(any(target_feature = "fma", all(target_arch = "aarch64", target_feature = "neon")));

macro_rules! lanes {
    ($vector:ident, $element:ident, $counts:ident, $lanes:literal) => {
        impl Real for $vector {
            #[inline(always)]
            fn splat(value: f64) -> Self {
                $vector::splat(<$element as Real>::splat(value))
            }

            #[inline(always)]
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place where a vector is fused; guarded by FUSES"
            )]
            fn fma(self, factor: Self, addend: Self) -> Self {
                if FUSES {
                    return self.mul_add(factor, addend);
                }
                let (a, b, c) = (self.to_array(), factor.to_array(), addend.to_array());
                $vector::new(std::array::from_fn(|lane| a[lane].fma(b[lane], c[lane])))
            }

            #[inline(always)]
            fn abs(self) -> Self {
                $vector::abs(self)
            }
        }

        impl Lanes for $vector {
            type Element = $element;
            type Mask = Self;
            type Counts = $counts;

            const LANES: usize = $lanes;

            #[inline(always)]
            fn load(elements: &[$element]) -> Self {
                let mut array = [0.0; $lanes];
                array.copy_from_slice(&elements[..$lanes]);
                $vector::new(array)
            }

            #[inline(always)]
            fn store(self, elements: &mut [$element]) {
                elements[..$lanes].copy_from_slice(&self.to_array());
            }

            #[inline(always)]
            fn le(self, bound: Self) -> Self {
                self.simd_le(bound)
            }

            #[inline(always)]
            fn select(mask: Self, yes: Self, no: Self) -> Self {
                mask.select(yes, no)
            }

            #[inline(always)]
            fn zero_counts() -> $counts {
                $counts::splat(0)
            }

            #[inline(always)]
            fn count(counts: $counts, mask: Self) -> $counts {
                counts - mask.to_bits() // all ones is minus one
            }

            #[inline(always)]
            fn for_each_count(counts: $counts, mut each: impl FnMut(usize, u32)) {
                for (lane, count) in counts.to_array().into_iter().enumerate() {
                    each(lane, (count & 0xffff_ffff) as u32);
                }
            }
        }

        impl Mask for $vector {
            #[inline(always)]
            fn first(lanes: usize) -> Self {
                let ones = $element::from_bits(!0);
                $vector::new(std::array::from_fn(|lane| if lane < lanes { ones } else { 0.0 }))
            }

            #[inline(always)]
            fn any(self) -> bool {
                $vector::any(self)
            }

            #[inline(always)]
            fn all(self) -> bool {
                $vector::all(self)
            }

            #[inline(always)]
            fn bits(self) -> u32 {
                self.to_bitmask()
            }
        }
    };
}

lanes!(f64x2, f64, u64x2, 2);
lanes!(f64x4, f64, u64x4, 4);
lanes!(f64x8, f64, u64x8, 8);
lanes!(f32x4, f32, u32x4, 4);
lanes!(f32x8, f32, u32x8, 8);
lanes!(f32x16, f32, u32x16, 16);
