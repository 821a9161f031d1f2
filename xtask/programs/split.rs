//! Three lines of one function, into which all their work is inlined.
use std::hint::black_box;

#[inline(always)]
fn spin(mut x: u64, steps: u32) -> u64 {
    for _ in 0..steps {
        x = black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    }
    x
}

#[inline(never)]
fn split(mut x: u64) -> u64 {
    x = spin(x, 7000); // 70 %
    x = spin(x, 2000); // 20 %
    x = spin(x, 1000); // 10 %
    x
}

fn main() {
    black_box((0..150_000).fold(1, |x, _| split(x)));
}
