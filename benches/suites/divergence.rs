//! `divergence/VIEW/RUNG`: what lanes that wait for each other cost in time; rounding `separate`, one thread.
//!
//! Throughput is in needed iterations, so wasted lane-steps lower the rate. The occupancy, the share of lane-steps that
//! are needed, is counted outside the clock and printed before each benchmark.
//!
//! * **interior**: a square inside the main cardioid. No point escapes, so no lane ever waits.
//! * **mixed**: the region of `overview`. Most iterations are spent where no lane waits, the rest along the border.
//! * **boundary**: that of `seahorse`. Neighbours escape at very different steps.
//! * **straggler**: as many columns as a vector has lanes; in each row one point never escapes, and all others escape in
//!   the first step. The worst case for lockstep: a vector does the work of one lane.
//!
//! The suite asserts these properties of the views from the oracle's answers and the occupancy of `lanes-masked`.

mod common;
mod subject;

use common::{brief_group, profiling};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lanelab_escape::{Ladder, Map, Occupancy, Scene, Threads, count_lane_steps};
use lanelab_grid::{Lanes, Numerics, Raster, Region, Rounding, Rung, View};
use lanelab_lanes::NativeF64;
use lineprof::criterion::Profiler;
use std::cell::LazyCell;
use std::io::{self, Write};
use subject::{Subject, one_thread};

/// The baseline without lanes; the rungs that differ in how lanes wait; and `best`, which chooses among them.
const RUNGS: [&str; 7] =
    ["components", "lanes-masked", "lanes-interleaved", "lanes-batched", "lanes-refill", "lanes-compacted", "best"];

/// The limit of the views that are no scenes.
const LIMIT: u64 = 500;

/// Columns and rows of the first three views. Their tiles have 12 rows, so that blocks of 2, 3, 4 or 6 rows leave no row
/// over, which would be computed alone.
const SIDES: (usize, usize) = (128, 384);

/// Rows of `straggler`: the number of its points that never escape.
const STRAGGLERS: usize = 8192;

/// A group per view, a benchmark per rung.
fn divergence(criterion: &mut Criterion) {
    let (ladder, one) = (Map::Mandelbrot.ladder(), one_thread());
    let views = views(&ladder, &one);
    assert_properties(&ladder, &views);
    for (view, subject) in &views {
        let mut group = brief_group(criterion, format!("{}/{view}", module_path!()));
        group.throughput(Throughput::Elements(subject.iterations()));
        for name in RUNGS {
            let rung = ladder.rung(name).expect("the ladder has this rung");
            let printed = LazyCell::new(|| print_occupancy(view, subject, rung));
            group.bench_function(name, |bencher| {
                LazyCell::force(&printed);
                subject.time(bencher, rung, &one);
            });
        }
        group.finish();
    }
}

/// The views with their answers, in the order of how long lanes wait.
fn views<'a>(ladder: &'a Ladder, one: &Threads) -> [(&'static str, Subject<'a>); 4] {
    let scene = |name| Scene::find(name).expect("a scene of this name");
    let (overview, seahorse) = (scene("overview"), scene("seahorse"));
    // Inside the main cardioid.
    let interior = Region::new(-0.45, 0.15, -0.3, 0.3);
    // Columns at 0, 3, 6 and so on, one per lane, from the real axis to `i / 8`: the first is inside the main cardioid,
    // and `z_1 = c² + c` of all others exceeds 2.
    let spread = Region::new(0.0, (0..NativeF64::LANES).fold(0.0, |right, _| right + 3.0), 0.0, 0.125);
    [
        ("interior", interior, SIDES, LIMIT),
        ("mixed", Ok(overview.region()), SIDES, overview.limit().get().into()),
        ("boundary", Ok(seahorse.region()), SIDES, seahorse.limit().get().into()),
        ("straggler", spread, (NativeF64::LANES, STRAGGLERS), LIMIT),
    ]
    .map(|(name, region, (columns, rows), limit)| {
        let raster = Raster::new(columns, rows).expect("a constant raster is valid");
        let view = View::new(region.expect("a constant region is valid"), raster);
        (name, Subject::new(ladder, Numerics::double(Rounding::Separate), &view, limit, one))
    })
}

fn assert_properties(ladder: &Ladder, views: &[(&str, Subject<'_>); 4]) {
    let [(_, interior), _, _, (_, stragglers)] = views;
    assert_eq!(interior.answer.members(), interior.answer.view().len(), "a point of the interior escapes");
    let (lanes, found) = (NativeF64::LANES, (stragglers.answer.members(), stragglers.answer.sum()));
    let others = (STRAGGLERS * (lanes - 1)) as u128;
    assert_eq!(found, (STRAGGLERS, others), "stragglers, and the steps of all others");

    let masked = ladder.rung("lanes-masked").expect("the ladder has this rung");
    let occupancies = views.each_ref().map(|(_, subject)| occupancy(subject, masked).expect("a rung with lanes"));
    let shares = occupancies.map(|occupancy| occupancy.share());
    assert!(shares.is_sorted_by(|more, less| more > less), "occupancies {shares:?}: they must fall");
    let least = occupancies[3];
    let (needed, executed) = (10 * least.needed * lanes as u128, 12 * least.executed);
    assert!(needed <= executed, "stragglers: {least:?} is more than 1.2 lanes of {lanes}");
}

/// The occupancy of a rung on a view, counted. `None` for a rung without lanes.
fn occupancy(subject: &Subject<'_>, rung: &Rung) -> Option<Occupancy> {
    let occupancy: Occupancy = count_lane_steps(rung, &subject.job)?.collect();
    assert_eq!(occupancy.needed, subject.answer.iterations(), "{}: a wrong answer while counting", rung.name);
    Some(occupancy)
}

fn print_occupancy(view: &str, subject: &Subject<'_>, rung: &Rung) {
    let Some(occupancy) = occupancy(subject, rung) else { return };
    let (name, percent) = (rung.name, 100.0 * occupancy.share());
    let written = writeln!(io::stderr(), "{}/{view}/{name}: occupancy {percent:.1} %", module_path!());
    written.expect("standard error can be written");
}

criterion_group!(name = suite; config = Criterion::default().with_profiler(Profiler::new(profiling())); targets = divergence);
criterion_main!(suite);
