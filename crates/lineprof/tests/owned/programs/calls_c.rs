//! Works in a function of C.

unsafe extern "C" {
    fn work(steps: u64) -> u64;
}

fn main() {
    std::hint::black_box(unsafe { work(300_000_000) });
}
