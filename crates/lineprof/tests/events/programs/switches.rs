//! Sleeps on one line, and prints how often the kernel switched its thread away meanwhile.
use std::time::Duration;

#[repr(C)]
struct Usage {
    times: [i64; 4],
    numbers: [i64; 14],
}
unsafe extern "C" {
    fn getrusage(who: i32, usage: *mut Usage) -> i32;
}

fn switches() -> i64 {
    let (this_thread, mut usage) = (1, Usage { times: [0; 4], numbers: [0; 14] });
    assert_eq!(unsafe { getrusage(this_thread, &mut usage) }, 0);
    usage.numbers[12] + usage.numbers[13]
}

#[inline(never)]
fn rest(times: u32) -> i64 {
    let before = switches();
    for _ in 0..times {
        std::thread::sleep(Duration::from_millis(1)); // sleeps
    }
    switches() - before
}

fn main() {
    println!("{}", rest(100));
}
