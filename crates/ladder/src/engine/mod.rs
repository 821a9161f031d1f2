//! Verifies and measures a ladder.

pub(crate) mod call;
mod ceilings;
mod copies;
mod sampled;
mod session;
mod verify;

pub(crate) use ceilings::Ceilings;
pub(crate) use sampled::sample;
pub(crate) use session::{Line, Session, measure};
pub(crate) use verify::{Outcome, Prepared, caught, verify};

use crate::ladder::{Rung, Threading};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// A rung of a ladder on a number of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The index of the rung, in the order in which they were added.
    pub rung: usize,
    /// The number of threads, 1 for a rung on one thread.
    pub threads: usize,
}

/// The pool in which a rung on several threads runs; none for one that runs on the calling thread.
///
/// # Errors
/// Where the system does not start the threads.
pub(crate) fn pool<I, O>(rung: &Rung<I, O>, threads: usize) -> anyhow::Result<Option<ThreadPool>> {
    if rung.threading != Threading::Pool {
        return Ok(None);
    }
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map(Some).map_err(|error| anyhow::anyhow!("the system did not start {threads} threads: {error}; choose fewer"))
}
