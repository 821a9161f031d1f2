//! How often a byte is in a text: scalar, by vectors, on threads, and by two crates of others as rungs.
//!
//! From some size on the bandwidth of memory is the limit, and the good rungs take the same time.

use lanelab_ladder::{Ladder, Work};
use rayon::prelude::*;
use std::process::ExitCode;
use wide::{u8x32, u8x64};

/// What is counted.
const BYTE: u8 = b'e';

fn main() -> ExitCode {
    ladder().main()
}

pub(crate) fn ladder() -> Ladder<Vec<u8>, usize> {
    Ladder::new("count a byte")
        .input("KiB", [16, 512, 64 << 10], |&kib| letters(kib << 10))
        .work(|text: &Vec<u8>| Work::bytes(text.len()))
        .oracle(|text: &Vec<u8>| text.iter().filter(|&&byte| byte == BYTE).count())
        .rung("scalar", "a byte at a time, as the compiler vectorises it", |text| scalar(text))
        .rung("u8x32", "32 bytes at a time, as a mask whose bits are counted", |text| lanes32(text))
        .rung("u8x64", "64 bytes at a time", |text| lanes64(text))
        .threaded("threads", "chunks of the one before on all cores", |text, threads| {
            text.par_chunks(text.len().div_ceil(4 * threads).max(1 << 16)).map(lanes64).sum()
        })
        .rung("bytecount", "the crate of that name", |text| bytecount::count(text, BYTE))
        .rung("memchr", "the crate of that name: its iterator's count", |text| memchr::memchr_iter(BYTE, text).count())
}

/// Small letters, the same in every run.
fn letters(bytes: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(5);
    (0..bytes).map(|_| random.u8(b'a'..=b'z')).collect()
}

fn scalar(text: &[u8]) -> usize {
    text.iter().map(|&byte| usize::from(byte == BYTE)).sum()
}

macro_rules! lanes {
    ($name:ident, $vector:ident, $lanes:literal) => {
        fn $name(text: &[u8]) -> usize {
            let (blocks, rest) = text.as_chunks::<$lanes>();
            let found = |block: &[u8; $lanes]| $vector::from(*block).simd_eq($vector::splat(BYTE)).to_bitmask();
            let counts = blocks.iter().map(|block| u64::from(found(block).count_ones()));
            usize::try_from(counts.sum::<u64>()).unwrap_or(usize::MAX) + scalar(rest)
        }
    };
}

lanes!(lanes32, u8x32, 32);
lanes!(lanes64, u8x64, 64);
