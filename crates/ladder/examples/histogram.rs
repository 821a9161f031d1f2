//! How often each byte is in some data: one table, several tables, vectors, threads.
//!
//! Vectors do not help here: a table has one place for each byte, and lanes that hold equal bytes would write to the same.
//! Several tables help on CPUs where an addition waits for the one before it to the same place, as with equal bytes.

use lanelab_ladder::{Ladder, Work};
use rayon::prelude::*;
use std::process::ExitCode;
use wide::u8x64;

type Table = [u64; 256];

fn main() -> ExitCode {
    ladder().main()
}

pub(crate) fn ladder() -> Ladder<Vec<u8>, Table> {
    Ladder::new("histogram")
        .input("KiB", [16, 512, 64 << 10], |&kib| bytes(kib << 10))
        .case("equal bytes", || vec![7; 16 << 10])
        .work(|data: &Vec<u8>| Work::bytes(data.len()))
        .oracle(|data: &Vec<u8>| -> Table {
            let of = |value: u8| data.iter().filter(|&&byte| byte == value).count() as u64;
            std::array::from_fn(|value| u8::try_from(value).map_or(0, of))
        })
        .rung("one table", "a byte at a time", |data| one_table(data))
        .rung("four tables", "four bytes at a time, a table for each", |data| tables::<4>(data))
        .rung("eight tables", "eight bytes at a time, a table for each", |data| tables::<8>(data))
        .rung("u8x64", "64 bytes at a time, a pass for each value", |data| passes(data))
        .threaded("threads", "chunks by four tables on all cores", |data, threads| {
            let chunks = data.par_chunks(data.len().div_ceil(threads).max(1 << 16));
            chunks.map(tables::<4>).reduce(|| [0; 256], |a, b| sum([a, b]))
        })
}

/// Bytes of which the small ones are more frequent, the same in every run.
fn bytes(length: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(11);
    (0..length).map(|_| random.u8(..) & random.u8(..)).collect()
}

fn one_table(data: &[u8]) -> Table {
    let mut table = [0; 256];
    data.iter().for_each(|&byte| table[usize::from(byte)] += 1);
    table
}

fn tables<const N: usize>(data: &[u8]) -> Table {
    let (blocks, rest) = data.as_chunks::<N>();
    let mut tables = [[0; 256]; N];
    for block in blocks {
        for i in 0..N {
            tables[i][usize::from(block[i])] += 1;
        }
    }
    sum([sum(tables), one_table(rest)])
}

fn sum<const N: usize>(tables: [Table; N]) -> Table {
    std::array::from_fn(|value| tables.iter().map(|table| table[value]).sum())
}

/// In parts that stay in the first cache.
fn passes(data: &[u8]) -> Table {
    let mut table = [0; 256];
    for part in data.chunks(16 << 10) {
        let (blocks, rest) = part.as_chunks::<64>();
        for (value, count) in (0..=u8::MAX).zip(&mut table) {
            let found = |block: &[u8; 64]| u8x64::from(*block).simd_eq(u8x64::splat(value)).to_bitmask();
            *count += blocks.iter().map(|block| u64::from(found(block).count_ones())).sum::<u64>();
        }
        table = sum([table, one_table(rest)]);
    }
    table
}
