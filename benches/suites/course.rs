//! `course/FUNCTION` and `course/test/TEST`: the course's eight functions on its own grid, 300 × 300 points at limit 50;
//! NumPy's arithmetic without fused products, one thread.
//!
//! They are the functions that the steps of `lanelab lesson` with the same names show and time.
//!
//! On this grid all functions agree with the oracle: those that count with its countdown, the others with its members.
//! Throughput is in needed iterations, the same for all eight, so the rate of a function that also steps or tests
//! escaped points is lower.
//!
//! `mandel4` and `mandel5` differ only in their test, with and without the square root. The tests are also timed alone,
//! as one pass over all points after their third step, when some have escaped; throughput is in points there:
//!
//! * **abs**: that of `mandel4`, NumPy's absolute value: a square root and a division.
//! * **product**: that of `mandel5` to `mandel7`, `z * conj(z) > 4` in complex numbers: two temporary arrays.
//! * **root**: the square root of `|z|²` against 2.
//! * **norm-sqr**: `|z|²` against 4, as the rungs test.

mod common;

use common::{brief_group, profiling};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use lanelab_escape::{Form, Map, Scene};
use lanelab_grid::{Numerics, Rounding, Steps};
use lanelab_numpy::course::{
    Dispatch, abs, mandel_numpy, mandel_numpy_explode, mandel1, mandel2, mandel4, mandel5, mandel6, mandel7,
    norm_exceeds_four,
};
use lineprof::criterion::Profiler;
use ndarray::{Array2, Zip};
use num_complex::Complex;
use std::fmt::Debug;
use std::hint::black_box;

const DISPATCH: Dispatch = Dispatch::Separate;

/// The step after which the tests are timed.
const TESTED_STEP: u32 = 3;

fn course(criterion: &mut Criterion) {
    let scene = Scene::find("lesson").expect("a scene of this name");
    let (view, limit) = (scene.view(Form::Small), scene.limit());
    let answer = Map::Mandelbrot.ladder().oracle_steps(Numerics::double(Rounding::Separate), &view, limit);
    let points = Array2::from_shape_fn(view.dim(), |(row, column)| view.point(row, column));
    functions(criterion, &points, &answer);
    tests(criterion, &points, &answer);
}

fn functions(criterion: &mut Criterion, points: &Array2<Complex<f64>>, answer: &Steps) {
    let (c, limit) = (points, i64::from(answer.limit().get()));
    let mut group = brief_group(criterion, module_path!());
    group.throughput(Throughput::Elements(u64::try_from(answer.iterations()).expect("fewer than 2⁶⁴ iterations")));
    let finite = "no modulus overflows on this grid";
    let counts = answer.countdown().mapv(i64::from);
    time(&mut group, "mandel1", &counts, || c.mapv(|c| mandel1(c, limit).expect(finite)));
    time(&mut group, "mandel2", &counts, || mandel2(c, limit).expect(finite));
    let members = answer.view().mapv(|steps| steps == 0);
    time(&mut group, "mandel_numpy_explode", &members, || mandel_numpy_explode(c, limit, DISPATCH));
    time(&mut group, "mandel_numpy", &members, || mandel_numpy(c, limit, DISPATCH));
    let counts = answer.countdown().mapv(f64::from);
    time(&mut group, "mandel4", &counts, || mandel4(c, limit, DISPATCH));
    time(&mut group, "mandel5", &counts, || mandel5(c, limit, DISPATCH));
    time(&mut group, "mandel6", &counts, || mandel6(c, limit, DISPATCH));
    time(&mut group, "mandel7", &counts, || mandel7(c, limit, DISPATCH));
    group.finish();
}

/// The tests alone, each a pass over the same values.
fn tests(criterion: &mut Criterion, points: &Array2<Complex<f64>>, answer: &Steps) {
    let mut group = brief_group(criterion, format!("{}/test", module_path!()));
    group.throughput(Throughput::Elements(points.len() as u64));
    let values = points.mapv(|c| (0..TESTED_STEP).fold(c, |z, _| z * z + c));
    let escaped = answer.view().mapv(|steps| (1..=TESTED_STEP).contains(&steps));
    time(&mut group, "abs", &escaped, || abs(&values, DISPATCH).mapv(|modulus| modulus > 2.0));
    time(&mut group, "product", &escaped, || norm_exceeds_four(&values, DISPATCH));
    time(&mut group, "root", &escaped, || values.mapv(|z| z.norm_sqr().sqrt() > 2.0));
    time(&mut group, "norm-sqr", &escaped, || values.mapv(|z| z.norm_sqr() > 4.0));
    group.finish();
}

/// Times `call`, and compares what the last call returned with the oracle's answer. Each call includes freeing what
/// the one before it returned.
fn time<T: PartialEq + Debug>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    expected: &Array2<T>,
    mut call: impl FnMut() -> Array2<T>,
) {
    group.bench_function(name, |bencher| {
        let mut last = None;
        bencher.iter(|| last = Some(black_box(call())));
        let found = last.take().expect("a run has at least one call");
        assert_eq!(found.dim(), expected.dim(), "the answer must have the grid's shape");
        Zip::indexed(&found).and(expected).for_each(|(row, column), found, expected| {
            assert!(found == expected, "row {row}, column {column}: {found:?}, the oracle has {expected:?}");
        });
    });
}

criterion_group!(name = suite; config = Criterion::default().with_profiler(Profiler::new(profiling())); targets = course);
criterion_main!(suite);
