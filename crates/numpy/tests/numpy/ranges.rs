//! Grids, ranges and linear spaces.

use crate::golden::{Bits, Floats, Outcome, Raised, cases};
use lanelab_numpy::routines::{Endpoint, RangeError, Span, arange, linspace, mgrid};
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
        RangeError::ZeroStep { .. } => "zero step",
        RangeError::NoLength { .. } => "no length",
        RangeError::Negative { .. } => "negative",
        RangeError::TooLarge { .. } => "too large",
    }
}

fn assert_refused<T: Debug>(got: Result<T, RangeError>, raised: &Raised, about: &dyn Debug) {
    let refused = got.as_ref().err().map(kind);
    assert_eq!(refused, Some(meaning(raised)), "{about:?}: got {got:?}");
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
        let got = mgrid(span(case.rows), span(case.columns));
        match &case.is {
            Outcome::Raised(raised) => assert_refused(got, raised, &case),
            Outcome::Returned(grid) => {
                let (first, second) = got.unwrap_or_else(|error| panic!("{case:?}: {error}"));
                assert_eq!((first.dim(), second.dim()), (grid.shape, grid.shape), "{case:?}: shape");
                grid.first.assert_are(first.as_slice().expect("rows in order"), &case);
                grid.second.assert_are(second.as_slice().expect("rows in order"), &case);
            }
        }
    }
}

#[test]
fn an_axis_is_that_of_its_grid() {
    for case in cases::<GridCase>("mgrid", 913) {
        if let Ok((first, second)) = mgrid(span(case.rows), span(case.columns)) {
            for (line, of) in first
                .columns()
                .into_iter()
                .map(|line| (line, case.rows))
                .take(1)
                .chain(second.rows().into_iter().map(|line| (line, case.columns)).take(1))
            {
                let axis = span(of).axis().expect("an axis of a grid");
                let same = axis.iter().map(|x| x.to_bits()).eq(line.iter().map(|x| x.to_bits()));
                assert!(same, "{case:?}: {axis} and {line}");
            }
        }
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
        let got = arange(start, stop, step);
        match &case.is {
            Outcome::Raised(raised) => assert_refused(got, raised, &case),
            Outcome::Returned(floats) => {
                let elements = got.unwrap_or_else(|error| panic!("{case:?}: {error}"));
                floats.assert_are(&elements.to_vec(), &case);
            }
        }
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
        let got = linspace(case.start.0, case.stop.0, case.num, endpoint);
        match &case.is {
            Outcome::Raised(raised) => assert_refused(got, raised, &case),
            Outcome::Returned(floats) => {
                let elements = got.unwrap_or_else(|error| panic!("{case:?}: {error}"));
                floats.assert_are(&elements.to_vec(), &case);
            }
        }
    }
}

#[test]
fn an_error_names_the_rule_and_a_remedy() {
    let says = |refused: RangeError, parts: [&str; 3]| {
        let message = refused.to_string();
        assert!(parts.iter().all(|part| message.contains(part)), "the message was: {message}");
    };
    says(arange(0.0, 5.0, 0.0).unwrap_err(), ["step 0 from 0 to 5", "must not be 0", "give another step"]);
    says(arange(0.0, f64::NAN, 1.0).unwrap_err(), ["to NaN by 1", "must be a number", "give finite bounds"]);
    says(Span::stepped(0.0, -3.0, 1.0).axis().unwrap_err(), ["length -3", "must not", "exchange the bounds"]);
    says(arange(0.0, 1e30, 1.0).unwrap_err(), ["1e30 elements", "must fit into memory", "larger step"]);
}
