//! Works in two functions, both by a third that is inlined into them.
use std::hint::black_box;

#[inline(always)]
fn spin(steps: u64) -> u64 {
    (0..black_box(steps)).fold(1, |x, i| black_box(x ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

#[inline(never)]
fn three_quarters() -> u64 {
    spin(225_000_000)
}

#[inline(never)]
fn one_quarter() -> u64 {
    spin(75_000_000)
}

fn main() {
    black_box(three_quarters() ^ one_quarter());
}
