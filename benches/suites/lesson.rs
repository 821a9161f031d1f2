//! `lesson/FUNCTION` and `lesson/test/WAY`: the lesson's own functions on the lesson's own grid, 300 × 300 points at
//! limit 50; NumPy's arithmetic without fused products, one thread.
//!
//! On this grid all functions agree with the contract: those that count with the oracle's countdown, those that do not
//! with which points never escape. Throughput is in iterations that the contract needs, the same for all eight, so a
//! function that steps what is long out, or looks at it, is slower by that.
//!
//! `mandel4` and `mandel5` differ in their test alone, with the square root and without. The tests are also timed by
//! themselves, as one pass over all points after their third step, which some have left by then; throughput is in
//! points there:
//!
//! * **abs**: that of `mandel4`, NumPy's absolute value. It takes a root and a division.
//! * **product**: that of `mandel5` and those after it, `z * conj(z) > 4` of complex numbers: two temporaries.
//! * **root**: the root of `|z|²` against 2: the root, and nothing else.
//! * **norm-sqr**: `|z|²` against 4, as the rungs test.

use benches::{Subject, brief, profiled, time_returning};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use lanelab_escape::{Map, Scene};
use lanelab_grid::{Contract, Rounding};
use lanelab_numpy::course::{
    Dispatch, Grid, abs, mandel_numpy, mandel_numpy_explode, mandel1, mandel2, mandel4, mandel5, mandel6, mandel7,
    norm_exceeds_four,
};
use ndarray::{Array2, ArrayView2, Zip};
use num_complex::Complex;
use std::fmt::Debug;

const DISPATCH: Dispatch = Dispatch::Separate;

/// The step after which the tests are timed.
const TESTED_STEP: u32 = 3;

/// Points of the plane, or values of orbits, of a whole grid.
type Numbers<'a> = ArrayView2<'a, Complex<f64>>;

fn lesson(criterion: &mut Criterion) {
    let ladder = Map::Mandelbrot.ladder();
    let scene = Scene::named("lesson").expect("a scene of this name");
    let subject = Subject::small(&ladder, scene, Contract::double(Rounding::Separate));
    let view = subject.view();
    let c = Array2::from_shape_fn(view.dim(), |(row, column)| view.point(row, column));

    let mut group = criterion.benchmark_group(module_path!());
    brief(&mut group);
    group.throughput(subject.throughput());
    pointwise(&mut group, &subject, c.view());
    memberships(&mut group, &subject, c.view());
    counts(&mut group, &subject, c.view());
    group.finish();

    let mut group = criterion.benchmark_group(format!("{}/test", module_path!()));
    brief(&mut group);
    group.throughput(Throughput::Elements(c.len() as u64));
    tests(&mut group, &subject, c.view());
    group.finish();
}

/// The functions of one point at a time.
fn pointwise(group: &mut BenchmarkGroup<'_, WallTime>, subject: &Subject<'_>, c: Numbers<'_>) {
    let right = subject.answer().countdown().mapv(i64::from);
    let limit = limit(subject);
    let mapped = || c.mapv(|c| mandel1(c, limit).expect("no modulus overflows on this grid"));
    let vectorized = || mandel2(&c, limit).expect("no modulus overflows on this grid");
    group.bench_function("mandel1", |bencher| time_returning(bencher, mapped, |found| same(found, &right)));
    group.bench_function("mandel2", |bencher| {
        time_returning(bencher, vectorized, |found| same(found, &right));
    });
}

/// The functions that say which points are inside.
fn memberships(group: &mut BenchmarkGroup<'_, WallTime>, subject: &Subject<'_>, c: Numbers<'_>) {
    type Function = fn(&Grid, i64, Dispatch) -> Array2<bool>;
    let functions: [(&str, Function); 2] =
        [("mandel_numpy_explode", mandel_numpy_explode), ("mandel_numpy", mandel_numpy)];
    let right = subject.answer().view().mapv(|steps| steps == 0);
    for (name, function) in functions {
        let call = || function(&c, limit(subject), DISPATCH);
        group.bench_function(name, |bencher| time_returning(bencher, call, |found| same(found, &right)));
    }
}

/// The functions of whole arrays that count.
fn counts(group: &mut BenchmarkGroup<'_, WallTime>, subject: &Subject<'_>, c: Numbers<'_>) {
    type Function = fn(&Grid, i64, Dispatch) -> Array2<f64>;
    let functions: [(&str, Function); 4] =
        [("mandel4", mandel4), ("mandel5", mandel5), ("mandel6", mandel6), ("mandel7", mandel7)];
    let right = subject.answer().countdown().mapv(f64::from);
    for (name, function) in functions {
        let call = || function(&c, limit(subject), DISPATCH);
        group.bench_function(name, |bencher| time_returning(bencher, call, |found| same(found, &right)));
    }
}

/// The tests alone, each a pass over the same values.
fn tests(group: &mut BenchmarkGroup<'_, WallTime>, subject: &Subject<'_>, c: Numbers<'_>) {
    type Test = fn(&Array2<Complex<f64>>) -> Array2<bool>;
    let tests: [(&str, Test); 4] = [
        ("abs", |values| abs(values, DISPATCH).mapv(|modulus| modulus > 2.0)),
        ("product", |values| norm_exceeds_four(values, DISPATCH)),
        ("root", |values| values.mapv(|z| z.norm_sqr().sqrt() > 2.0)),
        ("norm-sqr", |values| values.mapv(|z| z.norm_sqr() > 4.0)),
    ];
    let values = c.mapv(|c| (0..TESTED_STEP).fold(c, |z, _| z * z + c));
    let right = subject.answer().view().mapv(|steps| (1..=TESTED_STEP).contains(&steps));
    for (name, test) in tests {
        let call = || test(&values);
        group.bench_function(name, |bencher| time_returning(bencher, call, |found| same(found, &right)));
    }
}

/// The lesson's limit, as its functions take it.
fn limit(subject: &Subject<'_>) -> i64 {
    subject.answer().limit().get().into()
}

/// Asserts that every element is the oracle's.
fn same<T: PartialEq + Debug>(found: &Array2<T>, right: &Array2<T>) {
    assert_eq!(found.dim(), right.dim(), "the answer must have the grid's shape");
    Zip::indexed(found).and(right).for_each(|(row, column), found, right| {
        assert!(found == right, "row {row}, column {column}: {found:?}, the oracle has {right:?}");
    });
}

criterion_group!(name = suites; config = profiled(); targets = lesson);
criterion_main!(suites);
