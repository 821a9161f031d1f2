//! Verifies and measures a ladder.

pub(crate) mod call;
mod ceilings;
mod session;
mod verify;

pub(crate) use ceilings::Ceilings;
pub(crate) use session::{Line, Measured, Session, measure};
pub(crate) use verify::{Outcome, Prepared, verify};

use crate::Ladder;
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
fn pool<I, O>(ladder: &Ladder<I, O>, entry: Entry) -> anyhow::Result<Option<ThreadPool>> {
    let Entry { rung, threads } = entry;
    let pool = ladder.rungs[rung].threaded.then(|| ThreadPoolBuilder::new().num_threads(threads).build());
    pool.transpose()
        .map_err(|error| anyhow::anyhow!("the system did not start {threads} threads: {error}; choose fewer"))
}
