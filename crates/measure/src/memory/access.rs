//! Loops that read, write and copy as fast as a core can.

use std::hint::black_box;
use wide::u64x8;

/// How memory is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Access {
    /// Each byte is loaded.
    Read,
    /// Each byte is stored.
    Write,
    /// Half of the bytes are loaded, and stored in the other half.
    Copy,
}

impl Access {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Copy];

    /// The name used in tables and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Copy => "copy",
        }
    }
}

/// Vectors that are combined side by side: enough to hide the latency of a load.
const BESIDE: usize = 8;

/// Passes over all of `memory`. Stores are of two kinds, since the system's own routine may keep the bytes out of the
/// caches: by vectors, or by that routine.
pub(super) fn passes(memory: &mut [u64x8], access: Access, by_vectors: bool, passes: usize) {
    for _ in 0..passes {
        pass(black_box(&mut *memory), access, by_vectors);
    }
}

fn pass(memory: &mut [u64x8], access: Access, by_vectors: bool) {
    match access {
        Access::Read => _ = black_box(combined(memory)),
        Access::Write if by_vectors => memory.fill(black_box(u64x8::splat(7))),
        Access::Write => bytemuck::cast_slice_mut::<_, u8>(memory).fill(black_box(7)),
        Access::Copy => {
            let (from, to) = memory.split_at_mut(memory.len() / 2);
            let from = &*from;
            match by_vectors {
                true => to.iter_mut().zip(from).for_each(|(to, from)| *to = *black_box(from)),
                false => to[..from.len()].copy_from_slice(from),
            }
        }
    }
}

fn combined(memory: &[u64x8]) -> u64x8 {
    let mut sums = [u64x8::splat(0); BESIDE];
    for vectors in memory.as_chunks::<BESIDE>().0 {
        sums = std::array::from_fn(|i| sums[i] ^ vectors[i]);
    }
    sums.into_iter().fold(u64x8::splat(0), |a, b| a ^ b)
}
