//! Two threads that sleep, wait for a lock, and read a slow pipe. Each prints, by the words at the ends of the lines, how
//! many nanoseconds each line took.
use std::io::{PipeReader, PipeWriter, Read as _, Write as _};
use std::sync::{Barrier, Mutex};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

/// Nanoseconds of sleep, lock and read.
type Times = [u128; 3];

struct Slow {
    lock: Mutex<u64>,
    turn: Barrier,
    wait: Duration,
}

/// Holds the lock, and then keeps the reader waiting, each for a time.
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

fn timed(time: &mut u128, begin: Instant) {
    *time += begin.elapsed().as_nanos();
}

#[inline(never)]
fn wait(slow: &Slow, mut pipe: PipeReader, rounds: u32) -> Times {
    let mut times = Times::default();
    for _ in 0..rounds {
        let begin = Instant::now();
        sleep(slow.wait * 3); // sleep
        timed(&mut times[0], begin);
        slow.turn.wait();
        let begin = Instant::now();
        *slow.lock.lock().unwrap() += 1; // lock
        timed(&mut times[1], begin);
        slow.turn.wait();
        let begin = Instant::now();
        pipe.read_exact(&mut [0]).unwrap(); // read
        timed(&mut times[2], begin);
        slow.turn.wait();
    }
    times
}

fn run(name: &str, wait_for: Duration, rounds: u32) -> String {
    let slow = Slow { lock: Mutex::new(0), turn: Barrier::new(2), wait: wait_for };
    let (reader, writer) = std::io::pipe().unwrap();
    let times = thread::scope(|scope| {
        thread::Builder::new().name(format!("other {name}")).spawn_scoped(scope, || keep_waiting(&slow, writer, rounds)).unwrap();
        let waits = thread::Builder::new().name(name.to_owned()).spawn_scoped(scope, || wait(&slow, reader, rounds));
        waits.unwrap().join().unwrap()
    });
    let named = ["sleep", "lock", "read"].iter().zip(times).map(|(line, time)| format!("{name} {line} {time}\n"));
    named.collect()
}

fn main() {
    let threads = [("slow", 10_000, 25), ("fast", 300, 600)].map(|(name, micros, rounds)| {
        thread::spawn(move || run(name, Duration::from_micros(micros), rounds))
    });
    threads.map(|thread| print!("{}", thread.join().unwrap()));
}
