//! A recursion as deep as the first argument says, with frames that hold `FRAME` words.
use std::hint::black_box;

const FRAME: usize = 0;

#[inline(never)]
fn deep(depth: u64, mut x: u64) -> u64 {
    let frame = black_box([x; FRAME]);
    for _ in 0..if depth == 0 { 2_000_000 } else { 200 } {
        x = black_box(x).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    }
    let inner = if depth == 0 { x } else { deep(depth - 1, x) };
    inner ^ frame.iter().sum::<u64>()
}

fn main() {
    black_box((0..200).fold(0, |x, round| x ^ deep(black_box(1000), round)));
}
