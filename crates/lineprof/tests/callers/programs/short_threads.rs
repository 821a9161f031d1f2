//! Half of the work in the main thread, half in threads of about 0.1 ms each.
use std::hint::black_box;

#[inline(never)]
fn spin(mut x: u64, steps: u64) -> u64 {
    for _ in 0..steps {
        x = black_box(x).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    }
    x
}

fn main() {
    black_box(spin(1, 200_000_000));
    for _ in 0..2000 {
        black_box(std::thread::spawn(|| spin(1, 100_000)).join().unwrap());
    }
}
