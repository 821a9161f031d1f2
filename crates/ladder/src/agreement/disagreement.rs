//! Where an answer differs from the oracle's, and by how much.

use super::rule::{Rule, distance};
use super::{Answer, Number};
use lanelab_measure::format::Count;
use std::fmt;

/// How an answer differs from the oracle's. Displayed as a sentence that names the first difference and the largest.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement(Box<Kind>);

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Shape { got: Vec<usize>, expected: Vec<usize> },
    Numbers { first: Difference, largest: Difference, differ: usize, of: usize },
    Told(String),
}

/// One number that differs.
#[derive(Debug, Clone, PartialEq)]
struct Difference {
    place: String,
    got: String,
    expected: String,
    /// In units in the last place; none where one of the two is not a number.
    ulps: Option<u128>,
    /// Of the values; infinite where one of the two is not finite.
    distance: f64,
}

impl Disagreement {
    /// A difference in the words of whoever compared.
    pub fn told(text: impl Into<String>) -> Self {
        Self(Box::new(Kind::Told(text.into())))
    }

    /// Compares number by number.
    pub(super) fn find<A: Answer>(rule: Rule, got: &A, expected: &A) -> Result<(), Self> {
        let (shape, wanted) = (got.shape(), expected.shape());
        let of = expected.numbers().count();
        if shape != wanted || got.numbers().count() != of {
            return Err(Self(Box::new(Kind::Shape { got: shape, expected: wanted })));
        }
        let mut differ = 0;
        let (mut first, mut largest): (Option<Difference>, Option<Difference>) = (None, None);
        for (index, (a, b)) in got.numbers().zip(expected.numbers()).enumerate() {
            if rule.agrees(a, b) {
                continue;
            }
            differ += 1;
            let distance = modulus(a, b);
            if largest.as_ref().is_none_or(|largest| distance > largest.distance) {
                let difference = Difference::new(&wanted, index, a, b);
                first.get_or_insert_with(|| difference.clone());
                largest = Some(difference);
            }
        }
        match first.zip(largest) {
            Some((first, largest)) => Err(Self(Box::new(Kind::Numbers { first, largest, differ, of }))),
            None => Ok(()),
        }
    }
}

fn modulus<N: Number>(a: N, b: N) -> f64 {
    let distance = (a.value() - b.value()).abs();
    if distance.is_nan() { f64::INFINITY } else { distance }
}

impl Difference {
    fn new<N: Number>(shape: &[usize], index: usize, got: N, expected: N) -> Self {
        let text = |number: N| format!("{number} (0x{:0width$x})", number.bits(), width = 2 * size_of::<N>());
        let numbers = !got.is_nan() && !expected.is_nan();
        Self {
            place: place(shape, index),
            got: text(got),
            expected: text(expected),
            ulps: numbers.then(|| distance(got, expected)),
            distance: modulus(got, expected),
        }
    }
}

/// Where a number stands: `row 2, column 7` in an image; empty for a single number.
fn place(shape: &[usize], index: usize) -> String {
    let mut rest = index;
    let mut indices: Vec<usize> = shape
        .iter()
        .rev()
        .map(|&length| {
            let index = rest % length.max(1);
            rest /= length.max(1);
            index
        })
        .collect();
    indices.reverse();
    match indices[..] {
        [] => String::new(),
        [element] => format!("element {element}"),
        [row, column] => format!("row {row}, column {column}"),
        _ => format!("element {indices:?}"),
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, largest, differ, of) = match &*self.0 {
            Kind::Told(text) => return f.write_str(text),
            Kind::Shape { got, expected } => return write!(f, "its shape is {got:?}, the oracle's {expected:?}"),
            Kind::Numbers { first, largest, differ, of } => (first, largest, Count(*differ as u64), Count(*of as u64)),
        };
        let place = if first.place.is_empty() { "it" } else { &first.place };
        write!(f, "{place} is {}, the oracle's {}", first.got, first.expected)?;
        if let Some(ulps) = first.ulps {
            write!(f, ", {} ulps away", Count(u64::try_from(ulps).unwrap_or(u64::MAX)))?;
        }
        match differ == of {
            true if of == Count(1) => return Ok(()),
            true => write!(f, "; all {of} numbers differ")?,
            false => write!(f, "; {differ} of {of} numbers differ")?,
        }
        if differ != Count(1) && largest.distance.is_finite() {
            write!(f, ", most at {}, by {}", largest.place, largest.distance)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<A: Answer>(got: &A, expected: &A) -> String {
        Disagreement::find(Rule::Exact, got, expected).map_or_else(|found| found.to_string(), |()| "none".to_owned())
    }

    #[test]
    fn the_first_and_the_largest_difference_are_named() {
        let expected = vec![[1.0_f32, 2.0], [3.0, 4.0], [5.0, 6.0]];
        let mut got = expected.clone();
        assert_eq!(text(&got, &expected), "none");
        got[1][0] = 3.0_f32.next_up();
        got[2][1] = 7.5;
        assert_eq!(
            text(&got, &expected),
            "row 1, column 0 is 3.0000002 (0x40400001), the oracle's 3 (0x40400000), 1 ulps away; \
             2 of 6 numbers differ, most at row 2, column 1, by 1.5"
        );
        assert_eq!(
            text(&vec![0_u8, 9], &vec![0, 1]),
            "element 1 is 9 (0x09), the oracle's 1 (0x01), 8 ulps away; 1 of 2 numbers differ"
        );
        assert_eq!(text(&f64::NAN, &1.0), "it is NaN (0x7ff8000000000000), the oracle's 1 (0x3ff0000000000000)");
        assert_eq!(text(&vec![1], &vec![1, 2]), "its shape is [1], the oracle's [2]");
        assert_eq!(
            text(&vec![0, 0], &vec![1, 2]).split("; ").nth(1),
            Some("all 2 numbers differ, most at element 1, by 2")
        );
    }
}
