//! Work in parts, without the GIL, that a signal ends.
//!
//! Threads live for one call: calls from several Python threads run side by side, and a forked process can compute, which
//! the threads of a pool would not do. The calling thread looks for signals every [`SIGNALS`].
//!
//! * [`run`] is for short parts, which may borrow. With one thread they run on the calling one. After a signal each thread
//!   ends its part first.
//! * [`run_detached`] is for parts of any length, which own what they compute. After a signal the call returns at once,
//!   and each thread ends after its part.

use lanelab_escape::Threads;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, Builder};
use std::time::{Duration, Instant};

/// How long a signal waits at most, beside the time of a short part.
const SIGNALS: Duration = Duration::from_millis(40);

/// Iterations that the slowest vectorised kernel takes in about 50 ms.
pub(crate) const VECTOR_ITERATIONS: u64 = 50_000_000;

/// Iterations that the slowest other kernel takes in about 50 ms.
pub(crate) const SCALAR_ITERATIONS: u64 = 2_000_000;

/// Below so many iterations starting threads does not pay.
const WORTH_THREADS: u64 = 10_000_000;

/// How many threads share so many iterations: at most the wanted ones, or as many as this process has CPUs.
pub(crate) fn threads(wanted: Option<usize>, iterations: u64) -> usize {
    if iterations < WORTH_THREADS {
        return 1; // without asking the system, which takes longer than a small call
    }
    wanted.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from).min(Threads::MOST))
}

/// Does short parts in turn, by this many threads; by the calling one where that is 1.
///
/// # Errors
/// What a signal's handler raises (`KeyboardInterrupt`), `ValueError` where the system starts no thread, `RuntimeError`
/// where a kernel panics.
pub(crate) fn run<P: Send>(py: Python<'_>, threads: usize, parts: Vec<P>, work: impl Fn(P) + Sync) -> PyResult<()> {
    if threads == 1 { alone(py, parts, work) } else { side_by_side(py, threads, parts, work) }
}

fn alone<P: Send>(py: Python<'_>, parts: Vec<P>, work: impl Fn(P) + Sync) -> PyResult<()> {
    let mut parts = parts.into_iter();
    while parts.len() > 0 {
        let some = || {
            let began = Instant::now();
            for part in parts.by_ref() {
                work(part);
                if began.elapsed() > SIGNALS {
                    return;
                }
            }
        };
        py.detach(|| catch_unwind(AssertUnwindSafe(some))).map_err(|_| failed())?;
        py.check_signals()?;
    }
    Ok(())
}

fn side_by_side<P: Send>(py: Python<'_>, threads: usize, parts: Vec<P>, work: impl Fn(P) + Sync) -> PyResult<()> {
    let (threads, parts) = (threads.min(parts.len()), Mutex::new(parts.into_iter()));
    let stop = AtomicBool::new(false);
    let next = || parts.lock().ok().filter(|_| !stop.load(Ordering::Relaxed)).and_then(|mut parts| parts.next());
    thread::scope(|scope| {
        let (ended, mut end) = channel::<()>();
        let start = |_| {
            let (ended, next, work) = (ended.clone(), &next, &work);
            let run = move || {
                let _ended = ended; // dropped, even by a panic, when the thread has no more to do
                while let Some(part) = next() {
                    work(part);
                }
            };
            Builder::new().name("lanelab".to_owned()).spawn_scoped(scope, run)
        };
        let handles: io::Result<Vec<_>> = (0..threads).map(start).collect();
        drop(ended);
        let waited = handles.map_err(|error| not_started(threads, &error)).and_then(|handles| {
            while !py.detach(|| receive(&mut end, &mut |()| ())) {
                py.check_signals()?;
            }
            handles.into_iter().try_for_each(|handle| handle.join().map_err(|_| failed()))
        });
        stop.store(true, Ordering::Relaxed);
        waited
    })
}

/// Does parts of any length by this many threads, and passes each result to `put` on the calling thread, in any order.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_detached<P: Send + 'static, T: Send + 'static>(
    py: Python<'_>,
    threads: usize,
    parts: Vec<P>,
    work: impl Fn(P) -> T + Clone + Send + 'static,
    mut put: impl FnMut(T) + Send,
) -> PyResult<()> {
    let threads = threads.min(parts.len());
    let parts = std::sync::Arc::new(Mutex::new(parts.into_iter()));
    let (results, mut received) = channel();
    let start = |_| {
        let (results, parts, work) = (results.clone(), parts.clone(), work.clone());
        let next = move || parts.lock().ok().and_then(|mut parts| parts.next());
        let run = move || {
            while let Some(part) = next() {
                // Nobody receives after a signal.
                if results.send(work(part)).is_err() {
                    return;
                }
            }
        };
        Builder::new().name("lanelab".to_owned()).spawn(run)
    };
    let handles: io::Result<Vec<_>> = (0..threads).map(start).collect();
    drop(results);
    let handles = handles.map_err(|error| not_started(threads, &error))?;
    while !py.detach(|| receive(&mut received, &mut put)) {
        py.check_signals()?;
    }
    handles.into_iter().try_for_each(|handle| handle.join().map_err(|_| failed()))
}

/// Receives until signals should be looked for; true where no more comes.
fn receive<T>(results: &mut Receiver<T>, put: &mut impl FnMut(T)) -> bool {
    let began = Instant::now();
    loop {
        match results.recv_timeout(SIGNALS.saturating_sub(began.elapsed())) {
            Ok(result) => put(result),
            Err(RecvTimeoutError::Timeout) => return false,
            Err(RecvTimeoutError::Disconnected) => return true,
        }
    }
}

fn not_started(threads: usize, error: &io::Error) -> PyErr {
    PyValueError::new_err(format!("the system did not start {threads} threads: {error}; choose fewer"))
}

fn failed() -> PyErr {
    PyRuntimeError::new_err("a kernel panicked, which is a fault of lanelab: report the call and the text on stderr")
}
