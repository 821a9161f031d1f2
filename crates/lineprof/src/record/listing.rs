//! The threads of a running process, which may start more meanwhile.
//!
//! A thread that is started while its parent's counters are opened inherits some of them, or none. So threads are listed
//! until there are no new ones, and each gets counters of its own. A thread whose start was
//! under way is in no list yet, so the process is listed a few more times while it is sampled. Threads that the kernel
//! reports as started have inherited all counters.

use super::cpu_time::now_ns;
use super::process::threads_of;
use std::collections::HashSet;

/// The first pause before the process is listed again, in nanoseconds, and the longest. Each is twice the one before.
const FIRST_PAUSE: u64 = 10_000_000;
const LAST_PAUSE: u64 = 1_000_000_000;

/// The threads of a process that were seen.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) process: u32,
    seen: HashSet<i32>,
    /// How many may have counters.
    most: usize,
    /// Threads beyond that number.
    pub(super) left_out: Vec<i32>,
    pause: u64,
    next: u64,
}

impl Listing {
    /// Lists a process, leaving out this thread.
    pub(super) fn new(process: u32, but: Option<i32>, most: usize) -> Self {
        let (seen, most) = (but.into_iter().collect(), most + usize::from(but.is_some()));
        Self { process, seen, most, left_out: Vec::new(), pause: FIRST_PAUSE, next: now_ns() + FIRST_PAUSE }
    }

    /// How many were seen.
    pub(super) fn len(&self) -> usize {
        self.seen.len()
    }

    /// The threads not seen before that may have counters.
    pub(super) fn new_threads(&mut self) -> Result<Vec<i32>, String> {
        let mut threads = threads_of(self.process)?;
        let room = self.most.saturating_sub(self.seen.len() - self.left_out.len());
        threads.retain(|tid| self.seen.insert(*tid));
        self.left_out.extend(threads.split_off(threads.len().min(room)));
        Ok(threads)
    }

    /// All threads not seen before, where it is time to list them again.
    pub(super) fn late_threads(&mut self) -> Vec<i32> {
        let now = now_ns();
        if self.pause > LAST_PAUSE || now < self.next {
            return Vec::new();
        }
        self.pause *= 2;
        self.next = now + self.pause;
        let known = self.left_out.len();
        let mut threads = self.new_threads().unwrap_or_default();
        threads.extend_from_slice(&self.left_out[known..]);
        threads
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nix::unistd::gettid;
    use std::sync::mpsc;

    #[test]
    fn each_thread_is_new_once_and_some_are_left_out() {
        let own = gettid().as_raw();
        let (stop, stopped) = mpsc::channel::<()>();
        let (send, tid) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let _ = send.send(gettid().as_raw());
            let _ = stopped.recv();
        });
        let tid = tid.recv().expect("it is sent");
        let mut all = Listing::new(std::process::id(), Some(own), 1000);
        let first = all.new_threads().expect("/proc");
        assert!(first.contains(&tid) && !first.contains(&own), "{first:?}");
        assert!(!all.new_threads().expect("/proc").contains(&tid), "it was seen");
        let mut few = Listing::new(std::process::id(), None, 1);
        let counted = few.new_threads().expect("/proc");
        assert_eq!((counted.len(), few.left_out.len()), (1, few.len() - 1), "{few:?}");
        let mut late = Listing { next: 0, ..Listing::new(std::process::id(), None, 1) };
        assert_eq!(late.late_threads().len(), late.len(), "those that are left out too");
        drop(stop);
        thread.join().expect("no panic");
    }
}
