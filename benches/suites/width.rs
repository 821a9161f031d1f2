//! `width/VECTOR/IN-FLIGHT`: lockstep over six vector types, 1 to 8 vectors in flight; rounding `separate`, one thread.
//!
//! The kernel is that of `lanes-masked` and `lanes-interleaved`, with a test after each step; most of these instances
//! are built only in this suite. No point of the view escapes, and its sides are multiples of every block, so that no
//! lane or row waits: only the execution of the loop differs. Throughput is in iterations of one pixel.

mod common;
mod subject;

use common::{brief_group, profiling};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lanelab_escape::Ladder;
use lanelab_grid::{Cut, Lanes, Mandelbrot, Numerics, Raster, Region, Rounding, Rung, Scalar, View, Width};
use lanelab_lanes::lockstep;
use lineprof::criterion::Profiler;
use subject::{Subject, one_thread};
use wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

const LIMIT: u64 = 1000;

fn width(criterion: &mut Criterion) {
    vectors::<f64x2>(criterion);
    vectors::<f64x4>(criterion);
    vectors::<f64x8>(criterion);
    vectors::<f32x4>(criterion);
    vectors::<f32x8>(criterion);
    vectors::<f32x16>(criterion);
}

/// A group per vector type, a benchmark per number in flight.
fn vectors<V: Lanes>(criterion: &mut Criterion) {
    let (ladder, one) = (Ladder::new("mandelbrot", Mandelbrot, rungs::<V>()), one_thread());
    let numerics = Numerics { precision: V::Element::PRECISION, rounding: Rounding::Separate };
    // Inside the main cardioid; the sides are multiples of every vector, and of every number of rows in flight.
    let region = Region::new(-0.45, 0.15, -0.3, 0.3).expect("a constant region is valid");
    let view = View::new(region, Raster::new(16, 840).expect("a constant raster is valid"));
    let subject = Subject::new(&ladder, numerics, &view, LIMIT, &one);
    assert_eq!(subject.answer.members(), subject.answer.view().len(), "a point of the interior escapes");

    let mut group = brief_group(criterion, format!("{}/{}", module_path!(), Width::of::<V>()));
    group.throughput(Throughput::Elements(subject.iterations()));
    for rung in &ladder.rungs {
        group.bench_function(rung.name, |bencher| subject.time(bencher, rung, &one));
    }
    group.finish();
}

/// A rung per number of vectors in flight. The view is one tile: smaller ones would have rows beyond a block.
fn rungs<V: Lanes>() -> Vec<Rung> {
    let rungs = [
        lockstep::<_, V, 1>("1", Mandelbrot),
        lockstep::<_, V, 2>("2", Mandelbrot),
        lockstep::<_, V, 3>("3", Mandelbrot),
        lockstep::<_, V, 4>("4", Mandelbrot),
        lockstep::<_, V, 5>("5", Mandelbrot),
        lockstep::<_, V, 6>("6", Mandelbrot),
        lockstep::<_, V, 7>("7", Mandelbrot),
        lockstep::<_, V, 8>("8", Mandelbrot),
    ];
    rungs.into_iter().map(|rung| Rung { cut: Cut::PerThread, ..rung }).collect()
}

criterion_group!(name = suite; config = Criterion::default().with_profiler(Profiler::new(profiling())); targets = width);
criterion_main!(suite);
