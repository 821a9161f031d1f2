//! A producer that computes and sleeps while it holds a lock, and a consumer that waits for messages and for the lock.
//!
//! ```text
//! cargo lineprof run --wall -p lineprof --example waits
//! ```
use std::hint::black_box;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

fn work(steps: u64) -> u64 {
    (0..steps).fold(1, |x, step| black_box(x ^ step).wrapping_mul(3))
}

fn produce(total: &Mutex<u64>, parts: &Sender<u64>) {
    for part in 0..20 {
        let mut total = total.lock().expect("no thread panics");
        parts.send(part).expect("it is received");
        *total += work(20_000_000);
        thread::sleep(Duration::from_millis(30));
        drop(total);
        thread::sleep(Duration::from_millis(20));
    }
}

fn consume(total: &Mutex<u64>, parts: &Receiver<u64>) {
    while let Ok(part) = parts.recv() {
        let mut total = total.lock().expect("no thread panics");
        *total ^= part + work(5_000_000);
    }
}

fn main() {
    let (total, (sender, receiver)) = (&Mutex::new(0), channel());
    thread::scope(|scope| {
        scope.spawn(move || consume(total, &receiver));
        produce(total, &sender);
        drop(sender);
    });
}
