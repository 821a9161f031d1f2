//! The start barrier: how the threads of the copies learn when to run, and report that they have.

use std::hint;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;

use super::Task;

/// The signal that ends the threads.
const SHUTDOWN: u64 = u64::MAX;

/// Turns of a waiting loop, some microseconds, before it starts to yield its core.
const TURNS_BEFORE_YIELDING: u32 = 200;

/// What the threads share.
#[derive(Debug, Default)]
pub(super) struct Barrier {
    /// Grows with each signal: an even number must be answered, an odd one means start.
    signal: AtomicU64,
    /// How many threads have answered the last signal.
    answers: AtomicUsize,
    /// How many threads have finished since the last start.
    finished: AtomicUsize,
    /// Whether a copy has panicked.
    failed: AtomicBool,
}

impl Barrier {
    /// Sends a signal and waits until `threads` threads have answered. Returns whether they answered at once, which
    /// they do only if each has a core and this thread keeps its own.
    pub(super) fn ping(&self, threads: usize) -> bool {
        self.answers.store(0, Ordering::Relaxed);
        let last = self.signal.load(Ordering::Relaxed);
        self.signal.store((last | 1) + 1, Ordering::Release);
        wait_until(|| self.answers.load(Ordering::Acquire) == threads)
    }

    /// Gives the signal to start, for which every thread that has answered is waiting.
    pub(super) fn start(&self) {
        self.finished.store(0, Ordering::Relaxed);
        self.signal.fetch_add(1, Ordering::Release);
    }

    /// Waits until `threads` threads have finished.
    ///
    /// # Panics
    /// Where a copy panicked.
    pub(super) fn wait_for_all(&self, threads: usize) {
        wait_until(|| self.finished.load(Ordering::Acquire) == threads);
        assert!(!self.failed.load(Ordering::Relaxed), "a copy has panicked: its time means nothing");
    }

    /// Ends the threads that wait at the barrier.
    pub(super) fn shut_down(&self) {
        self.signal.store(SHUTDOWN, Ordering::Release);
    }

    /// What each thread does: whenever it is woken, answer signals until one says start, then run the task.
    pub(super) fn serve(&self, wake_ups: &Receiver<()>, mut task: Task<'_>) {
        let mut seen = 0;
        for () in wake_ups {
            loop {
                wait_until(|| self.signal.load(Ordering::Acquire) != seen);
                seen = self.signal.load(Ordering::Acquire);
                if seen == SHUTDOWN {
                    return;
                }
                if seen % 2 == 1 {
                    break;
                }
                self.answers.fetch_add(1, Ordering::Release);
            }
            let _finish = Finish(self);
            task();
        }
    }
}

/// Reports the end of a run, also when the task panics: otherwise the others would wait for ever.
struct Finish<'a>(&'a Barrier);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.failed.store(true, Ordering::Relaxed);
        }
        self.0.finished.fetch_add(1, Ordering::Release);
    }
}

/// Waits without sleeping, since waking up takes longer than what is measured; after a while it yields to other
/// threads. Returns whether the condition held before that.
fn wait_until(condition: impl Fn() -> bool) -> bool {
    for _ in 0..TURNS_BEFORE_YIELDING {
        if condition() {
            return true;
        }
        hint::spin_loop();
    }
    while !condition() {
        thread::yield_now();
    }
    false
}
