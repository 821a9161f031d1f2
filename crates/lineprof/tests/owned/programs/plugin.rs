//! A library that works in a function that it exports, and in one that it does not.
use std::hint::black_box;

#[inline(never)]
fn hidden(steps: u64) {
    for _ in 0..steps {
        black_box(());
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn work() {
    for _ in 0..black_box(30_000_000) {
        black_box(());
    }
    hidden(black_box(10_000_000));
}
