//! How often a byte is in a text: scalar, by vectors, on threads, and by two crates of others as rungs.
//!
//! From some size on the bandwidth of memory is the limit, and the good rungs take nearly the same time. A core that reads
//! from several places at once has more loads under way, and so gets a little more from memory.

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
        .input("KiB", [16, 512, 64 << 10, 256 << 10], |&kib| letters(kib << 10))
        .work(|text: &Vec<u8>| Work::bytes(text.len()))
        .oracle(|text: &Vec<u8>| text.iter().filter(|&&byte| byte == BYTE).count())
        .rung("scalar", "a byte at a time, as the compiler vectorises it", |text| scalar(text))
        .rung("u8x32", "32 bytes at a time, as a mask whose bits are counted", |text| lanes32(text))
        .rung("u8x64", "64 bytes at a time, each a cache line", |text| lanes64(text))
        .rung("4 x u8x64", "a line from each quarter of the text by turns", |text| quarters(text))
        .threaded("threads", "chunks of the one before on all cores", |text, threads| {
            text.par_chunks(text.len().div_ceil(threads).max(1 << 16)).map(quarters).sum()
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

fn lanes32(text: &[u8]) -> usize {
    let (blocks, rest) = text.as_chunks::<32>();
    let found = |block: &[u8; 32]| u8x32::from(*block).simd_eq(u8x32::splat(BYTE)).to_bitmask();
    blocks.iter().map(|block| found(block).count_ones() as usize).sum::<usize>() + scalar(rest)
}

fn in_block(block: &[u8; 64]) -> usize {
    u8x64::from(*block).simd_eq(u8x64::splat(BYTE)).to_bitmask().count_ones() as usize
}

/// What is before the first cache line, the lines, and what is behind the last one. A block across two lines is loaded
/// from both.
fn lines(text: &[u8]) -> (&[u8], &[[u8; 64]], &[u8]) {
    let (head, text) = text.split_at(text.as_ptr().align_offset(64).min(text.len()));
    let (lines, rest) = text.as_chunks();
    (head, lines, rest)
}

fn lanes64(text: &[u8]) -> usize {
    let (head, lines, rest) = lines(text);
    scalar(head) + lines.iter().map(in_block).sum::<usize>() + scalar(rest)
}

fn quarters(text: &[u8]) -> usize {
    let (head, lines, rest) = lines(text);
    let length = lines.len() / 4;
    let quarters: [_; 4] = std::array::from_fn(|i| &lines[i * length..][..length]);
    let in_all = |i: usize| quarters.iter().map(|quarter| in_block(&quarter[i])).sum::<usize>();
    let last = lines[4 * length..].iter().map(in_block).sum::<usize>();
    scalar(head) + (0..length).map(in_all).sum::<usize>() + last + scalar(rest)
}
