//! `divergence/VIEW/RUNG`: what lanes that wait for each other cost in time; rounding `separate`, one thread.
//!
//! Throughput is in iterations that the contract needs, so what lanes do for nothing is a rate that is lost. The share
//! of lane-steps that are needed, the occupancy, is counted outside the clock and told beside each benchmark.
//!
//! * **interior**: a square inside the main cardioid. No point escapes, so no lane ever waits.
//! * **mixed**: the region of `overview`. Most iterations are spent where no lane waits, the rest along the border.
//! * **boundary**: that of `seahorse`. Neighbours escape at very different steps.
//! * **straggler**: as many columns as a vector has lanes; in each row one point never escapes, and all others are out
//!   in the first step. No view is worse for lanes in lockstep: a vector does one lane's work.
//!
//! That the views are what they are called is asserted of the oracle's answers and of the occupancy of `lanes-masked`.

use benches::{Subject, brief, one_thread, profiled};
use criterion::{Criterion, criterion_group, criterion_main};
use lanelab_escape::{Rung, Ladder, Map, Scene, Threads};
use lanelab_grid::{Numerics, Lanes, Limit, Raster, Region, Rounding, View};
use lanelab_lanes::NativeF64;
use std::cell::LazyCell;
use std::io::{self, Write};

/// The baseline, which has no lanes; the rungs that differ in how lanes wait; and the one that chooses among them.
const RUNGS: [&str; 7] =
    ["components", "lanes-masked", "lanes-interleaved", "lanes-batched", "lanes-refill", "lanes-compacted", "best"];

const CONTRACT: Numerics = Numerics::double(Rounding::Separate);

/// The limit of the views that are no scenes.
const LIMIT: u64 = 500;

/// Columns and rows of the views but the last. Tiles of a view of this shape have 12 rows, so that blocks of 2, 3, 4 or
/// 6 rows leave none over, which would go one by one.
const SIDES: (usize, usize) = (128, 384);

/// Rows of the view with the stragglers: so many points never escape.
const STRAGGLERS: usize = 8192;

/// A group a view, a benchmark a rung.
fn divergence(criterion: &mut Criterion) {
    let (ladder, threads) = (Map::Mandelbrot.ladder(), one_thread());
    let views = views(&ladder, &threads);
    assert_apt(&ladder, &views);
    for (view, subject) in &views {
        let mut group = criterion.benchmark_group(format!("{}/{view}", module_path!()));
        brief(&mut group);
        group.throughput(subject.throughput());
        for name in RUNGS {
            let kernel = ladder.rung(name).expect("the ladder has this rung");
            let told = LazyCell::new(|| tell(view, subject, kernel));
            group.bench_function(name, |bencher| {
                LazyCell::force(&told);
                subject.time(bencher, kernel, &threads);
            });
        }
        group.finish();
    }
}

/// The views with their answers, from the one in which lanes wait least to the one in which they wait most.
fn views<'a>(ladder: &'a Ladder, threads: &Threads) -> [(&'static str, Subject<'a>); 4] {
    let of = |view, limit| Subject::new(ladder, CONTRACT, view, limit, threads);
    let scene = |name| {
        let scene = Scene::named(name).expect("a scene of this name");
        of(view(scene.region(), SIDES), scene.limit())
    };
    let limit = Limit::new(LIMIT).expect("a constant from 1 to 4294967295");
    [
        ("interior", of(view(interior(), SIDES), limit)),
        ("mixed", scene("overview")),
        ("boundary", scene("seahorse")),
        ("straggler", of(view(spread(), (NativeF64::LANES, STRAGGLERS)), limit)),
    ]
}

/// A square inside the main cardioid.
fn interior() -> Region {
    Region::new(-0.45, 0.15, -0.3, 0.3).expect("a constant region is valid")
}

/// Columns at 0, 3, 6 and so on, one a lane, from the real axis to `i / 8`: the first is inside the main cardioid, and
/// `z_1 = c² + c` of all others exceeds 2.
fn spread() -> Region {
    let right = (0..NativeF64::LANES).fold(0.0, |right, _| right + 3.0);
    Region::new(0.0, right, 0.0, 0.125).expect("a constant region is valid")
}

fn view(region: Region, (columns, rows): (usize, usize)) -> View {
    View::new(region, Raster::new(columns, rows).expect("a constant raster is valid"))
}

/// Asserts that the views are what they are called.
fn assert_apt(ladder: &Ladder, views: &[(&str, Subject<'_>); 4]) {
    let [(_, interior), _, _, (_, stragglers)] = views;
    assert_eq!(interior.answer().members(), interior.view().raster().points(), "a point of the interior escapes");
    let lanes = NativeF64::LANES;
    let found = (stragglers.answer().members(), stragglers.answer().sum());
    let others = STRAGGLERS * (lanes - 1);
    assert_eq!(found, (STRAGGLERS, others as u128), "stragglers, and the steps of all others");

    let masked = ladder.rung("lanes-masked").expect("the ladder has this rung");
    let occupancies = views.each_ref().map(|(_, subject)| subject.occupancy(masked).expect("a rung with lanes"));
    let shares = occupancies.map(|occupancy| occupancy.share());
    assert!(shares.is_sorted_by(|more, less| more > less), "occupancies {shares:?}: they must fall");
    let least = occupancies[3];
    let (useful, executed) = (10 * least.useful * lanes as u128, 12 * least.executed);
    assert!(useful <= executed, "stragglers: {least:?} is more than 1.2 lanes of {lanes}");
}

/// Says what the lanes of a rung carry over a view, on standard error as criterion does.
fn tell(view: &str, subject: &Subject<'_>, kernel: &Rung) {
    let Some(occupancy) = subject.occupancy(kernel) else { return };
    let (name, percent) = (kernel.name, 100.0 * occupancy.share());
    let said = writeln!(io::stderr(), "{}/{view}/{name}: occupancy {percent:.1} %", module_path!());
    said.expect("standard error can be written");
}

criterion_group!(name = suites; config = profiled(); targets = divergence);
criterion_main!(suites);
