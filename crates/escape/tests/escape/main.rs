//! Tests of the ladder, in one binary: each further one would compile every kernel for every map again.

mod agreement;
mod faults;
mod golden;
mod ladder;
mod near_two;
mod occupancy;
mod operations;
mod precision;
mod property;
mod shapes;
mod threads;
mod trapped;

use lanelab_escape::{Ladder, Threads, verify};
use lanelab_grid::{Job, Limit, Numerics, Raster, Region, View};

/// Compares every rung of a ladder with its oracle, under all numerics that it claims, on these numbers of threads.
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

fn view([x_min, x_max, y_min, y_max]: [f64; 4], width: usize, height: usize) -> View {
    View::new(Region::new(x_min, x_max, y_min, y_max).expect("a region"), Raster::new(width, height).expect("a raster"))
}

fn limit(steps: u64) -> Limit {
    Limit::new(steps).expect("a limit")
}
