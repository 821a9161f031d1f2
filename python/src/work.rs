//! Work in parts, without the GIL, that a signal ends.
//!
//! Parts that are short run on the calling thread, which looks for signals between them. Long ones run on threads that
//! live for one call: the calling thread collects their results and looks for signals meanwhile. A thread owns what it
//! computes, so after a signal the call returns at once, and each thread ends after its part. Threads of a call, not
//! those of a pool, also mean that calls from several Python threads run side by side and that a forked process
//! computes.

use crate::arguments::invalid;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// How long signals wait at most, beside the time of a part on the calling thread.
const SIGNALS: Duration = Duration::from_millis(40);

/// How work is done: by how many threads, and whether its parts are too long for the calling thread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// The parts, numbered from 0.
    pub(crate) parts: usize,
    /// Threads at work; 0 is the calling thread.
    pub(crate) threads: usize,
}

/// Iterations that the slowest vectorised rung takes in about 50 ms.
const VECTOR_ITERATIONS: u64 = 50_000_000;

/// Iterations that the slowest other rung takes in about 50 ms.
const SCALAR_ITERATIONS: u64 = 2_000_000;

/// Below so many iterations starting threads does not pay.
const WORTH_THREADS: u64 = 10_000_000;

impl Plan {
    /// The plan for parts of at most `longest` iterations, of `all` in total.
    pub(crate) fn new(parts: usize, threads: usize, longest: u64, all: u64, vectorised: bool) -> Self {
        let responsive = longest <= if vectorised { VECTOR_ITERATIONS } else { SCALAR_ITERATIONS };
        let alone = threads == 1 || parts == 1 || all < WORTH_THREADS;
        Self { parts, threads: if responsive && alone { 0 } else { threads.min(parts) } }
    }
}

/// Computes every part and passes each result to `put`, on the calling thread, in any order.
///
/// # Errors
/// What a signal's handler raises (`KeyboardInterrupt`); `ValueError` where the system starts no thread;
/// `RuntimeError` where a kernel panics.
pub(crate) fn run<T: Send + 'static>(
    py: Python<'_>,
    plan: Plan,
    compute: impl Fn(usize) -> T + Send + Sync + 'static,
    mut put: impl FnMut(usize, T) + Send,
) -> PyResult<()> {
    if plan.threads == 0 {
        let mut parts = 0..plan.parts;
        while !parts.is_empty() {
            py.detach(|| {
                let began = Instant::now();
                for part in parts.by_ref() {
                    put(part, compute(part));
                    if began.elapsed() > SIGNALS {
                        break;
                    }
                }
            });
            py.check_signals()?;
        }
        return Ok(());
    }
    let (mut results, handles) = start(plan, compute)?;
    while py.detach(|| collect(&mut results, &mut put)) {
        py.check_signals()?;
    }
    join(handles)
}

type Results<T> = Receiver<(usize, T)>;

/// Starts threads that take parts in turn, each when it has sent the result of its last one.
fn start<T: Send + 'static>(
    plan: Plan,
    compute: impl Fn(usize) -> T + Send + Sync + 'static,
) -> PyResult<(Results<T>, Vec<JoinHandle<()>>)> {
    let (sender, results) = sync_channel(2 * plan.threads);
    let shared = Arc::new((compute, AtomicUsize::new(0)));
    let work = |sender: SyncSender<_>| {
        let shared = Arc::clone(&shared);
        move || {
            let (compute, next) = &*shared;
            loop {
                let part = next.fetch_add(1, Ordering::Relaxed);
                // Nobody receives after a signal.
                if part >= plan.parts || sender.send((part, compute(part))).is_err() {
                    return;
                }
            }
        }
    };
    let start = |_| Builder::new().name("lanelab".to_owned()).spawn(work(sender.clone()));
    let handles: Result<Vec<_>, _> = (0..plan.threads).map(start).collect();
    let refused = |error| invalid(format!("the system did not start {} threads: {error}; choose fewer", plan.threads));
    Ok((results, handles.map_err(refused)?))
}

/// Takes results until signals should be looked for; false where no more come.
fn collect<T>(results: &mut Results<T>, put: &mut impl FnMut(usize, T)) -> bool {
    let began = Instant::now();
    loop {
        match results.recv_timeout(SIGNALS.saturating_sub(began.elapsed())) {
            Ok((part, result)) => put(part, result),
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

fn join(handles: Vec<JoinHandle<()>>) -> PyResult<()> {
    for handle in handles {
        handle.join().map_err(|_| {
            PyRuntimeError::new_err(
                "a kernel failed, which is a fault of lanelab: report the call and the text before this",
            )
        })?;
    }
    Ok(())
}
