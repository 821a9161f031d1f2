//! Two threads that sleep, wait for a lock, and read a slow pipe, with waits of so many microseconds and in so many rounds:
//! NAME MICROSECONDS ROUNDS for each. Prints how many nanoseconds each line took, by the words at the ends of the lines.
use std::io::{PipeReader, PipeWriter, Read as _, Write as _};
use std::sync::{Barrier, Mutex};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

struct Slow {
    lock: Mutex<u64>,
    turn: Barrier,
    wait: Duration,
}

/// Holds the lock, and then keeps the reader waiting.
fn keep_waiting(slow: &Slow, mut pipe: PipeWriter, rounds: u32) {
    for _ in 0..rounds {
        let held = slow.lock.lock().unwrap();
        slow.turn.wait();
        sleep(slow.wait);
        drop(held);
        slow.turn.wait();
        sleep(slow.wait * 2);
        pipe.write_all(b"x").unwrap();
        slow.turn.wait();
    }
}

#[inline(never)]
fn wait(slow: &Slow, mut pipe: PipeReader, rounds: u32) -> [u128; 3] {
    let mut times = [0; 3];
    for _ in 0..rounds {
        let begin = Instant::now();
        sleep(slow.wait * 3); // sleep
        times[0] += begin.elapsed().as_nanos();
        slow.turn.wait();
        let begin = Instant::now();
        *slow.lock.lock().unwrap() += 1; // lock
        times[1] += begin.elapsed().as_nanos();
        slow.turn.wait();
        let begin = Instant::now();
        pipe.read_exact(&mut [0]).unwrap(); // read
        times[2] += begin.elapsed().as_nanos();
        slow.turn.wait();
    }
    times
}

fn run(name: String, wait_for: Duration, rounds: u32) -> String {
    let slow = Slow { lock: Mutex::new(0), turn: Barrier::new(2), wait: wait_for };
    let (reader, writer) = std::io::pipe().unwrap();
    let times = thread::scope(|scope| {
        scope.spawn(|| keep_waiting(&slow, writer, rounds));
        let waiting = thread::Builder::new().name(name.clone()).spawn_scoped(scope, || wait(&slow, reader, rounds));
        waiting.unwrap().join().unwrap()
    });
    ["sleep", "lock", "read"].iter().zip(times).map(|(line, time)| format!("{name} {line} {time}\n")).collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let start = |of: &[String]| {
        let (name, micros, rounds) = (of[0].clone(), of[1].parse().unwrap(), of[2].parse().unwrap());
        thread::spawn(move || run(name, Duration::from_micros(micros), rounds))
    };
    let threads: Vec<_> = arguments.chunks(3).map(start).collect();
    threads.into_iter().for_each(|thread| print!("{}", thread.join().unwrap()));
}
