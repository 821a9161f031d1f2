//! The goldens: JSON lines, a head and then a case a line.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fmt::Debug;
use std::path::Path;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/goldens/routines");

/// The cases of a file.
///
/// # Panics
/// Where there is no such file, as all are committed, and where there are not as many cases as expected: a golden that
/// no test looks at would be one too many.
pub(crate) fn cases<T: DeserializeOwned>(name: &str, expected: usize) -> Vec<T> {
    let path = Path::new(FOLDER).join(name).with_extension("jsonl");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; git has it, and crates/numpy/reference/numpy_reference.py makes it", path.display())
    });
    let (head, rest) = text.split_once('\n').expect("a head");
    assert!(head.contains(r#""schema":"lanelab.forms/1""#), "{name} has another schema: {head}");
    let cases: Vec<T> =
        rest.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect();
    assert_eq!(cases.len(), expected, "cases of {name}");
    cases
}

/// A number that is stored by its bits.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Bits(pub(crate) f64);

impl TryFrom<String> for Bits {
    type Error = std::num::ParseIntError;

    fn try_from(digits: String) -> Result<Self, Self::Error> {
        Ok(Self(f64::from_bits(u64::from_str_radix(&digits, 16)?)))
    }
}

impl Debug for Bits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

pub(crate) fn bits(number: f64) -> u64 {
    if number.is_nan() { 0x7ff8_0000_0000_0000 } else { number.to_bits() }
}

/// What NumPy returned, or raised.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Outcome<T> {
    Returned(T),
    Raised(Raised),
}

/// An exception of Python's.
#[derive(Debug, Deserialize)]
pub(crate) struct Raised {
    /// The name of its type.
    pub(crate) error: String,
    /// What it says, where its type leaves that open.
    #[serde(default)]
    pub(crate) message: String,
}

/// An array of numbers, whole or in brief.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Floats {
    Whole(Vec<Bits>),
    Brief { length: usize, sha256: String, ends: [Bits; 2] },
}

impl Floats {
    /// Asserts that these numbers are the stored ones, bit for bit.
    pub(crate) fn assert_are(&self, numbers: &[f64], about: &dyn Debug) {
        match self {
            Self::Whole(wanted) => {
                let same = wanted.len() == numbers.len()
                    && wanted.iter().zip(numbers).all(|(wanted, &number)| bits(wanted.0) == bits(number));
                assert!(same, "{about:?}: {numbers:?}, NumPy has {wanted:?}");
            }
            Self::Brief { length, sha256, ends } => {
                assert_eq!(numbers.len(), *length, "{about:?}: length");
                let got = [numbers[0], numbers[length - 1]];
                let same = got.map(bits) == ends.map(|end| bits(end.0));
                assert!(same, "{about:?}: ends with {got:?}, NumPy with {ends:?}");
                assert_eq!(digest(numbers), *sha256, "{about:?}: checksum of the numbers");
            }
        }
    }
}

fn digest(numbers: &[f64]) -> String {
    let bytes: Vec<u8> = numbers.iter().flat_map(|&number| bits(number).to_le_bytes()).collect();
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
