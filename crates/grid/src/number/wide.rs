//! The vectors of `wide`. A mask is a vector of the same width whose lanes are all ones where true.

use super::{Lanes, Mask, Real};
use ::wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8, u32x4, u32x8, u32x16, u64x2, u64x4, u64x8};

/// Whether an fma over vectors is one instruction in this build. If not, it is computed lane by lane, slowly.
pub const FUSES: bool = cfg!(any(target_feature = "fma", all(target_arch = "aarch64", target_feature = "neon")));

macro_rules! lanes {
    ($vector:ident, $element:ident, $counts:ident, $lanes:literal, $counting:ident, $pack:ident) => {
        impl Real for $vector {
            #[inline(always)]
            fn splat(value: f64) -> Self {
                $vector::splat(<$element as Real>::splat(value))
            }

            #[inline(always)]
            #[expect(clippy::disallowed_methods, reason = "the only fma of a vector; guarded by FUSES")]
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
            fn same_bits(self, other: Self) -> Self {
                $vector::from_bits(self.to_bits().simd_eq(other.to_bits()))
            }

            #[inline(always)]
            fn select(mask: Self, yes: Self, no: Self) -> Self {
                mask.select(yes, no)
            }

            #[inline(always)]
            fn count(counts: $counts, mask: Self) -> $counts {
                $counting::count(counts, mask)
            }

            #[inline(always)]
            fn count_many(counts: $counts, mask: Self, tests: u32) -> $counts {
                $counting::count_many(counts, mask, tests)
            }

            #[inline(always)]
            fn store_counts(counts: $counts, elements: &mut [u32]) {
                elements[..$lanes].copy_from_slice(&$counting::numbers(counts));
            }

            #[inline(always)]
            fn sqrt(self) -> Self {
                $vector::sqrt(self)
            }

            #[inline(always)]
            fn store_packed(self, lanes: u32, elements: &mut [$element]) {
                $pack(self, lanes, elements);
            }

            #[inline(always)]
            fn elements(vectors: &[Self]) -> &[$element] {
                ::bytemuck::cast_slice(vectors)
            }

            #[inline(always)]
            fn elements_mut(vectors: &mut [Self]) -> &mut [$element] {
                ::bytemuck::cast_slice_mut(vectors)
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

lanes!(f64x2, f64, u64x2, 2, counts_f64x2, pack_f64x2);
lanes!(f64x4, f64, u64x4, 4, counts_f64x4, pack_f64x4);
lanes!(f64x8, f64, u64x8, 8, counts_f64x8, pack_f64x8);
lanes!(f32x4, f32, u32x4, 4, counts_f32x4, pack_f32x4);
lanes!(f32x8, f32, u32x8, 8, counts_f32x8, pack_f32x8);
lanes!(f32x16, f32, u32x16, 16, counts_f32x16, pack_f32x16);

/// Integer counters: a mask is all ones, which is minus one, so it is subtracted.
macro_rules! whole_counts {
    ($counts_of:ident, $vector:ident, $counts:ident, $lanes:literal) => {
        mod $counts_of {
            use ::wide::{$counts, $vector};

            #[inline(always)]
            pub(super) fn count(counts: $counts, mask: $vector) -> $counts {
                counts - mask.to_bits()
            }

            #[inline(always)]
            pub(super) fn count_many(counts: $counts, mask: $vector, tests: u32) -> $counts {
                counts + (mask.to_bits() & $counts::splat(tests.into()))
            }

            #[inline(always)]
            pub(super) fn numbers(counts: $counts) -> [u32; $lanes] {
                counts.to_array().map(|count| (count & 0xffff_ffff) as u32)
            }
        }
    };
}

whole_counts!(counts_f64x2, f64x2, u64x2, 2);
whole_counts!(counts_f64x4, f64x4, u64x4, 4);
whole_counts!(counts_f32x4, f32x4, u32x4, 4);
whole_counts!(counts_f32x8, f32x8, u32x8, 8);
whole_counts!(counts_f32x16, f32x16, u32x16, 16);

/// Counters in the upper halves of 64-bit lanes. With AVX-512 a masked addition of integers is one operation on any
/// port; of an addition of 1 the compiler makes two, the mask as a vector and its subtraction.
mod counts_f64x8 {
    use ::wide::{f64x8, u64x8};

    #[inline(always)]
    pub(super) fn count(counts: u64x8, mask: f64x8) -> u64x8 {
        count_many(counts, mask, 1)
    }

    #[inline(always)]
    pub(super) fn count_many(counts: u64x8, mask: f64x8, tests: u32) -> u64x8 {
        let more = counts + u64x8::splat(u64::from(tests) << 32);
        mask.select(f64x8::from_bits(more), f64x8::from_bits(counts)).to_bits()
    }

    #[inline(always)]
    pub(super) fn numbers(counts: u64x8) -> [u32; 8] {
        counts.to_array().map(|count| (count >> 32) as u32)
    }
}

/// For each set of lanes out of eight: their numbers in order, then zeros.
const IN_ORDER: [[u8; 8]; 256] = {
    let mut orders = [[0; 8]; 256];
    let mut set = 0;
    while set < orders.len() {
        let (mut lane, mut count) = (0, 0);
        while lane < 8 {
            if set >> lane & 1 == 1 {
                orders[set][count] = lane;
                count += 1;
            }
            lane += 1;
        }
        set += 1;
    }
    orders
};

macro_rules! pack {
    ($pack:ident, $vector:ident, $element:ident, $counts:ident, $index:ident, $lanes:literal) => {
        #[inline(always)]
        fn $pack(vector: $vector, lanes: u32, elements: &mut [$element]) {
            let order = &IN_ORDER[(lanes & 0xff) as usize];
            let order = $counts::new(std::array::from_fn(|lane| $index::from(order[lane])));
            vector.shuffle(order).store(elements);
        }
    };
}

pack!(pack_f64x2, f64x2, f64, u64x2, u64, 2);
pack!(pack_f64x8, f64x8, f64, u64x8, u64, 8);
pack!(pack_f32x4, f32x4, f32, u32x4, u32, 4);
pack!(pack_f32x8, f32x8, f32, u32x8, u32, 8);

/// For each set of lanes out of four: the numbers of their halves in order, then zeros.
const HALVES_IN_ORDER: [[u8; 8]; 16] = {
    let mut orders = [[0; 8]; 16];
    let mut set = 0;
    while set < orders.len() {
        let mut lane = 0;
        while lane < 4 {
            orders[set][2 * lane] = 2 * IN_ORDER[set][lane];
            orders[set][2 * lane + 1] = 2 * IN_ORDER[set][lane] + 1;
            lane += 1;
        }
        set += 1;
    }
    orders
};

/// In one instruction AVX2 permutes 32-bit halves by a computed order, but doubles only by an order fixed at compile
/// time.
#[inline(always)]
fn pack_f64x4(vector: f64x4, lanes: u32, elements: &mut [f64]) {
    let order = &HALVES_IN_ORDER[(lanes & 0xf) as usize];
    let order = u32x8::new(order.map(u32::from));
    let halves: f32x8 = ::bytemuck::cast(vector);
    let packed: f64x4 = ::bytemuck::cast(halves.shuffle(order));
    packed.store(elements);
}

/// A table for sixteen lanes would be 1 MB, so the halves are packed one after the other.
#[inline(always)]
fn pack_f32x16(vector: f32x16, lanes: u32, elements: &mut [f32]) {
    let halves: [f32x8; 2] = ::bytemuck::cast(vector);
    let elements = &mut elements[..16];
    let count = (lanes & 0xff).count_ones() as usize;
    pack_f32x8(halves[0], lanes, elements);
    pack_f32x8(halves[1], lanes >> 8, &mut elements[count..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The counts of a vector's lanes.
    fn counts<V: Lanes>(counts: V::Counts) -> Vec<u32> {
        let mut found = vec![u32::MAX; V::LANES];
        V::store_counts(counts, &mut found);
        found
    }

    /// Adds one to counters of this number in the first three lanes, or in all if there are fewer.
    fn check<V: Lanes>(start: V::Counts, number: u32) {
        assert_eq!(counts::<V>(start), vec![number; V::LANES], "every lane is stored");
        let mask = V::Mask::first(3);
        let one_more = counts::<V>(V::count(start, mask));
        let running = V::LANES.min(3);
        assert_eq!(one_more[..running], vec![number + 1; running], "where the mask is true");
        assert_eq!(one_more[running..], vec![number; V::LANES - running], "where it is not");
    }

    #[test]
    fn counters_are_exact_up_to_the_largest_limit() {
        // At 2²⁴ counters in f32 would stop.
        for number in [0, 1 << 23, (1 << 24) - 1, 1 << 24, u32::MAX - 1] {
            check::<f32x4>(u32x4::splat(number), number);
            check::<f32x8>(u32x8::splat(number), number);
            check::<f32x16>(u32x16::splat(number), number);
            check::<f64x2>(u64x2::splat(number.into()), number);
            check::<f64x4>(u64x4::splat(number.into()), number);
            check::<f64x8>(u64x8::splat(u64::from(number) << 32), number);
        }
    }
}
