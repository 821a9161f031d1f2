//! A library that works for `STEPS` steps, in the function `NAME`.
use std::hint::black_box;

const STEPS: u64 = 0;

#[inline(never)]
fn NAME() {
    for _ in 0..STEPS {
        black_box(());
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn work() {
    NAME();
    black_box(());
}
