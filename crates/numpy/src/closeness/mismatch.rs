//! How two arrays differ, in `NumPy`'s words.

use super::numerals::{eight_decimals, general, shortest};
use super::{ShapesDiffer, Tolerance, same_shape};
use ndarray::{ArrayRef, Dimension};
use std::fmt;

/// Two arrays are not close.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "Not equal to tolerance rtol={}, atol={}\n\n{discrepancy}",
    general(tolerance.relative, 6),
    general(tolerance.absolute, 6)
)]
pub struct NotClose {
    /// What was allowed.
    pub tolerance: Tolerance,
    /// What was found.
    pub discrepancy: Discrepancy,
}

/// How two arrays differ: the first of these that applies.
#[derive(Debug, Clone, PartialEq)]
pub enum Discrepancy {
    /// The shapes differ.
    Shapes(ShapesDiffer),
    /// One has a NaN where the other has none.
    NanLocations,
    /// One has an infinity where the other has none.
    InfLocations,
    /// One has an infinity of the other sign.
    InfValues,
    /// Some elements are further apart than allowed.
    Elements(Mismatches),
}

/// The elements that are further apart than allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatches {
    /// How many there are.
    pub mismatched: usize,
    /// How many elements the arrays have.
    pub elements: usize,
    /// The first of them, at most five, row by row.
    pub first: Vec<Mismatch>,
    /// The largest `|actual - desired|` among them; NaN where there is a NaN.
    pub max_absolute: f64,
    /// The largest `|actual - desired| / |desired|` among those with a desired number other than 0; infinite where
    /// there are none.
    pub max_relative: f64,
}

/// One element of both arrays.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// Its index on each axis.
    pub index: Vec<usize>,
    /// The element obtained.
    pub actual: f64,
    /// The element desired.
    pub desired: f64,
}

impl Discrepancy {
    pub(super) fn between<D: Dimension>(
        actual: &ArrayRef<f64, D>,
        desired: &ArrayRef<f64, D>,
        tolerance: Tolerance,
    ) -> Option<Self> {
        if let Err(shapes) = same_shape(actual, desired) {
            return Some(Self::Shapes(shapes));
        }
        let differ = |part: fn(f64, f64) -> bool| actual.iter().zip(desired).any(|(&a, &d)| part(a, d));
        if tolerance.nan_equal && differ(|a, d| a.is_nan() != d.is_nan()) {
            return Some(Self::NanLocations);
        }
        if differ(|a, d| a.is_infinite() != d.is_infinite()) {
            return Some(Self::InfLocations);
        }
        if differ(|a, d| a.is_infinite() && a.is_sign_negative() != d.is_sign_negative()) {
            return Some(Self::InfValues);
        }
        Mismatches::between(actual, desired, tolerance).map(Self::Elements)
    }
}

impl Mismatches {
    const SHOWN: usize = 5;

    fn between<D: Dimension>(
        actual: &ArrayRef<f64, D>,
        desired: &ArrayRef<f64, D>,
        tolerance: Tolerance,
    ) -> Option<Self> {
        let elements = actual.view().into_dyn();
        let mut first: Vec<Mismatch> = elements
            .indexed_iter()
            .zip(desired)
            .filter(|&((_, &actual), &desired)| !tolerance.accepts(actual, desired))
            .map(|((index, &actual), &desired)| Mismatch { index: index.slice().into(), actual, desired })
            .collect();
        let mismatched = first.len();
        if mismatched == 0 {
            return None;
        }
        let distance = |at: &Mismatch| (at.actual - at.desired).abs();
        let relative = first.iter().filter(|at| at.desired != 0.0).map(|at| distance(at) / at.desired.abs());
        let max_relative = largest(relative).unwrap_or(f64::INFINITY);
        let max_absolute = largest(first.iter().map(distance)).unwrap_or(f64::NAN);
        first.truncate(Self::SHOWN);
        Some(Self { mismatched, elements: actual.len(), first, max_absolute, max_relative })
    }
}

/// The largest number, or NaN where there is one; nothing of none.
fn largest(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    numbers.reduce(|most, number| if most.is_nan() || number <= most { most } else { number })
}

/// A shape as Python writes a tuple.
fn tuple(shape: &[usize]) -> String {
    match shape {
        [size] => format!("({size},)"),
        sizes => format!("({})", sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    }
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shapes(shapes) => {
                write!(f, "(shapes {}, {} mismatch)", tuple(&shapes.actual), tuple(&shapes.desired))
            }
            Self::NanLocations => f.write_str("nan location mismatch:"),
            Self::InfLocations => f.write_str("inf location mismatch:"),
            Self::InfValues => f.write_str("inf values mismatch:"),
            Self::Elements(mismatches) => mismatches.fmt(f),
        }
    }
}

impl fmt::Display for Mismatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mismatched, elements) = (self.mismatched, self.elements);
        let percent = general(100.0 * lanelab_grid::real(mismatched) / lanelab_grid::real(elements), 3);
        writeln!(f, "Mismatched elements: {mismatched} / {elements} ({percent}%)")?;
        match mismatched {
            1 => writeln!(f, "Mismatch at index:")?,
            2..=Self::SHOWN => writeln!(f, "Mismatch at indices:")?,
            _ => writeln!(f, "First {} mismatches are at indices:", Self::SHOWN)?,
        }
        for Mismatch { index, actual, desired } in &self.first {
            writeln!(f, " {index:?}: {} (ACTUAL), {} (DESIRED)", shortest(*actual), shortest(*desired))?;
        }
        writeln!(f, "Max absolute difference among violations: {}", eight_decimals(self.max_absolute))?;
        write!(f, "Max relative difference among violations: {}", eight_decimals(self.max_relative))
    }
}
