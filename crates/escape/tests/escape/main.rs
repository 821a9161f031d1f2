//! Tests of the ladder. One binary, and none inside the library: each would compile every kernel for every map again.

mod agreement;
mod golden;
mod goldens_by_hand;
mod ladder;
mod near_two;
mod occupancy;
mod operations;
mod precision;
mod property;
mod threads;

use lanelab_escape::{Ladder, Threads, verify};
use lanelab_grid::{Job, Limit, Numerics, View};

/// Every rung of a ladder under all the numerics that it claims, on one view, on each of these numbers of threads.
fn check(ladder: &Ladder, view: &View, limit: Limit, threads: &[Threads]) {
    for numerics in Numerics::all() {
        let job = Job::whole(view, limit, numerics.rounding);
        let expected = threads[0].steps(ladder.oracle(numerics.precision), &job);
        for rung in ladder.rungs.iter().filter(|rung| rung.claims(numerics)) {
            for threads in threads {
                verify(ladder, rung, &job, threads, &expected).unwrap_or_else(|e| {
                    panic!("{} {view:?}, limit {limit}, {} threads: {e}", ladder.map, threads.count())
                });
            }
        }
    }
}

fn threads<const N: usize>(counts: [usize; N]) -> [Threads; N] {
    counts.map(|count| Threads::new(count).expect("a few threads"))
}
