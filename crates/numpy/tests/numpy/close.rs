//! Closeness, its report, and the residual.

use crate::golden::{Bits, bits, cases};
use lanelab_numpy::closeness::{Tolerance, allclose, assert_allclose, check_allclose, isclose, residual};
use ndarray::{ArrayD, array};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct CloseCase {
    shapes: (Vec<usize>, Vec<usize>),
    actual: String,
    desired: String,
    rtol: Bits,
    atol: Bits,
    equal_nan: bool,
    report: Option<String>,
    isclose: Option<String>,
    allclose: Option<bool>,
    residual: Option<Bits>,
}

impl CloseCase {
    fn arrays(&self) -> (ArrayD<f64>, ArrayD<f64>) {
        (array_of(&self.actual, &self.shapes.0), array_of(&self.desired, &self.shapes.1))
    }

    const fn tolerance(&self) -> Tolerance {
        Tolerance { relative: self.rtol.0, absolute: self.atol.0, nan_equal: self.equal_nan }
    }
}

fn array_of(digits: &str, shape: &[usize]) -> ArrayD<f64> {
    let (numbers, rest) = digits.as_bytes().as_chunks::<16>();
    assert!(rest.is_empty(), "16 digits a number");
    let number = |digits: &[u8; 16]| {
        let digits = String::from_utf8_lossy(digits).into_owned();
        Bits::try_from(digits).expect("hexadecimal digits").0
    };
    ArrayD::from_shape_vec(shape, numbers.iter().map(number).collect()).expect("a number for each element")
}

#[test]
fn arrays_are_close_where_numpy_finds_them_so() {
    for case in cases::<CloseCase>("close", 560) {
        let ((actual, desired), tolerance) = (case.arrays(), case.tolerance());
        let close = isclose(&actual, &desired, tolerance).ok();
        let truths =
            close.map(|mask| mask.view().iter().map(|&truth| if truth { '1' } else { '0' }).collect::<String>());
        assert_eq!(truths, case.isclose, "{case:?}");
        assert_eq!(allclose(&actual, &desired, tolerance).ok(), case.allclose, "{case:?}");
        let residual = residual(&actual, &desired).ok();
        assert_eq!(residual.map(bits), case.residual.map(|wanted| bits(wanted.0)), "{case:?}: residual {residual:?}");
    }
}

#[test]
fn a_report_has_the_words_of_numpy() {
    for case in cases::<CloseCase>("close", 560) {
        let (actual, desired) = case.arrays();
        let report = check_allclose(&actual, &desired, case.tolerance()).err().map(|refused| refused.to_string());
        assert_eq!(report, case.report, "{case:?}");
    }
}

#[test]
#[should_panic(expected = "Mismatched elements: 2 / 5 (40%)")]
fn an_assertion_panics_with_the_report() {
    let desired = array![1.0, 2.0, 3.0, 4.0, 5.0];
    assert_allclose(&(&desired + &array![0.0, 1.0, 0.0, 0.0, 1e-6]), &desired, Tolerance::ASSERT);
}

#[test]
fn the_defaults_are_those_of_numpy() {
    let nan = array![f64::NAN];
    assert_allclose(&nan, &nan, Tolerance::ASSERT);
    assert_eq!(allclose(&nan, &nan, Tolerance::CLOSE), Ok(false), "NaN");
    assert!(Tolerance::CLOSE.accepts(1e-8, 0.0), "an absolute tolerance of 1e-8");
    assert!(!Tolerance::ASSERT.accepts(1e-300, 0.0), "no absolute tolerance");
    let infinities = (f64::INFINITY, f64::NEG_INFINITY);
    assert!(Tolerance::CLOSE.accepts(infinities.0, infinities.0), "equal infinities");
    assert!(!Tolerance::CLOSE.accepts(infinities.0, infinities.1), "unequal infinities");
    assert!(!Tolerance::CLOSE.accepts(1.0, infinities.0), "an infinite tolerance");
}
