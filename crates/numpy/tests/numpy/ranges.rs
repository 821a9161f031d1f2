//! Grids, ranges and linear spaces.

use crate::golden::{Bits, Floats, Outcome, Raised, cases};
use lanelab_numpy::routines::{Endpoint, RangeError, Span, arange, linspace, mgrid};
use ndarray::{Array1, ArrayView1};
use serde::Deserialize;
use std::fmt::Debug;

/// What NumPy's exception means, in the words of an error of ours.
fn meaning(raised: &Raised) -> &'static str {
    match (raised.error.as_str(), raised.message.as_str()) {
        ("ZeroDivisionError", _) => "zero step",
        ("MemoryError" | "OverflowError", _) => "too large",
        ("ValueError", "negative dimensions are not allowed") => "negative",
        ("ValueError", message) if message.contains("NaN") || message.contains("cannot compute length") => "no length",
        ("ValueError", message) if message.starts_with("Maximum allowed") || message.contains("too big") => "too large",
        _ => panic!("{raised:?} is not known"),
    }
}

const fn kind(error: &RangeError) -> &'static str {
    match error {
        RangeError::ZeroStep(..) => "zero step",
        RangeError::NoLength(..) => "no length",
        RangeError::Negative(..) => "negative",
        RangeError::TooLarge(..) => "too large",
    }
}

/// Asserts that a result is NumPy's, elements and exceptions.
fn assert_is<T: Debug, W>(
    got: Result<T, RangeError>,
    wanted: &Outcome<W>,
    about: &dyn Debug,
    assert_same: impl Fn(&W, T),
) {
    match (got, wanted) {
        (Ok(got), Outcome::Returned(wanted)) => assert_same(wanted, got),
        (Err(error), Outcome::Raised(raised)) => assert_eq!(kind(&error), meaning(raised), "{about:?}: {error:?}"),
        (got, Outcome::Raised(raised)) => panic!("{about:?}: {got:?}, NumPy raises {raised:?}"),
        (Err(error), _) => panic!("{about:?}: {error}"),
    }
}

#[derive(Debug, Deserialize)]
struct GridCase {
    rows: (Bits, Bits, Third),
    columns: (Bits, Bits, Third),
    is: Outcome<Grid>,
}

/// The third part of a slice.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Third {
    Points(usize),
    Step(Bits),
}

#[derive(Debug, Deserialize)]
struct Grid {
    shape: (usize, usize),
    first: Floats,
    second: Floats,
}

fn span((start, stop, third): (Bits, Bits, Third)) -> Span {
    match third {
        Third::Points(points) => Span::counted(start.0, stop.0, points),
        Third::Step(step) => Span::stepped(start.0, stop.0, step.0),
    }
}

#[test]
fn grids_are_those_of_mgrid() {
    for case in cases::<GridCase>("mgrid", 913) {
        let (rows, columns) = (span(case.rows), span(case.columns));
        assert_is(mgrid(rows, columns), &case.is, &case, |grid, (first, second)| {
            assert_eq!((first.dim(), second.dim()), (grid.shape, grid.shape), "{case:?}: shape");
            grid.first.assert_are(first.as_slice().expect("rows in order"), &case);
            grid.second.assert_are(second.as_slice().expect("rows in order"), &case);
            if !first.is_empty() {
                let axes = (rows.axis().expect("an axis"), columns.axis().expect("an axis"));
                let same =
                    |a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>| a.mapv(f64::to_bits) == b.mapv(f64::to_bits);
                assert!(same(axes.0.view(), first.column(0)), "{case:?}: rows {}", axes.0);
                assert!(same(axes.1.view(), second.row(0)), "{case:?}: columns {}", axes.1);
            }
        });
    }
}

#[derive(Debug, Deserialize)]
struct RangeCase {
    arguments: [Bits; 3],
    is: Outcome<Floats>,
}

#[test]
fn ranges_are_those_of_arange() {
    for case in cases::<RangeCase>("arange", 1234) {
        let [start, stop, step] = case.arguments.map(|argument| argument.0);
        let same = |floats: &Floats, got: Array1<f64>| floats.assert_are(&got.to_vec(), &case);
        assert_is(arange(start, stop, step), &case.is, &case, same);
    }
}

#[derive(Debug, Deserialize)]
struct SpaceCase {
    start: Bits,
    stop: Bits,
    num: usize,
    endpoint: bool,
    is: Outcome<Floats>,
}

#[test]
fn linear_spaces_are_those_of_linspace() {
    for case in cases::<SpaceCase>("linspace", 1200) {
        let endpoint = if case.endpoint { Endpoint::Included } else { Endpoint::Excluded };
        let same = |floats: &Floats, got: Array1<f64>| floats.assert_are(&got.to_vec(), &case);
        assert_is(linspace(case.start.0, case.stop.0, case.num, endpoint), &case.is, &case, same);
    }
}

#[test]
fn an_error_names_the_rule_and_a_remedy() {
    let check = |refused: RangeError, parts: [&str; 3]| {
        let message = refused.to_string();
        assert!(parts.iter().all(|part| message.contains(part)), "the message was: {message}");
    };
    check(arange(0.0, 5.0, 0.0).unwrap_err(), ["step 0 from 0 to 5", "must not be 0", "give another step"]);
    check(arange(0.0, f64::NAN, 1.0).unwrap_err(), ["to NaN by 1", "must be a number", "give finite bounds"]);
    check(Span::stepped(0.0, -3.0, 1.0).axis().unwrap_err(), ["length -3", "must not", "exchange the bounds"]);
    check(arange(0.0, 1e30, 1.0).unwrap_err(), ["1e30 elements", "must fit into memory", "larger step"]);
}
