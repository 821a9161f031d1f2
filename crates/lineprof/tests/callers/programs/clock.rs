//! Asks for the time, which the kernel's library in every process tells.

#[inline(never)]
fn ask() -> u32 {
    let times = (0..100).map(|_| std::time::Instant::now());
    times.map(|time| time.elapsed().subsec_nanos()).fold(0, |sum, time| sum ^ time)
}

fn main() {
    std::hint::black_box((0..50_000).fold(0, |sum, _| sum ^ ask()));
}
