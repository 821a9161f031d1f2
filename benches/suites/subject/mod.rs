//! Rungs on a view: timed by criterion, verified by the oracle.
//!
//! The key decision: **every timed answer is verified.** Criterion runs a routine many times; after each run the answer
//! of its last call is compared with the oracle's, outside the clock. Criterion's first run is its warm-up, so a wrong
//! rung stops the suite before a number is printed.

use criterion::Bencher;
use lanelab_escape::{Ladder, Threads, verify_steps};
use lanelab_grid::{Job, Limit, Numerics, Rung, Steps, View};

/// A view to be filled by rungs of a ladder, with the answer that each must give under the same numerics.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) ladder: &'a Ladder,
    pub(crate) job: Job,
    pub(crate) answer: Steps,
}

impl<'a> Subject<'a> {
    /// The oracle runs on `threads`: a large view takes it long.
    pub(crate) fn new(ladder: &'a Ladder, numerics: Numerics, view: &View, limit: u64, threads: &Threads) -> Self {
        let limit = Limit::new(limit).expect("a constant from 1 to 4294967295");
        let job = Job::whole(view, limit, numerics.rounding);
        Self { ladder, job, answer: threads.steps(ladder.oracle(numerics.precision), &job) }
    }

    /// The needed iterations of the view.
    pub(crate) fn iterations(&self) -> u64 {
        u64::try_from(self.answer.iterations()).expect("fewer than 2⁶⁴ iterations")
    }

    /// Times one call of a rung, and compares what the last call wrote with the oracle's answer.
    pub(crate) fn time(&self, bencher: &mut Bencher<'_>, rung: &Rung, threads: &Threads) {
        let mut steps = Steps::zeros(self.job.tile.dim(), self.job.limit);
        // Not a count, so that a rung that writes nothing is detected.
        steps.view_mut().fill(u32::MAX);
        bencher.iter(|| threads.fill(rung, &self.job, steps.view_mut(), &|_| ()));
        if let Err(disagreement) = verify_steps(self.ladder, rung, &self.job, &self.answer, &steps) {
            panic!("{disagreement}");
        }
    }
}

/// The calling thread alone.
pub(crate) fn one_thread() -> Threads {
    Threads::new(1).expect("one thread is never refused")
}
