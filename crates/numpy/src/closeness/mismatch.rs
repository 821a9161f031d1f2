//! In what two arrays are not close, in `NumPy`'s words.

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

/// In what two arrays differ, the first of these that holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Discrepancy {
    /// The shapes differ.
    Shapes(ShapesDiffer),
    /// One has a NaN where the other has none.
    NanLocations,
    /// One has an infinity where the other has none.
    InfLocations,
    /// One has the infinity of the other sign.
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
        let elements = actual.iter().zip(desired).enumerate();
        let far: Vec<(usize, f64, f64)> = elements
            .filter(|&(_, (&actual, &desired))| !tolerance.accepts(actual, desired))
            .map(|(place, (&actual, &desired))| (place, actual, desired))
            .collect();
        if far.is_empty() {
            return None;
        }
        let relative = far.iter().filter(|(.., d)| *d != 0.0).map(|(_, a, d)| (a - d).abs() / d.abs());
        let shape = actual.shape();
        let mismatch = |&(place, actual, desired): &(usize, f64, f64)| Mismatch {
            index: unravelled(place, shape),
            actual,
            desired,
        };
        Some(Self {
            mismatched: far.len(),
            elements: actual.len(),
            first: far.iter().take(Self::SHOWN).map(mismatch).collect(),
            max_absolute: largest(far.iter().map(|(_, a, d)| (a - d).abs())).unwrap_or(f64::NAN),
            max_relative: largest(relative).unwrap_or(f64::INFINITY),
        })
    }
}

/// The largest number, or NaN where there is one; nothing of none.
fn largest(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    numbers.reduce(|most, number| if most.is_nan() || number <= most { most } else { number })
}

/// The index on each axis of the element at this place, row by row.
fn unravelled(mut place: usize, shape: &[usize]) -> Vec<usize> {
    let mut index: Vec<usize> = Vec::with_capacity(shape.len());
    for &size in shape.iter().rev() {
        index.push(place % size);
        place /= size;
    }
    index.reverse();
    index
}

/// A shape as Python writes a tuple.
struct Tuple<'a>(&'a [usize]);

impl fmt::Display for Tuple<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [size] => write!(f, "({size},)"),
            sizes => write!(f, "({})", sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        }
    }
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shapes(shapes) => {
                write!(f, "(shapes {}, {} mismatch)", Tuple(&shapes.actual), Tuple(&shapes.desired))
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
