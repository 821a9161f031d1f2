//! Allocates and frees: most of the time is spent in short functions of the C library, often at their ends.
use std::hint::black_box;

fn main() {
    for round in 0..10_000_000_usize {
        black_box(Vec::<u8>::with_capacity(black_box(5000 + round % 60_000)));
    }
}
