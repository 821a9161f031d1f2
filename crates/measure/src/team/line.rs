//! The start line: how the threads of a team learn when to run, and tell that they have.

use std::hint;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;

use super::Member;

/// The signal that sends threads home.
const HOME: u64 = u64::MAX;

/// Turns of a waiting loop, some microseconds, before it starts to offer its core to others.
const TURNS_BEFORE_YIELDING: u32 = 200;

/// What the threads of a team share.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Grows with each signal: to an even number that is to be answered, to an odd one to start.
    signal: AtomicU64,
    /// How many have answered the last signal.
    answers: AtomicUsize,
    /// How many have finished since the last start.
    finished: AtomicUsize,
    /// Whether a copy has panicked.
    failed: AtomicBool,
}

impl Line {
    /// Gives a signal and waits until `members` threads have answered. Whether they did at once, which they
    /// can only on cores of their own while this thread keeps its.
    pub(super) fn answered_at_once(&self, members: usize) -> bool {
        self.answers.store(0, Ordering::Relaxed);
        let last = self.signal.load(Ordering::Relaxed);
        self.signal.store((last | 1) + 1, Ordering::Release);
        wait_until(|| self.answers.load(Ordering::Acquire) == members)
    }

    /// Gives the signal to start, which all who have answered are waiting for.
    pub(super) fn start(&self) {
        self.finished.store(0, Ordering::Relaxed);
        self.signal.fetch_add(1, Ordering::Release);
    }

    /// Waits until `members` threads have finished.
    ///
    /// # Panics
    /// Where a copy panicked.
    pub(super) fn wait_for_the_last(&self, members: usize) {
        wait_until(|| self.finished.load(Ordering::Acquire) == members);
        assert!(!self.failed.load(Ordering::Relaxed), "a copy has panicked: its time means nothing");
    }

    /// Ends the threads that stand at the line.
    pub(super) fn send_home(&self) {
        self.signal.store(HOME, Ordering::Release);
    }

    /// The life of a member's thread: for each call to the line, signals are answered until one says start.
    pub(super) fn serve(&self, called: &Receiver<()>, mut copy: Member<'_>) {
        let mut seen = 0;
        for () in called {
            loop {
                wait_until(|| self.signal.load(Ordering::Acquire) != seen);
                seen = self.signal.load(Ordering::Acquire);
                if seen == HOME {
                    return;
                }
                if seen % 2 == 1 {
                    break;
                }
                self.answers.fetch_add(1, Ordering::Release);
            }
            let _finish = Finish(self);
            copy();
        }
    }
}

/// Reports the end of a copy's run, be it by a panic: else the team would wait for ever.
struct Finish<'a>(&'a Line);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.failed.store(true, Ordering::Relaxed);
        }
        self.0.finished.fetch_add(1, Ordering::Release);
    }
}

/// Waits without sleeping, since waking up takes longer than what is measured; after a while it lets other
/// threads go first. Whether it did not come to that.
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
