//! Verifies and measures a ladder.

mod call;
mod ceilings;
mod sampled;
mod session;
mod verify;

pub(crate) use ceilings::Ceilings;
pub(crate) use sampled::sample;
pub(crate) use session::{Line, Session, measure};
pub(crate) use verify::{Outcome, Prepared, verify};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// A rung of a ladder, by its index, on a number of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) rung: usize,
    pub(crate) threads: usize,
}

/// The pool in which a rung on several threads runs; none for one that runs on the calling thread.
///
/// # Errors
/// Where the system does not start the threads.
pub(crate) fn pool(threads: usize) -> anyhow::Result<ThreadPool> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| anyhow::anyhow!("the system did not start {threads} threads: {error}; choose fewer"))
}
