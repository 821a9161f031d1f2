//! Tiles without pixels, and arrays that do not fit their tile, for every rung, map and rounding.

use crate::agreement::maps;
use crate::{limit, threads, view};
use lanelab_escape::count_lane_steps;
use lanelab_grid::{Job, Numerics, Rung, Steps};
use ndarray::Array2;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Calls `check` for every rung under every rounding on the job of a tile of these rows and columns.
fn for_each_rung(rows: Range<usize>, columns: Range<usize>, check: impl Fn(&Rung, &Job, &str)) {
    let view = view([-2.0, 0.5, -1.0, 1.0], 9, 7);
    for map in maps() {
        let ladder = map.ladder();
        for numerics in Numerics::all() {
            let whole = Job::whole(&view, limit(20), numerics.rounding);
            let job = whole.on(whole.tile.part(rows.clone(), columns.clone()));
            for rung in ladder.rungs.iter().filter(|rung| rung.claims(numerics)) {
                check(rung, &job, &format!("{map} {} {numerics} {rows:?} x {columns:?}", rung.name));
            }
        }
    }
}

#[test]
fn a_tile_without_pixels_takes_no_work() {
    let threads = threads([1, 2]);
    for (rows, columns) in [(3..3, 0..9), (0..7, 4..4), (7..7, 9..9)] {
        for_each_rung(rows, columns, |rung, job, case| {
            for threads in &threads {
                assert!(threads.steps(rung, job).view().is_empty(), "{case}");
            }
            rung.fill(job, Array2::zeros(job.tile.dim()).view_mut());
            let counted = count_lane_steps(rung, job).map_or(0, Iterator::count);
            assert_eq!(counted, 0, "{case}: tiles with lane-steps");
        });
    }
}

#[test]
fn an_array_of_another_shape_than_the_tile_is_refused() {
    for (rows, columns) in [(1..6, 2..9), (2..2, 0..4)] {
        for_each_rung(rows, columns, |rung, job, case| {
            let (rows, columns) = job.tile.dim();
            for dim in [(columns, rows), (rows + 1, columns), (rows, columns - 1), (0, 0)] {
                let mut steps = Steps::zeros(dim, job.limit);
                let filled = catch_unwind(AssertUnwindSafe(|| rung.fill(job, steps.view_mut())));
                let message = filled.expect_err(case).downcast::<String>().expect("a text");
                assert!(message.contains("the array must have the tile's shape"), "{case}: {message}");
            }
        });
    }
}
