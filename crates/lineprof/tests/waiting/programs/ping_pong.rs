//! Two threads that hand a byte to each other through pipes, with so many steps of work between, so many times. Prints the
//! seconds that it took, and how often a thread left its CPU in a second.
use std::hint::black_box;
use std::io::{PipeReader, PipeWriter, Read as _, Write as _};
use std::time::Instant;

#[inline(never)]
fn work(steps: u64) -> u64 {
    (0..black_box(steps)).fold(1, |x, step| (x ^ step).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Ends with the other thread's end of a pipe.
fn play(mut from: PipeReader, mut to: PipeWriter, turns: u64, steps: u64) -> u64 {
    let mut sum = 0;
    for _ in 0..turns {
        if from.read_exact(&mut [0]).is_err() {
            break;
        }
        sum ^= work(steps);
        if to.write_all(b"x").is_err() {
            break;
        }
    }
    sum
}

fn main() {
    let mut numbers = std::env::args().skip(1).map(|number| number.parse::<u64>().expect("a number"));
    let mut number = |name| numbers.next().unwrap_or_else(|| panic!("{name} is missing: give TURNS STEPS"));
    let (turns, steps) = (number("TURNS"), number("STEPS"));
    let ((first, mut to_first), (second, to_second)) = (std::io::pipe().unwrap(), std::io::pipe().unwrap());
    to_first.write_all(b"x").unwrap();
    let begin = Instant::now();
    let threads = [
        std::thread::spawn(move || play(first, to_second, turns, steps)),
        std::thread::spawn(move || play(second, to_first, turns, steps)),
    ];
    let sums = threads.map(|thread| thread.join().unwrap());
    let seconds = begin.elapsed().as_secs_f64();
    black_box(sums);
    println!("{seconds:.6} {:.0}", 2.0 * turns as f64 / seconds);
}
