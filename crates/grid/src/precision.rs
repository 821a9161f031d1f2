//! The numbers that an orbit is followed in.

use std::fmt;
use std::str::FromStr;

/// How many bits a number has. Coordinates are computed in `f64` and rounded to these numbers once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// `f64`, a significand of 53 bits: Python's numbers, NumPy's complex128.
    Double,
    /// `f32`, a significand of 24 bits: NumPy's complex64.
    Single,
}

impl Precision {
    /// All precisions, the lab's usual one first.
    pub const ALL: [Self; 2] = [Self::Double, Self::Single];

    /// The name used in records and tables: `f64` or `f32`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Double => "f64",
            Self::Single => "f32",
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is no precision's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no precision is called \"{0}\": choose f64 or f32")]
pub struct UnknownPrecision(pub String);

impl FromStr for Precision {
    type Err = UnknownPrecision;

    fn from_str(name: &str) -> Result<Self, UnknownPrecision> {
        let named = Self::ALL.into_iter().find(|precision| precision.name() == name);
        named.ok_or_else(|| UnknownPrecision(name.to_owned()))
    }
}
