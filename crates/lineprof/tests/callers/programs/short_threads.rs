//! Half of the work in the main thread, half in threads of about 3 ms each, whose CPU time goes to the file `threads`.
use std::hint::black_box;

unsafe extern "C" {
    safe fn clock_gettime(clock: i32, time: &mut [i64; 2]) -> i32;
}

#[inline(never)]
fn spin(mut x: u64, steps: u64) -> u64 {
    for _ in 0..steps {
        x = black_box(x).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    }
    x
}

/// The CPU time of this thread until now.
fn seconds() -> f64 {
    const OF_THIS_THREAD: i32 = 3;
    let mut time = [0; 2];
    clock_gettime(OF_THIS_THREAD, &mut time);
    time[0] as f64 + time[1] as f64 / 1e9
}

fn main() {
    black_box(spin(1, 450_000_000));
    let thread = || {
        black_box(spin(1, 3_000_000));
        seconds()
    };
    let all: f64 = (0..150).map(|_| std::thread::spawn(thread).join().unwrap()).sum();
    std::fs::write("threads", all.to_string()).unwrap();
}
