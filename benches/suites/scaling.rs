//! `scaling/pixels/SIDE/HOW` and `scaling/limit/LIMIT/HOW`: the cost of `best` grows as the work does.
//!
//! Each size is four times, each limit twice the one before it. Throughput is in iterations that the contract needs,
//! so linear growth is a rate that stays flat. `examples/linear` fits the exponents from what criterion kept.
//!
//! * **pixels**: the region of `overview` at limit 100, to keep the largest view brief: 64 million pixels, whose counts,
//!   256 MB, exceed the caches. At this limit `best` is `lanes-interleaved`. Also on all cores.
//! * **limit**: one view, of which three points in five never escape. Here `best` is `lanes-compacted`.
//!
//! An input is verified when the first benchmark that uses it starts, with the oracle on all cores; one that the
//! filter leaves out costs nothing. Criterion asks for the throughput before, so the iterations of each input stand here
//! and are compared with the oracle's. Under `--test` and `--profile-time` only the smallest size and limit are left.

use benches::{Subject, all_cores, brief, one_thread, profiled, takes_no_samples};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lanelab_escape::{Ladder, Map, Scene, Threads};
use lanelab_grid::{Numerics, Limit, Raster, Region, Rounding, View};
use std::cell::LazyCell;
use std::time::Duration;

/// The roundings that are timed.
const ROUNDINGS: [Rounding; 2] = [Rounding::Separate, Rounding::Contracted];

/// A size, and the iterations that the contract needs for it under each of [`ROUNDINGS`].
type Size<T> = (T, [u64; 2]);

/// Sides of the square view of `overview`. To this limit the roundings agree.
const SIDES: [Size<usize>; 4] =
    [(1000, [28_545_678; 2]), (2000, [114_141_111; 2]), (4000, [456_478_367; 2]), (8000, [1_825_804_753; 2])];

/// The limit that the views of [`SIDES`] are counted to.
const LIMIT_OF_SIDES: u64 = 100;

/// Limits of [`interior`].
const LIMITS: [Size<u64>; 7] = [
    (1000, [9_941_699, 9_941_489]),
    (2000, [19_758_451, 19_757_325]),
    (4000, [39_382_631, 39_381_505]),
    (8000, [78_621_891, 78_620_763]),
    (16000, [157_085_891, 157_084_763]),
    (32000, [314_013_891, 314_012_763]),
    (64000, [627_869_891, 627_868_763]),
];

/// So many sides and so many limits are left where no samples are taken.
const FEW: usize = 1;

/// What the benchmarks of this suite share.
struct Suite {
    ladder: Ladder,
    one: Threads,
    all: Threads,
}

/// A group a side and a group a limit; a benchmark a rounding, and for the sides one on all cores.
fn scaling(criterion: &mut Criterion) {
    let suite = Suite { ladder: Map::Mandelbrot.ladder(), one: one_thread(), all: all_cores() };
    let few = if takes_no_samples() { FEW } else { usize::MAX };
    for (side, iterations) in SIDES.into_iter().take(few) {
        let name = format!("{}/pixels/{side}", module_path!());
        suite.time(criterion, &name, (overview(side), LIMIT_OF_SIDES), iterations, true);
    }
    for (limit, iterations) in LIMITS.into_iter().take(few) {
        let name = format!("{}/limit/{limit}", module_path!());
        suite.time(criterion, &name, (interior(), limit), iterations, false);
    }
}

impl Suite {
    /// Times one input under each rounding, and, if asked to, under the first one on all cores.
    fn time(
        &self,
        criterion: &mut Criterion,
        group: &str,
        (view, limit): (View, u64),
        iterations: [u64; 2],
        on_all_cores: bool,
    ) {
        let best = self.ladder.rung("best").expect("the ladder has this rung");
        let mut group = criterion.benchmark_group(group);
        brief(&mut group);
        group.sample_size(10).measurement_time(Duration::from_millis(500));
        for (rounding, iterations) in ROUNDINGS.into_iter().zip(iterations) {
            let subject = LazyCell::new(|| self.subject(view, limit, rounding, iterations));
            group.throughput(Throughput::Elements(iterations));
            group.bench_function(rounding.name(), |bencher| subject.time(bencher, best, &self.one));
            if on_all_cores && rounding == ROUNDINGS[0] {
                let name = format!("{rounding}-all-cores");
                group.bench_function(name, |bencher| subject.time(bencher, best, &self.all));
            }
        }
        group.finish();
    }

    /// An input with the oracle's answer.
    fn subject(&self, view: View, limit: u64, rounding: Rounding, iterations: u64) -> Subject<'_> {
        let limit = Limit::new(limit).expect("a constant from 1 to 4294967295");
        let subject = Subject::new(&self.ladder, Numerics::double(rounding), view, limit, &self.all);
        let name = format!("{} up to {limit}, {rounding}", view.raster());
        assert_eq!(subject.iterations(), u128::from(iterations), "{name}: not the recorded iterations");
        subject
    }
}

/// The region of the scene `overview`, with this many points a side.
fn overview(side: usize) -> View {
    square(Scene::named("overview").expect("a scene of this name").region(), side)
}

/// The heart of the set: three points in five never escape.
fn interior() -> View {
    square(Region::new(-1.25, 0.25, -0.75, 0.75).expect("a constant region is valid"), 128)
}

fn square(region: Region, side: usize) -> View {
    View::new(region, Raster::new(side, side).expect("a constant raster is valid"))
}

criterion_group!(name = suites; config = profiled(); targets = scaling);
criterion_main!(suites);
