//! `scaling/pixels/SIDE/HOW` and `scaling/limit/LIMIT/HOW`: the time of `best` is linear in the work.
//!
//! Each size is four times, each limit twice the one before it. Throughput is in needed iterations, so linear growth
//! gives a constant rate.
//!
//! * **pixels**: the region of `overview` at limit 100, to keep the largest view brief: 64 million pixels, whose steps,
//!   256 MB, exceed the caches. At this limit `best` is `lanes-batched`. Also on all cores.
//! * **limit**: one view, of which three points in five never escape. Here `best` is `lanes-compacted`.
//!
//! An input is verified when the first benchmark that uses it starts, with the oracle on all cores, so inputs that the
//! filter excludes cost nothing. Criterion needs the throughput earlier, so the iterations of each input are constants
//! here and compared with the oracle's. `--test` and `--profile-time` use only the first size and limit.

mod common;
mod subject;

use common::{brief_group, profiling};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lanelab_escape::{Map, Scene, Threads};
use lanelab_grid::{Numerics, Raster, Region, Rounding, View};
use lineprof::criterion::Profiler;
use std::cell::LazyCell;
use std::time::Duration;
use subject::{Subject, one_thread};

const ROUNDINGS: [Rounding; 2] = [Rounding::Separate, Rounding::Contracted];

/// Sides of the square view of `overview`, with the needed iterations under each of [`ROUNDINGS`].
const SIDES: [(usize, [u64; 2]); 4] =
    [(1000, [28_545_678; 2]), (2000, [114_141_111; 2]), (4000, [456_478_367; 2]), (8000, [1_825_804_753; 2])];

const LIMIT_OF_SIDES: u64 = 100;

/// Limits of one view, with the needed iterations under each of [`ROUNDINGS`].
const LIMITS: [(u64, [u64; 2]); 7] = [
    (1000, [9_941_699, 9_941_489]),
    (2000, [19_758_451, 19_757_325]),
    (4000, [39_382_631, 39_381_505]),
    (8000, [78_621_891, 78_620_763]),
    (16000, [157_085_891, 157_084_763]),
    (32000, [314_013_891, 314_012_763]),
    (64000, [627_869_891, 627_868_763]),
];

/// A view to be timed under each of [`ROUNDINGS`] and, with `on_all_cores`, under the first one on all cores.
struct Input {
    name: String,
    view: View,
    limit: u64,
    iterations: [u64; 2],
    on_all_cores: bool,
}

/// A group per input, a benchmark per rounding and number of threads.
fn scaling(criterion: &mut Criterion) {
    let (ladder, one, all) = (Map::Mandelbrot.ladder(), one_thread(), all_cores());
    let best = ladder.rung("best").expect("the ladder has this rung");
    for Input { name, view, limit, iterations, on_all_cores } in inputs() {
        let mut group = brief_group(criterion, format!("{}/{name}", module_path!()));
        group.sample_size(10).measurement_time(Duration::from_millis(500));
        for (rounding, iterations) in ROUNDINGS.into_iter().zip(iterations) {
            let subject = LazyCell::new(|| {
                let subject = Subject::new(&ladder, Numerics::double(rounding), &view, limit, &all);
                assert_eq!(subject.iterations(), iterations, "{name}, {rounding}: not the recorded iterations");
                subject
            });
            group.throughput(Throughput::Elements(iterations));
            group.bench_function(rounding.name(), |bencher| subject.time(bencher, best, &one));
            if on_all_cores && rounding == ROUNDINGS[0] {
                let name = format!("{rounding}-all-cores");
                group.bench_function(name, |bencher| subject.time(bencher, best, &all));
            }
        }
        group.finish();
    }
}

/// The sides and the limits, or the first of each where criterion takes no samples.
fn inputs() -> Vec<Input> {
    let most = if takes_no_samples() { 1 } else { usize::MAX };
    let overview = Scene::find("overview").expect("a scene of this name").region();
    let sides = SIDES.into_iter().take(most).map(|(side, iterations)| {
        let (name, view) = (format!("pixels/{side}"), square(overview, side));
        Input { name, view, limit: LIMIT_OF_SIDES, iterations, on_all_cores: true }
    });
    let centre = Region::new(-1.25, 0.25, -0.75, 0.75).expect("a constant region is valid");
    let limits = LIMITS.into_iter().take(most).map(|(limit, iterations)| {
        let (name, view) = (format!("limit/{limit}"), square(centre, 128));
        Input { name, view, limit, iterations, on_all_cores: false }
    });
    sides.chain(limits).collect()
}

/// As many threads as the machine runs at once, at most [`Threads::MOST`].
fn all_cores() -> Threads {
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    Threads::new(count.min(Threads::MOST)).expect("the system starts a thread per core")
}

/// Whether criterion takes no samples: under `--test`, under `--profile-time`, and where `cargo test` runs the suite.
fn takes_no_samples() -> bool {
    let given = |flag: &str| std::env::args().any(|argument| argument.split('=').next() == Some(flag));
    !given("--bench") || given("--test") || given("--profile-time")
}

fn square(region: Region, side: usize) -> View {
    View::new(region, Raster::new(side, side).expect("a constant raster is valid"))
}

criterion_group!(name = suite; config = Criterion::default().with_profiler(Profiler::new(profiling())); targets = scaling);
criterion_main!(suite);
