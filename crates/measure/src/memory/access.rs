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
pub(super) const BESIDE: usize = 8;

/// How many ways there are to do each access; the fastest counts. Loads come from one or from two places at once, which
/// prefetchers treat differently. Stores are made by vectors or by the system's own routine, which may keep the bytes
/// out of the caches.
pub(super) const WAYS: usize = 2;

/// Passes over all of `memory`, in one of the ways.
pub(super) fn passes(memory: &mut [u64x8], access: Access, way: usize, passes: usize) {
    let mut sums = [u64x8::splat(0); BESIDE];
    for _ in 0..passes {
        pass(black_box(&mut *memory), access, way, &mut sums);
    }
    black_box(sums);
}

fn pass(memory: &mut [u64x8], access: Access, way: usize, sums: &mut [u64x8; BESIDE]) {
    match (access, way) {
        (Access::Read, 0) => combine(memory, sums),
        (Access::Read, _) => combine_halves(memory, sums),
        (Access::Write, 0) => memory.fill(black_box(u64x8::splat(7))),
        (Access::Write, _) => bytemuck::cast_slice_mut::<_, u8>(memory).fill(black_box(7)),
        (Access::Copy, _) => {
            let (from, to) = memory.split_at_mut(memory.len() / 2);
            let from = &*from;
            match way {
                0 => to.iter_mut().zip(from).for_each(|(to, from)| *to = *black_box(from)),
                _ => to[..from.len()].copy_from_slice(from),
            }
        }
    }
}

/// The sums are local, so that they stay in registers.
fn combine(memory: &[u64x8], sums: &mut [u64x8; BESIDE]) {
    let mut local = *sums;
    for vectors in memory.as_chunks::<BESIDE>().0 {
        local = std::array::from_fn(|i| local[i] ^ vectors[i]);
    }
    *sums = local;
}

fn combine_halves(memory: &[u64x8], sums: &mut [u64x8; BESIDE]) {
    const HALF: usize = BESIDE / 2;
    let mut local = *sums;
    let (low, high) = memory.split_at(memory.len() / 2);
    for (low, high) in low.as_chunks::<HALF>().0.iter().zip(high.as_chunks::<HALF>().0) {
        local = std::array::from_fn(|i| local[i] ^ if i < HALF { low[i] } else { high[i - HALF] });
    }
    *sums = local;
}
