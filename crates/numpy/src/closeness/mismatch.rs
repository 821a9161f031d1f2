//! How two arrays differ, in `NumPy`'s words.

use super::Tolerance;
use super::numerals::{eight_decimals, general, shortest};
use ndarray::{ArrayRef, Dimension};

/// The most mismatches that a report lists.
const LISTED: usize = 5;

/// How two arrays differ: the first difference that applies, `None` where they are close.
pub(super) fn report<D: Dimension>(
    actual: &ArrayRef<f64, D>,
    desired: &ArrayRef<f64, D>,
    tolerance: Tolerance,
) -> Option<String> {
    let differ = |part: fn(f64, f64) -> bool| actual.iter().zip(desired).any(|(&a, &d)| part(a, d));
    let difference = if actual.shape() != desired.shape() {
        format!("(shapes {}, {} mismatch)", tuple(actual.shape()), tuple(desired.shape()))
    } else if tolerance.nan_equal && differ(|a, d| a.is_nan() != d.is_nan()) {
        "nan location mismatch:".to_owned()
    } else if differ(|a, d| a.is_infinite() != d.is_infinite()) {
        "inf location mismatch:".to_owned()
    } else if differ(|a, d| a.is_infinite() && a.is_sign_negative() != d.is_sign_negative()) {
        "inf values mismatch:".to_owned()
    } else {
        mismatches(actual, desired, tolerance)?
    };
    let [relative, absolute] = [tolerance.relative, tolerance.absolute].map(|number| general(number, 6));
    Some(format!("Not equal to tolerance rtol={relative}, atol={absolute}\n\n{difference}"))
}

/// The elements that are further apart than allowed, the first of them listed row by row.
fn mismatches<D: Dimension>(
    actual: &ArrayRef<f64, D>,
    desired: &ArrayRef<f64, D>,
    tolerance: Tolerance,
) -> Option<String> {
    let elements = actual.view().into_dyn();
    let pairs = elements.indexed_iter().zip(desired).map(|((index, &actual), &desired)| (index, actual, desired));
    let found: Vec<_> = pairs.filter(|&(_, actual, desired)| !tolerance.accepts(actual, desired)).collect();
    let percent = general(100.0 * lanelab_grid::real(found.len()) / lanelab_grid::real(actual.len()), 3);
    let mut text = format!("Mismatched elements: {} / {} ({percent}%)\n", found.len(), actual.len());
    text += &match found.len() {
        0 => return None,
        1 => "Mismatch at index:\n".to_owned(),
        2..=LISTED => "Mismatch at indices:\n".to_owned(),
        _ => format!("First {LISTED} mismatches are at indices:\n"),
    };
    for (index, actual, desired) in found.iter().take(LISTED) {
        let [actual, desired] = [actual, desired].map(|&number| shortest(number));
        text += &format!(" {:?}: {actual} (ACTUAL), {desired} (DESIRED)\n", index.slice());
    }
    let absolute = largest(found.iter().map(|&(_, actual, desired)| (actual - desired).abs())).unwrap_or(f64::NAN);
    let divided = found.iter().filter(|&&(.., desired)| desired != 0.0);
    let relative = largest(divided.map(|&(_, actual, desired)| (actual - desired).abs() / desired.abs()));
    let [absolute, relative] = [absolute, relative.unwrap_or(f64::INFINITY)].map(eight_decimals);
    text += &format!("Max absolute difference among violations: {absolute}\n");
    Some(text + &format!("Max relative difference among violations: {relative}"))
}

/// The largest number, or NaN where there is one; `None` where there are no numbers.
fn largest(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    numbers.reduce(|most, number| if most.is_nan() || number <= most { most } else { number })
}

fn tuple(shape: &[usize]) -> String {
    match shape {
        [size] => format!("({size},)"),
        sizes => format!("({})", sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    }
}
