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

/// How many ways there are to do each access; the fastest counts. Loads come from one, two or four places at once, which
/// prefetchers treat differently. Stores are made by vectors or by the system's own routine, which may keep the bytes
/// out of the caches.
pub(super) const fn ways(access: Access) -> usize {
    if matches!(access, Access::Read) { 3 } else { 2 }
}

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
        (Access::Read, 1) => combine_parts::<2, { BESIDE / 2 }>(memory, sums),
        (Access::Read, _) => combine_parts::<4, { BESIDE / 4 }>(memory, sums),
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

/// Loads from so many parts of the memory by turns, each time so many vectors.
fn combine_parts<const PARTS: usize, const VECTORS: usize>(memory: &[u64x8], sums: &mut [u64x8; BESIDE]) {
    let mut local = *sums;
    let blocks = memory.as_chunks::<VECTORS>().0;
    let length = blocks.len() / PARTS;
    let parts: [_; PARTS] = std::array::from_fn(|part| &blocks[part * length..][..length]);
    (0..length).for_each(|block| local = std::array::from_fn(|i| local[i] ^ parts[i / VECTORS][block][i % VECTORS]));
    *sums = local;
}
