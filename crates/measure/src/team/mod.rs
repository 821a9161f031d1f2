//! Copies of work that run at the same moment, a thread each.
//!
//! What two threads gain is not to be compared with one thread alone: two cores that are both busy share a
//! cache, a memory bus and a power budget, and on a rented machine a host. The fair reference is *two
//! single-thread copies started together*: if two copies together take T₂ and the work divided among two
//! threads takes T, then dividing it would ideally take T₂ / 2, and T₂ / (2 T) is the efficiency that is
//! the divider's own.
//!
//! * **What is timed**: from the start signal, which all copies see within a fraction of a microsecond, to
//!   the end of the slowest.
//! * **What is not**: starting threads, done once for the life of a team; waking them up; and waiting until
//!   they really run side by side. A scheduler may wake all of them on one core, and leave them there for a
//!   while though another is idle (virtual machines do, where a halted core looks taken): copies that take
//!   less than that would seem to take twice their time. So at the start line a signal goes back and forth, until
//!   every answer comes at once, which it does only from another core; after 50 ms the run starts all the
//!   same. Where there are more copies than cores there is no such wait.
//! * **Bias**: at the line and at the end threads wait by spinning, which is prompt but keeps their cores
//!   busy. A program's own threads get no such help, and are timed with what the scheduler does to them.
//!   Within a sample that repeats a short call, the wait for the line is timed too from the second call on:
//!   some microseconds, since the threads have not gone to sleep yet.

mod line;

use std::fmt;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use crate::Work;
use crate::stopwatch::{self, Monotonic};
use line::Line;

/// One of the copies a team runs.
pub type Member<'a> = Box<dyn FnMut() + Send + 'a>;

/// So many prompt answers in a row show that all members have a core each.
const PROMPT_ANSWERS: u32 = 8;

/// When to stop waiting for them: several of the scheduler's balancing intervals.
const LONGEST_WAIT: Duration = Duration::from_millis(50);

/// Why there is no team.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// No copies were given.
    #[error("a team of no copies: there is nothing to run together; give at least one")]
    NoMembers,
    /// The system refused one of them a thread.
    #[error("the system did not start {copies} copies on a thread each: {source}; choose fewer")]
    NotStarted {
        /// How many were to run together.
        copies: usize,
        /// The system's answer.
        source: io::Error,
    },
}

/// What a member's thread does.
type Serving<'scope> = Box<dyn FnOnce() + Send + 'scope>;

/// Copies of work, each with a thread that waits for the next run; the first runs on the caller's thread.
///
/// As [`Work`] it can be a candidate: it lines up before the clock is started. Between runs its threads
/// sleep, and take nothing from other candidates. After a panic in a copy it is of no further use.
pub struct Team<'scope> {
    own: Member<'scope>,
    calls: Vec<Sender<()>>,
    line: Arc<Line>,
    a_core_each: bool,
    lined_up: bool,
}

impl<'scope> Team<'scope> {
    /// The team of `copies`, whose threads live in `scope` until it is dropped.
    ///
    /// # Errors
    /// Where there are no copies, or the system refuses a thread; those it has started then end.
    pub fn gather<'env>(scope: &'scope Scope<'scope, 'env>, copies: Vec<Member<'scope>>) -> Result<Self, TeamError> {
        Self::started(copies, |serving| thread::Builder::new().spawn_scoped(scope, serving).map(drop))
    }

    /// The team of `copies`, each thread started by `start`.
    fn started(
        copies: Vec<Member<'scope>>,
        mut start: impl FnMut(Serving<'scope>) -> io::Result<()>,
    ) -> Result<Self, TeamError> {
        let count = copies.len();
        let a_core_each = count <= thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let mut copies = copies.into_iter();
        let own = copies.next().ok_or(TeamError::NoMembers)?;
        let line = Arc::new(Line::default());
        let member = |copy| {
            let (call, called) = mpsc::channel();
            let line = Arc::clone(&line);
            start(Box::new(move || line.serve(&called, copy))).map(|()| call)
        };
        // Where one is refused, the calls to the others are dropped, and so they go home.
        let calls = copies.map(member).collect::<Result<_, _>>();
        let calls = calls.map_err(|source| TeamError::NotStarted { copies: count, source })?;
        Ok(Self { own, calls, line, a_core_each, lined_up: false })
    }

    /// Wakes all threads, and returns when they stand at the start line on a core each, or after 50 ms.
    ///
    /// # Panics
    /// Where a copy has panicked in an earlier run.
    pub fn line_up(&mut self) {
        if self.lined_up {
            return;
        }
        for call in &self.calls {
            assert!(call.send(()).is_ok(), "a copy has panicked in an earlier run: the team is gone");
        }
        self.line.answered_at_once(self.calls.len());
        if self.a_core_each {
            self.wait_for_a_core_each();
        }
        self.lined_up = true;
    }

    /// Runs all copies at once and returns when the slowest is done. Lines up first, unless that was done.
    ///
    /// # Panics
    /// Where a copy panics, in this run or an earlier one.
    pub fn run_together(&mut self) {
        self.line_up();
        self.lined_up = false;
        self.line.start();
        (self.own)();
        self.line.wait_for_the_last(self.calls.len());
    }

    /// The wall time of one run, from the start signal to the end of the slowest copy.
    ///
    /// # Panics
    /// Where a copy panics, in this run or an earlier one.
    pub fn wall_time(&mut self) -> Duration {
        self.line_up();
        stopwatch::time(&Monotonic::start(), || self.run_together())
    }

    fn wait_for_a_core_each(&self) {
        let start = Instant::now();
        let mut prompt = 0;
        while prompt < PROMPT_ANSWERS && start.elapsed() < LONGEST_WAIT {
            prompt = if self.line.answered_at_once(self.calls.len()) { prompt + 1 } else { 0 };
        }
    }
}

impl Work for Team<'_> {
    fn prepare(&mut self) {
        self.line_up();
    }

    fn run(&mut self) {
        self.run_together();
    }
}

impl Drop for Team<'_> {
    fn drop(&mut self) {
        // For those at the line; those asleep wake up by the loss of their senders.
        self.line.send_home();
    }
}

impl fmt::Debug for Team<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Team").field("copies", &(self.calls.len() + 1)).finish_non_exhaustive()
    }
}

/// The wall time of `copies`, started together on a thread each: from the start signal to the end of the
/// slowest. For one run; for many, gather a [`Team`].
///
/// # Errors
/// As [`Team::gather`].
///
/// # Panics
/// Where a copy panics.
pub fn together(copies: Vec<Member<'_>>) -> Result<Duration, TeamError> {
    thread::scope(|scope| Ok(Team::gather(scope, copies)?.wall_time()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn counting(counts: &[AtomicUsize]) -> Vec<Member<'_>> {
        counts
            .iter()
            .map(|count| -> Member<'_> {
                Box::new(|| {
                    count.fetch_add(1, Ordering::Relaxed);
                })
            })
            .collect()
    }

    #[test]
    fn every_copy_runs_once_a_run() {
        for size in 1..=5 {
            let counts: Vec<AtomicUsize> = (0..size).map(|_| AtomicUsize::new(0)).collect();
            thread::scope(|scope| {
                let mut team = Team::gather(scope, counting(&counts)).unwrap();
                for runs in 1..=12 {
                    if runs % 2 == 0 {
                        team.line_up();
                    }
                    team.run_together();
                    let seen: Vec<usize> = counts.iter().map(|c| c.load(Ordering::Relaxed)).collect();
                    assert_eq!(seen, vec![runs; size], "after {runs} runs of {size}");
                }
            });
        }
    }

    /// Each copy waits in its midst for the other to begin. Run one after the other, the first gives up; the
    /// ten seconds only keep a broken team from hanging.
    #[test]
    fn copies_run_at_the_same_time() {
        let (begun, met) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let copy = || -> Member<'_> {
            Box::new(|| {
                begun.fetch_add(1, Ordering::SeqCst);
                let start = Instant::now();
                while begun.load(Ordering::SeqCst) < 2 && start.elapsed() < Duration::from_secs(10) {
                    thread::yield_now();
                }
                met.fetch_add(usize::from(begun.load(Ordering::SeqCst) == 2), Ordering::SeqCst);
            })
        };
        assert!(together(vec![copy(), copy()]).is_ok(), "a team of two");
        assert_eq!(met.into_inner(), 2, "both copies met the other");
    }

    #[test]
    fn a_team_that_never_runs_goes_home() {
        let counts = [const { AtomicUsize::new(0) }; 3];
        thread::scope(|scope| drop(Team::gather(scope, counting(&counts))));
        thread::scope(|scope| Team::gather(scope, counting(&counts)).unwrap().line_up());
        assert!(counts.iter().all(|count| count.load(Ordering::Relaxed) == 0), "a copy ran unasked");
    }

    #[test]
    fn a_team_of_none_is_refused() {
        assert!(matches!(together(vec![]), Err(TeamError::NoMembers)), "no copies");
    }

    #[test]
    fn a_thread_that_is_refused_is_an_error_and_the_others_go_home() {
        let counts = [const { AtomicUsize::new(0) }; 4];
        thread::scope(|scope| {
            let mut asked = 0;
            let team = Team::started(counting(&counts), |serving| {
                asked += 1;
                if asked == 2 {
                    return Err(io::ErrorKind::WouldBlock.into());
                }
                thread::Builder::new().spawn_scoped(scope, serving).map(drop)
            });
            let error = team.expect_err("the second thread is refused");
            assert!(matches!(error, TeamError::NotStarted { copies: 4, .. }), "{error}");
            assert!(error.to_string().ends_with("choose fewer"), "{error}");
        });
        assert!(counts.iter().all(|count| count.load(Ordering::Relaxed) == 0), "a copy ran unasked");
    }

    #[test]
    #[should_panic(expected = "a copy has panicked")]
    fn a_panic_in_a_copy_ends_the_run() {
        let _ = together(vec![Box::new(|| ()), Box::new(|| panic!("on purpose"))]);
    }
}
