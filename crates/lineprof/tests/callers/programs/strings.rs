//! Strings made, sorted, counted and dropped on two threads: most of the time is spent in the allocator and `memcmp`.

fn strings(from: u64) -> usize {
    let mut strings: Vec<String> = (from..from + 150_000)
        .map(|x| format!("{:x}", x.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
        .collect();
    strings.sort_unstable();
    strings.iter().flat_map(|string| string.bytes()).filter(|byte| *byte == b'a').count()
}

fn main() {
    let threads = [0, 1 << 40].map(|from| std::thread::spawn(move || (0..4).map(|n| strings(from + n)).sum::<usize>()));
    let counts = threads.map(|thread| thread.join().unwrap());
    std::hint::black_box(counts);
}
