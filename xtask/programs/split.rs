//! Three lines of one function, into which iterators and arithmetic of `core` are inlined.
use std::hint::black_box;

#[inline(never)]
fn split(mut x: u64) -> u64 {
    x = (0..7000).fold(x, |x, step| black_box(x ^ step).wrapping_mul(3)); // 70 %
    x = (0..2000).fold(x, |x, step| black_box(x ^ step).wrapping_mul(3)); // 20 %
    x = (0..1000).fold(x, |x, step| black_box(x ^ step).wrapping_mul(3)); // 10 %
    x
}

fn main() {
    black_box((0..450_000).fold(1, |x, _| split(x)));
}
