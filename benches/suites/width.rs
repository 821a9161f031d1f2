//! `width/VECTOR/IN-FLIGHT`: lockstep over vectors of six kinds, 1 to 8 of them in flight; rounding `separate`, one
//! thread.
//!
//! The kernel is that of `lanes-masked` and `lanes-interleaved`, with a test after each step. The build uses one width
//! of each precision, with one vector in flight and with three or four; all others are built in this suite only. No
//! point of the view escapes, and its sides are a whole number of every block, so that lanes and rows wait for nothing:
//! what differs is what the machine makes of the loop.
//!
//! Throughput is in iterations, of one pixel each.

use benches::{Subject, brief, one_thread, profiled};
use criterion::{Criterion, criterion_group, criterion_main};
use lanelab_escape::Ladder;
use lanelab_grid::{Numerics, Cut, Lanes, Limit, Mandelbrot, Raster, Region, Rounding, Rung, Scalar, View, Width};
use lanelab_lanes::lockstep;
use wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

/// Sides of the view in pixels: a whole number of every vector, and of every number of rows in flight.
const SIDES: (usize, usize) = (16, 840);

const LIMIT: u64 = 1000;

fn width(criterion: &mut Criterion) {
    vectors::<f64x2>(criterion);
    vectors::<f64x4>(criterion);
    vectors::<f64x8>(criterion);
    vectors::<f32x4>(criterion);
    vectors::<f32x8>(criterion);
    vectors::<f32x16>(criterion);
}

/// A group for one kind of vector, a benchmark a number of them in flight.
fn vectors<V: Lanes>(criterion: &mut Criterion) {
    let (ladder, threads) = (Ladder::new("mandelbrot", Mandelbrot, rungs::<V>().to_vec()), one_thread());
    let numerics = Numerics { precision: V::Element::PRECISION, rounding: Rounding::Separate };
    let limit = Limit::new(LIMIT).expect("a constant from 1 to 4294967295");
    let subject = Subject::new(&ladder, numerics, interior(), limit, &threads);
    assert_eq!(subject.answer().members(), interior().raster().points(), "a point of the interior escapes");

    let mut group = criterion.benchmark_group(format!("{}/{}", module_path!(), Width::of::<V>()));
    brief(&mut group);
    group.throughput(subject.throughput());
    for kernel in subject.rungs() {
        group.bench_function(kernel.name, |bencher| subject.time(bencher, kernel, &threads));
    }
    group.finish();
}

/// A rung for each number of vectors in flight. A view is one piece, or its tiles would have rows beyond a block's.
fn rungs<V: Lanes>() -> [Rung<Mandelbrot>; 8] {
    [
        lockstep::<_, V, 1>("1"),
        lockstep::<_, V, 2>("2"),
        lockstep::<_, V, 3>("3"),
        lockstep::<_, V, 4>("4"),
        lockstep::<_, V, 5>("5"),
        lockstep::<_, V, 6>("6"),
        lockstep::<_, V, 7>("7"),
        lockstep::<_, V, 8>("8"),
    ]
    .map(|rung| Rung { cut: Cut::PerThread, ..rung })
}

/// Points inside the main cardioid.
fn interior() -> View {
    let region = Region::new(-0.45, 0.15, -0.3, 0.3).expect("a constant region is valid");
    View::new(region, Raster::new(SIDES.0, SIDES.1).expect("a constant raster is valid"))
}

criterion_group!(name = suites; config = profiled(); targets = width);
criterion_main!(suites);
