//! Concurrent copies of the same work, one thread each: the reference for parallel efficiency.
//!
//! Comparing N threads with one thread alone is unfair: busy cores share caches, a memory bus, a power budget and, on a
//! rented machine, a host. The fair reference is N independent single-thread copies started together. If two copies
//! take T₂ and the same work divided among two threads takes T, ideal division would take T₂ / 2, and T₂ / (2 T) is the
//! parallel efficiency.
//!
//! * **What is timed**: from the start signal, which all copies see within a fraction of a microsecond, to the end of
//!   the slowest copy.
//! * **What is not**: starting the threads (once), waking them, and waiting until each has a core. A scheduler may wake
//!   several on one core and leave them there although another core is idle; short copies would then appear to take
//!   twice their time. So before the start a signal goes back and forth until all threads answer at once several times
//!   in a row, which they do only from separate cores. After 50 ms the run starts anyway. With more copies than cores
//!   there is no such wait.
//! * **Bias**: threads wait by spinning, which is prompt but keeps their cores busy. A program's own threads get no such
//!   help; their scheduling is part of their time. Within a sample that repeats a short call, the wait at the barrier
//!   is timed from the second call on: some microseconds, since the threads have not gone to sleep yet.

mod barrier;

use std::fmt;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use crate::{Usage, Work};
use barrier::Barrier;

/// What one copy does.
pub type Task<'a> = Box<dyn FnMut() + Send + 'a>;

/// How many prompt answers in a row show that each thread has a core.
const PROMPT_ANSWERS: u32 = 8;

/// The longest wait for that: several of the scheduler's balancing intervals.
const LONGEST_WAIT: Duration = Duration::from_millis(50);

/// The system refused a thread for a copy.
#[derive(Debug, thiserror::Error)]
#[error("the system did not start {copies} copies on a thread each: {source}; choose fewer")]
pub struct NotStarted {
    copies: usize,
    source: io::Error,
}

/// Copies of work, each with a thread that waits for the next run; the first copy runs on the caller's thread.
///
/// As [`Work`] they can be a candidate: the clock starts after all have reached the barrier. Between runs the threads
/// sleep and take nothing from other candidates. After a panic in a copy, every further run panics.
pub struct ConcurrentCopies<'scope> {
    own: Task<'scope>,
    wakers: Vec<Sender<()>>,
    barrier: Arc<Barrier>,
    a_core_each: bool,
    ready: bool,
}

impl<'scope> ConcurrentCopies<'scope> {
    /// Starts a thread for each of `tasks` but the first. The threads live in `scope` until the copies are dropped.
    ///
    /// # Errors
    /// Where the system refuses a thread; those already started then end.
    ///
    /// # Panics
    /// Where there are no tasks.
    pub fn start<'env>(scope: &'scope Scope<'scope, 'env>, tasks: Vec<Task<'scope>>) -> Result<Self, NotStarted> {
        Self::start_with(tasks, |body| thread::Builder::new().spawn_scoped(scope, body).map(drop))
    }

    fn start_with(
        tasks: Vec<Task<'scope>>,
        mut spawn: impl FnMut(Box<dyn FnOnce() + Send + 'scope>) -> io::Result<()>,
    ) -> Result<Self, NotStarted> {
        let copies = tasks.len();
        let a_core_each = copies <= thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let mut tasks = tasks.into_iter();
        let own = tasks.next().expect("at least one copy to run");
        let barrier = Arc::new(Barrier::default());
        let start = |task| {
            let (waker, wake_ups) = mpsc::channel();
            let barrier = Arc::clone(&barrier);
            spawn(Box::new(move || barrier.serve(&wake_ups, task))).map(|()| waker)
        };
        // Where one is refused, the wakers of the others are dropped, which ends them.
        let wakers = tasks.map(start).collect::<Result<_, _>>();
        let wakers = wakers.map_err(|source| NotStarted { copies, source })?;
        Ok(Self { own, wakers, barrier, a_core_each, ready: false })
    }
}

impl Work for ConcurrentCopies<'_> {
    /// Wakes all threads and returns when each waits at the barrier on a core of its own, or after 50 ms.
    fn prepare(&mut self) {
        if self.ready {
            return;
        }
        for waker in &self.wakers {
            assert!(waker.send(()).is_ok(), "a copy has panicked in an earlier run: there is nothing left to run");
        }
        self.barrier.ping(self.wakers.len());
        let (start, mut prompt) = (Instant::now(), 0);
        while self.a_core_each && prompt < PROMPT_ANSWERS && start.elapsed() < LONGEST_WAIT {
            prompt = if self.barrier.ping(self.wakers.len()) { prompt + 1 } else { 0 };
        }
        self.ready = true;
    }

    /// Runs all copies at once and returns when the slowest is done. Prepares first, unless that was done.
    fn run(&mut self) {
        self.prepare();
        self.ready = false;
        self.barrier.start();
        (self.own)();
        self.barrier.wait_for_all(self.wakers.len());
    }

    fn usage(&self) -> Option<Usage> {
        Usage::of_process()
    }
}

impl Drop for ConcurrentCopies<'_> {
    fn drop(&mut self) {
        // For the threads at the barrier; those asleep end when their wakers are dropped.
        self.barrier.shut_down();
    }
}

impl fmt::Debug for ConcurrentCopies<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConcurrentCopies").field("copies", &(self.wakers.len() + 1)).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn counters(counts: &[AtomicUsize]) -> Vec<Task<'_>> {
        counts.iter().map(|count| -> Task<'_> { Box::new(|| _ = count.fetch_add(1, Ordering::Relaxed)) }).collect()
    }

    fn run_once(tasks: Vec<Task<'_>>) -> Result<(), NotStarted> {
        thread::scope(|scope| ConcurrentCopies::start(scope, tasks).map(|mut copies| copies.run()))
    }

    #[test]
    fn every_copy_runs_once_a_run() {
        for size in 1..=5 {
            let counts: Vec<AtomicUsize> = (0..size).map(|_| AtomicUsize::new(0)).collect();
            thread::scope(|scope| {
                let mut copies = ConcurrentCopies::start(scope, counters(&counts)).unwrap();
                for runs in 1..=12 {
                    if runs % 2 == 0 {
                        copies.prepare();
                    }
                    copies.run();
                    let seen: Vec<usize> = counts.iter().map(|c| c.load(Ordering::Relaxed)).collect();
                    assert_eq!(seen, vec![runs; size], "after {runs} runs of {size}");
                }
            });
        }
    }

    /// Each copy waits for the other to begin. Run one after the other, the first would give up after ten seconds.
    #[test]
    fn copies_run_at_the_same_time() {
        let (begun, met) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let copy = || -> Task<'_> {
            Box::new(|| {
                begun.fetch_add(1, Ordering::SeqCst);
                let start = Instant::now();
                while begun.load(Ordering::SeqCst) < 2 && start.elapsed() < Duration::from_secs(10) {
                    thread::yield_now();
                }
                met.fetch_add(usize::from(begun.load(Ordering::SeqCst) == 2), Ordering::SeqCst);
            })
        };
        run_once(vec![copy(), copy()]).unwrap();
        assert_eq!(met.into_inner(), 2, "copies that met the other");
    }

    /// The scope returns only if all threads end.
    #[test]
    fn threads_end_without_a_run_and_where_another_is_refused() {
        let counts = [const { AtomicUsize::new(0) }; 4];
        thread::scope(|scope| drop(ConcurrentCopies::start(scope, counters(&counts))));
        thread::scope(|scope| ConcurrentCopies::start(scope, counters(&counts)).unwrap().prepare());
        thread::scope(|scope| {
            let mut spawned = 0;
            let copies = ConcurrentCopies::start_with(counters(&counts), |body| {
                spawned += 1;
                if spawned == 2 {
                    return Err(io::ErrorKind::WouldBlock.into());
                }
                thread::Builder::new().spawn_scoped(scope, body).map(drop)
            });
            let error = copies.expect_err("the second thread is refused").to_string();
            assert!(error.starts_with("the system did not start 4 copies"), "{error}");
        });
        assert!(counts.iter().all(|count| count.load(Ordering::Relaxed) == 0), "a copy ran without a run");
    }

    #[test]
    #[should_panic(expected = "a copy has panicked")]
    fn a_panic_in_a_copy_ends_the_run() {
        let _ = run_once(vec![Box::new(|| ()), Box::new(|| panic!("on purpose"))]);
    }
}
