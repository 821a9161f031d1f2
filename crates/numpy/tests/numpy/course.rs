//! Each of the lesson's functions gives what NumPy gave, byte for byte, under both of NumPy's arithmetics: on
//! the lesson's grid, at the points where its tests part, and at ties that depend on the size of an array.

use lanelab_numpy::course::{self, Dispatch, Grid};
use lanelab_numpy::goldens::{CourseCase, FOLDER, Function, Golden, GoldenError, Goldens, PointsCase, Subject};
use ndarray::Array2;
use ndarray_npy::ReadableElement;
use num_complex::Complex;
use std::fmt::Debug;
use std::io::Write;

/// How many goldens there are of each kind. A golden that no test looks at would be one too many.
const STEPS: usize = 30;
const LESSON: usize = 16;
const POINTS: usize = 144;
const INPUTS: usize = 3;

/// The goldens; none, and a note that a passing test shows too, where there are none.
fn goldens() -> Option<Goldens> {
    match Goldens::open(FOLDER.as_ref()) {
        Ok(goldens) => Some(goldens),
        Err(missing @ GoldenError::NotFound { .. }) => {
            writeln!(std::io::stderr(), "skipped: {missing}").expect("standard error can be written");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// What a function returned, in the type that NumPy gives it.
enum Returned {
    Integers(Array2<i64>),
    Truths(Array2<bool>),
    Floats(Array2<f64>),
}

fn call(function: Function, c: &Grid, limit: i64, dispatch: Dispatch) -> Returned {
    match function {
        Function::Mandel1 => Returned::Integers(c.mapv(|c| course::mandel1(c, limit).unwrap_or(0))),
        Function::Mandel2 => Returned::Integers(
            course::mandel2(c, limit).unwrap_or_else(|_| c.mapv(|c| course::mandel1(c, limit).unwrap_or(0))),
        ),
        Function::MandelNumpyExplode => Returned::Truths(course::mandel_numpy_explode(c, limit, dispatch)),
        Function::MandelNumpy => Returned::Truths(course::mandel_numpy(c, limit, dispatch)),
        Function::Mandel4 => Returned::Floats(course::mandel4(c, limit, dispatch)),
        Function::Mandel5 => Returned::Floats(course::mandel5(c, limit, dispatch)),
        Function::Mandel6 => Returned::Floats(course::mandel6(c, limit, dispatch)),
        Function::Mandel7 => Returned::Floats(course::mandel7(c, limit, dispatch)),
    }
}

/// Asserts that a result is its golden, repeated to the result's shape, to the last bit.
fn assert_is_golden(returned: &Returned, goldens: &Goldens, golden: &Golden) {
    match returned {
        Returned::Integers(got) => assert_same(got, &read(goldens, golden), golden, |a, b| a == b),
        Returned::Truths(got) => assert_same(got, &read(goldens, golden), golden, |a, b| a == b),
        Returned::Floats(got) => {
            assert_same(got, &read(goldens, golden), golden, |a, b| a.to_bits() == b.to_bits());
        }
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

fn read<T: ReadableElement>(goldens: &Goldens, golden: &Golden) -> Array2<T> {
    goldens.read(golden).unwrap_or_else(|error| panic!("{error}"))
}

/// The lesson's `mgrid`: element `i * step + start`, where its length is the one asked for.
fn grid(case: &CourseCase) -> Array2<Complex<f64>> {
    let [x_min, x_max, y_min, y_max] = case.region;
    let at = |i: usize, min: f64, max: f64, n: usize| {
        let [i, n] = [i, n].map(|n| f64::from(u32::try_from(n).expect("grids are small")));
        i * ((max - min) / n) + min
    };
    Array2::from_shape_fn((case.height, case.width), |(row, column)| {
        Complex::new(at(column, x_min, x_max, case.width), at(row, y_min, y_max, case.height))
    })
}

#[test]
fn every_golden_has_a_test() {
    let Some(goldens) = goldens() else { return };
    let count = |is: fn(&Subject) -> bool| goldens.entries().iter().filter(|golden| is(&golden.subject)).count();
    assert_eq!(count(|subject| matches!(subject, Subject::Steps(_))), STEPS);
    assert_eq!(count(|subject| matches!(subject, Subject::Course(_))), LESSON);
    assert_eq!(count(|subject| matches!(subject, Subject::Points(_))), POINTS);
    assert_eq!(count(|subject| matches!(subject, Subject::Input)), INPUTS);
    assert_eq!(goldens.entries().len(), STEPS + LESSON + POINTS + INPUTS);
}

#[test]
fn functions_equal_numpy_on_the_lessons_grid() {
    let Some(goldens) = goldens() else { return };
    let mut compared = 0;
    for golden in goldens.entries() {
        let Subject::Course(case) = &golden.subject else { continue };
        let returned = call(case.function, &grid(case), case.limit, case.dispatch);
        assert_is_golden(&returned, &goldens, golden);
        compared += 1;
    }
    assert_eq!(compared, LESSON);
}

#[test]
fn functions_equal_numpy_on_chosen_points() {
    let Some(goldens) = goldens() else { return };
    let mut compared = 0;
    for golden in goldens.entries() {
        let Subject::Points(case) = &golden.subject else { continue };
        let c = points(&goldens, case);
        assert_is_golden(&call(case.function, &c, case.limit, case.dispatch), &goldens, golden);
        assert_raises(case, &c, &golden.name);
        compared += 1;
    }
    assert_eq!(compared, POINTS);
}

/// The input of a case, its rows and columns repeated to the case's size.
fn points(goldens: &Goldens, case: &PointsCase) -> Array2<Complex<f64>> {
    let input = goldens.find(&case.input).unwrap_or_else(|error| panic!("{error}"));
    let points: Array2<Complex<f64>> = read(goldens, input);
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
fn ties_depend_on_the_size_of_the_array() {
    let Some(goldens) = goldens() else { return };
    let count = |size: &str, function: &str| -> Array2<f64> {
        let name = format!("points/tie-{size}/{function}/limit+3/fused");
        read(&goldens, goldens.find(&name).unwrap_or_else(|error| panic!("{error}")))
    };
    let parting = |function| {
        let parts = ndarray::Zip::from(&count("127x129", function))
            .and(&count("128x128", function))
            .map_collect(|below, above| usize::from(below != above));
        [parts.slice(ndarray::s![..8, ..]).sum(), parts.slice(ndarray::s![8.., ..]).sum()]
    };
    assert_eq!(parting("mandel5"), [46, 37], "its products swap their factors at every step");
    assert_eq!(parting("mandel6"), [0, 0], "its products never do");
    assert_eq!(parting("mandel7"), [46, 0], "after one step its arrays are below 256 KiB");
}

#[test]
fn the_lessons_figures_come_out() {
    let Some(goldens) = goldens() else { return };
    for dispatch in Dispatch::ALL {
        let named = |name: &str| goldens.find(&format!("{name}/{dispatch}")).expect("it is there");
        let counts: Array2<f64> = read(&goldens, named("lesson/mandel4"));
        let steps: Array2<u32> = read(&goldens, named("steps/lesson-50"));
        let inside: Array2<bool> = read(&goldens, named("lesson/mandel_numpy"));
        assert_eq!(counts.sum(), 2_357_927.0);
        assert_eq!(counts.iter().filter(|&&count| count == 0.0).count(), 35_751);
        assert_eq!(steps.iter().filter(|&&steps| steps == 0).count(), 35_717, "never escape");
        assert_eq!(inside.iter().filter(|&&inside| inside).count(), 35_717);
        assert_eq!(steps.iter().filter(|&&steps| steps == 50).count(), 34, "escape at the limit, and count 0 too");
    }
}

#[test]
fn arrays_without_elements_have_results_without_elements() {
    for dispatch in Dispatch::ALL {
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
    let Some(goldens) = goldens() else { return };
    let mut golden = goldens.find("steps/lesson-50/fused").expect("the lesson's own picture").clone();
    let error = goldens.read::<f64>(&golden).expect_err("it holds u32");
    assert!(error.to_string().contains("<u4"), "{error}");
    golden.shape = [300, 301];
    let error = goldens.read::<u32>(&golden).expect_err("it has 300 columns");
    assert!(matches!(error, GoldenError::Shape { .. }), "{error}");
}

#[test]
fn bounds_are_read_to_the_last_bit() {
    let Some(goldens) = goldens() else { return };
    let region = |name| match &goldens.find(name).expect("it is there").subject {
        Subject::Steps(case) => case.region,
        other => panic!("{other:?} are no steps"),
    };
    let (re, im) = (-0.743_643_887_037_151, 0.131_825_904_205_33);
    assert_eq!(region("steps/seahorse/separate"), [re - 0.001, re + 0.001, im - 0.001, im + 0.001]);
    let power_of_two = |exponent: u64| f64::from_bits((1023 + exponent) << 52);
    let (huge, large) = (power_of_two(664), power_of_two(256));
    assert_eq!(region("steps/huge/separate"), [-16.0, 21.0, -8.0, 13.0].map(|bound| bound * huge));
    assert_eq!(region("steps/huge-tall/separate"), [-2.25, 1.0, -8.0 * large, 13.0 * large]);
}
