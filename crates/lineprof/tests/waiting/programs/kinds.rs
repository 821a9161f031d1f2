//! Waits of many kinds, each on a thread of its name. Prints how many nanoseconds each line took, by the words at the ends
//! of the lines; and of threads that work, elapsed time and CPU time.
use std::hint::black_box;
use std::sync::{Condvar, Mutex, mpsc};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

unsafe extern "C" {
    safe fn epoll_create1(flags: i32) -> i32;
    fn epoll_wait(descriptor: i32, events: *mut u64, most: i32, milliseconds: i32) -> i32;
    fn sched_setaffinity(pid: i32, size: usize, cpus: *const u64) -> i32;
    safe fn clock_gettime(clock: i32, time: &mut [i64; 2]) -> i32;
}

const SHORT: Duration = Duration::from_millis(150);

fn join() {
    let other = thread::spawn(|| sleep(SHORT));
    other.join().unwrap() // join
}

fn recv() {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        sleep(SHORT);
        send.send(()).unwrap();
    });
    receive.recv().unwrap() // recv
}

fn condvar() {
    let (lock, condition) = (Mutex::new(()), Condvar::new());
    drop(condition.wait_timeout(lock.lock().unwrap(), SHORT).unwrap()); // condvar
}

fn epoll() {
    let (descriptor, mut event) = (epoll_create1(0), [0_u64; 2]);
    unsafe { epoll_wait(descriptor, event.as_mut_ptr(), 1, 150) }; // epoll
}

fn park() {
    let time = SHORT;
    thread::park_timeout(time); // park
    black_box(time); // so that the call is not the last, which would be a jump
}

/// The CPU time of this thread until now, in nanoseconds.
fn cpu_time() -> u128 {
    const OF_THIS_THREAD: i32 = 3;
    let mut time = [0; 2];
    clock_gettime(OF_THIS_THREAD, &mut time);
    time[0] as u128 * 1_000_000_000 + time[1] as u128
}

fn burn() {
    black_box((0..black_box(8_000_000_u64)).fold(1, |x, i| (x ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
}

fn works() {
    for _ in 0..20 {
        burn();
        sleep(Duration::from_millis(10));
    }
}

/// One of two threads that share a CPU and never wait.
fn shares() {
    unsafe { sched_setaffinity(0, 8, &1) };
    (0..30).for_each(|_| burn());
}

fn main() {
    let kinds = [("join", join as fn()), ("recv", recv), ("condvar", condvar), ("epoll", epoll), ("park", park)];
    let timed = |(name, wait): (&'static str, fn())| {
        let run = move || {
            let begin = Instant::now();
            wait();
            println!("{name} {name} {}", begin.elapsed().as_nanos());
        };
        thread::Builder::new().name(name.to_owned()).spawn(run).unwrap()
    };
    let measured = |(name, run): (&'static str, fn())| {
        let run = move || {
            let begin = Instant::now();
            run();
            println!("{name} elapsed {}\n{name} cpu {}", begin.elapsed().as_nanos(), cpu_time());
        };
        thread::Builder::new().name(name.to_owned()).spawn(run).unwrap()
    };
    let measured = [("works", works as fn()), ("first", shares), ("second", shares)].map(measured);
    kinds.map(timed).into_iter().for_each(|thread| thread.join().unwrap());
    measured.into_iter().for_each(|thread| thread.join().unwrap());
}
