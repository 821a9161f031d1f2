//! Each of the course's functions gives what NumPy gave, bit for bit, under both of NumPy's arithmetics: on the course's
//! grid, at the points where its tests disagree, and at ties that depend on the size of an array.

use lanelab_numpy::course::{self, Counts, Dispatch, Grid};
use lanelab_numpy::goldens::{CourseCase, FOLDER, Function, Golden, GoldenError, Goldens, PointsCase, Subject};
use lanelab_numpy::routines::{Span, mgrid};
use ndarray::{Array2, Zip};
use ndarray_npy::ReadableElement;
use num_complex::Complex;
use std::fmt::Debug;

/// How many goldens there are of each kind; those of steps are tested with the ladder.
const STEPS: usize = 30;
const COURSE: usize = 16;
const POINTS: usize = 144;
const INPUTS: usize = 3;

fn goldens() -> Goldens {
    Goldens::open(FOLDER.as_ref()).unwrap_or_else(|error| panic!("{error}"))
}

fn find<'a>(goldens: &'a Goldens, name: &str) -> &'a Golden {
    goldens.find(name).unwrap_or_else(|error| panic!("{error}"))
}

fn read<T: ReadableElement>(goldens: &Goldens, golden: &Golden) -> Array2<T> {
    goldens.read(golden).unwrap_or_else(|error| panic!("{error}"))
}

/// Asserts that a function returns its golden, repeated to the result's shape, to the last bit.
fn assert_is_golden(function: Function, c: &Grid, limit: i64, dispatch: Dispatch, goldens: &Goldens, golden: &Golden) {
    let integers = |got: Array2<i64>| assert_same(&got, &read(goldens, golden), golden, |a, b| a == b);
    let truths = |got: Array2<bool>| assert_same(&got, &read(goldens, golden), golden, |a, b| a == b);
    let floats = |got: Counts| assert_same(&got, &read(goldens, golden), golden, |a, b| a.to_bits() == b.to_bits());
    let one_by_one = || c.mapv(|c| course::mandel1(c, limit).unwrap_or(0));
    match function {
        Function::Mandel1 => integers(one_by_one()),
        Function::Mandel2 => integers(course::mandel2(c, limit).unwrap_or_else(|_| one_by_one())),
        Function::MandelNumpyExplode => truths(course::mandel_numpy_explode(c, limit, dispatch)),
        Function::MandelNumpy => truths(course::mandel_numpy(c, limit, dispatch)),
        Function::Mandel4 => floats(course::mandel4(c, limit, dispatch)),
        Function::Mandel5 => floats(course::mandel5(c, limit, dispatch)),
        Function::Mandel6 => floats(course::mandel6(c, limit, dispatch)),
        Function::Mandel7 => floats(course::mandel7(c, limit, dispatch)),
    }
}

fn assert_same<T: Debug>(got: &Array2<T>, want: &Array2<T>, golden: &Golden, same: fn(&T, &T) -> bool) {
    let (rows, columns) = want.dim();
    assert!(rows * columns > 0, "{} is empty", golden.name);
    for ((row, column), value) in got.indexed_iter() {
        let wanted = &want[[row % rows, column % columns]];
        let name = &golden.name;
        assert!(same(value, wanted), "{name} at row {row}, column {column}: {value:?}, NumPy has {wanted:?}");
    }
}

/// The points of the course: `x + 1j * y` of `mgrid`.
fn grid(case: &CourseCase) -> Array2<Complex<f64>> {
    let [x_min, x_max, y_min, y_max] = case.region;
    let span = |min: f64, max: f64, n: usize| Span::stepped(min, max, (max - min) / lanelab_grid::real(n));
    let (y, x) = mgrid(span(y_min, y_max, case.height), span(x_min, x_max, case.width)).expect("a grid");
    Zip::from(&x).and(&y).map_collect(|&x, &y| Complex::new(x, y))
}

#[test]
fn functions_equal_numpy() {
    let goldens = goldens();
    let (mut on_grid, mut on_points) = (0, 0);
    for golden in goldens.entries() {
        match &golden.subject {
            Subject::Course(case) => {
                assert_is_golden(case.function, &grid(case), case.limit, case.dispatch, &goldens, golden);
                on_grid += 1;
            }
            Subject::Points(case) => {
                let c = points(&goldens, case);
                assert_is_golden(case.function, &c, case.limit, case.dispatch, &goldens, golden);
                assert_raises(case, &c, &golden.name);
                on_points += 1;
            }
            Subject::Steps(_) | Subject::Input => {}
        }
    }
    assert_eq!((on_grid, on_points), (COURSE, POINTS));
    assert_eq!(goldens.entries().len(), STEPS + COURSE + POINTS + INPUTS, "a golden of another kind has no test");
}

/// The input of a case, its rows and columns repeated to the case's size.
fn points(goldens: &Goldens, case: &PointsCase) -> Array2<Complex<f64>> {
    let points: Array2<Complex<f64>> = read(goldens, find(goldens, &case.input));
    let (rows, columns) = points.dim();
    Array2::from_shape_fn((case.height, case.width), |(row, column)| points[[row % rows, column % columns]])
}

/// Asserts that `mandel1` fails where Python raised and nowhere else, and `mandel2` where that is anywhere.
fn assert_raises(case: &PointsCase, c: &Array2<Complex<f64>>, name: &str) {
    let failing = c.iter().enumerate().filter(|&(_, &c)| course::mandel1(c, case.limit).is_err());
    match case.function {
        Function::Mandel1 => {
            let indices: Vec<usize> = failing.map(|(index, _)| index).collect();
            assert_eq!(indices, case.raises, "{name}");
        }
        Function::Mandel2 => {
            let fails = course::mandel2(c, case.limit).is_err();
            assert_eq!(fails, !case.raises.is_empty(), "{name}");
        }
        _ => assert!(case.raises.is_empty(), "{name}: NumPy's arrays do not raise"),
    }
}

#[test]
fn arrays_without_elements_have_results_without_elements() {
    for dispatch in [Dispatch::Separate, Dispatch::Fused] {
        for shape in [(0, 3), (3, 0), (0, 0)] {
            let none = Array2::zeros(shape);
            assert_eq!(course::mandel_numpy_explode(&none, 5, dispatch).dim(), shape);
            assert_eq!(course::mandel_numpy(&none, 5, dispatch).dim(), shape);
            for function in [course::mandel4, course::mandel5, course::mandel6, course::mandel7] {
                assert_eq!(function(&none, 5, dispatch).dim(), shape);
            }
        }
    }
}

#[test]
fn a_golden_is_read_as_what_it_is() {
    let goldens = goldens();
    let mut golden = find(&goldens, "steps/lesson-50/fused").clone();
    let error = goldens.read::<f64>(&golden).expect_err("it holds u32");
    assert!(error.to_string().contains("<u4"), "{error}");
    golden.shape = [300, 301];
    let error = goldens.read::<u32>(&golden).expect_err("it has 300 columns");
    assert!(matches!(error, GoldenError::Shape(..)), "{error}");
}

/// `serde_json` reads floats exactly only with its feature `float_roundtrip`.
#[test]
fn bounds_are_read_to_the_last_bit() {
    let goldens = goldens();
    let Subject::Steps(case) = &find(&goldens, "steps/seahorse/separate").subject else { panic!("it has steps") };
    let (re, im) = (-0.743_643_887_037_151, 0.131_825_904_205_33);
    assert_eq!(case.region, [re - 0.001, re + 0.001, im - 0.001, im + 0.001]);
    let Subject::Steps(case) = &find(&goldens, "steps/huge/separate").subject else { panic!("it has steps") };
    assert_eq!(case.region, [-16.0, 21.0, -8.0, 13.0].map(|bound| bound * f64::from_bits((1023 + 664) << 52)));
}
