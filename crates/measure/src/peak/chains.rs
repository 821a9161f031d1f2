//! Chains of operations of one kind, whose rate is that of the core's ports, by the width of the vector.
//!
//! More chains run side by side than are needed to hide the latency; each operation waits only for the one before in
//! its chain. Their operands are unknown to the compiler, so nothing is folded.
//!
//! * **Comparisons are mixed with fused multiply-adds**, never alone: using their outcome costs more than they do.
//! * **No scalars**: a compiler would pack their chains into vectors. A scalar operation uses the ports of the narrowest
//!   vector, so it has the same rate.

use std::hint::black_box;
use std::ops::{Add, Mul};
use wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

/// The bytes of the widest vector register of this build.
const REGISTER_BYTES: usize = match (cfg!(target_feature = "avx512f"), cfg!(target_feature = "avx")) {
    (true, _) => 64,
    (false, true) => 32,
    (false, false) => 16,
};

/// Chains that run side by side: two pipes of a latency of four, for each of two kinds; where registers allow.
const CHAINS: usize = if cfg!(any(target_feature = "avx512f", target_arch = "aarch64")) { 16 } else { 14 };

/// Chains of fused multiply-adds whose results are compared, and vectors that hold what the outcome selects.
const COMPARED: usize = 8;
const HELD: usize = 4;

/// A kind of operation, or two kinds in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Multiplications.
    Multiply,
    /// Additions.
    Add,
    /// Fused multiply-adds.
    Fma,
    /// As many fused multiply-adds as additions: do they share ports?
    FmaAndAdd,
    /// As many fused multiply-adds as comparisons: do they share ports?
    FmaAndCompare,
}

impl Kind {
    /// All kinds, the pairs last.
    pub const ALL: [Self; 5] = [Self::Multiply, Self::Add, Self::Fma, Self::FmaAndAdd, Self::FmaAndCompare];

    /// The name used in tables and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Multiply => "multiply",
            Self::Add => "add",
            Self::Fma => "fma",
            Self::FmaAndAdd => "fma+add",
            Self::FmaAndCompare => "fma+compare",
        }
    }
}

/// Chains of operations on vectors of one width.
#[derive(Debug, Clone, Copy)]
pub struct Chains {
    /// The width, such as `f64x8`.
    pub width: &'static str,
    /// Executes at least this many operations of a kind, each on a whole vector, and returns how many.
    pub run: fn(Kind, u32) -> u64,
}

/// The widths that are one register or less in this build: `f64`, then `f32`.
pub fn chains() -> Vec<Chains> {
    let all = [of::<f64x2>(), of::<f64x4>(), of::<f64x8>(), of::<f32x4>(), of::<f32x8>(), of::<f32x16>()];
    all.into_iter().filter_map(|(bytes, chains)| (bytes <= REGISTER_BYTES).then_some(chains)).collect()
}

fn of<V: Vector>() -> (usize, Chains) {
    (size_of::<V>(), Chains { width: V::NAME, run: run::<V> })
}

/// The operations whose rate is measured.
trait Vector: Copy + Add<Output = Self> + Mul<Output = Self> {
    const NAME: &'static str;
    const ONE: Self;
    fn fma(self, factor: Self, addend: Self) -> Self;
    /// `yes` in each lane where `self <= bound`, `no` elsewhere.
    fn select_le(self, bound: Self, yes: Self, no: Self) -> Self;
}

macro_rules! vector {
    ($($vector:ident)*) => {$(
        impl Vector for $vector {
            const NAME: &'static str = stringify!($vector);
            const ONE: Self = $vector::ONE;

            #[inline(always)]
            #[expect(clippy::disallowed_methods, reason = "its rate is measured, whatever it rounds")]
            fn fma(self, factor: Self, addend: Self) -> Self {
                self.mul_add(factor, addend)
            }

            #[inline(always)]
            fn select_le(self, bound: Self, yes: Self, no: Self) -> Self {
                self.simd_le(bound).select(yes, no)
            }
        }
    )*};
}

vector!(f64x2 f64x4 f64x8 f32x4 f32x8 f32x16);

fn run<V: Vector>(kind: Kind, operations: u32) -> u64 {
    match kind {
        Kind::Multiply => chained::<V>(operations, |x, one| x * one, |x, one| x * one),
        Kind::Add => chained::<V>(operations, |x, one| x + one, |x, one| x + one),
        Kind::Fma => chained::<V>(operations, |x, one| x.fma(one, one), |x, one| x.fma(one, one)),
        Kind::FmaAndAdd => chained::<V>(operations, |x, one| x.fma(one, one), |x, one| x + one),
        Kind::FmaAndCompare => fused_and_compared::<V>(operations),
    }
}

/// Chains of two kinds of operation, half of the chains each.
#[inline(never)]
fn chained<V: Vector>(operations: u32, even: impl Fn(V, V) -> V, odd: impl Fn(V, V) -> V) -> u64 {
    let one = black_box(V::ONE);
    let mut chains = [one; CHAINS];
    let done = rounds(operations, CHAINS, || {
        for (i, x) in chains.iter_mut().enumerate() {
            *x = if i % 2 == 0 { even(*x, one) } else { odd(*x, one) };
        }
    });
    black_box(chains);
    done
}

/// Chains of fused multiply-adds, each result of which is compared.
#[inline(never)]
fn fused_and_compared<V: Vector>(operations: u32) -> u64 {
    let one = black_box(V::ONE);
    let mut chains = [one; COMPARED];
    let mut held = [one; HELD];
    let done = rounds(operations, 2 * COMPARED, || {
        for i in 0..COMPARED {
            chains[i] = chains[i].fma(one, one);
            held[i % HELD] = chains[i].select_le(one, one, held[i % HELD]);
        }
    });
    black_box(held);
    done
}

/// Executes the rounds that make up this many operations, and returns the operations of those rounds.
#[inline(always)]
fn rounds(operations: u32, per_round: usize, mut round: impl FnMut()) -> u64 {
    let per_round = per_round as u64;
    let rounds = u64::from(operations.max(1)).div_ceil(per_round);
    for _ in 0..rounds {
        round();
    }
    rounds * per_round
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_executes_at_least_the_requested_operations() {
        for chains in chains() {
            for kind in Kind::ALL {
                let done = (chains.run)(kind, 10_000);
                assert!((10_000..10_020).contains(&done), "{} {}: {done}", chains.width, kind.name());
            }
        }
    }

    #[test]
    fn widths_are_at_most_one_register() {
        let names: Vec<_> = chains().iter().map(|chains| chains.width).collect();
        assert_eq!(names[0], "f64x2", "{names:?}");
        assert_eq!(names.contains(&"f64x8"), REGISTER_BYTES == 64, "{names:?}");
        assert_eq!(names.len(), 2 * (REGISTER_BYTES / 16).ilog2() as usize + 2, "{names:?}");
    }
}
