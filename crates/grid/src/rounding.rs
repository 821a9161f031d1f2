//! The three named roundings of the contract.

use std::fmt;
use std::str::FromStr;

/// How the arithmetic of a step is rounded. Always named, never a by-product of compiler flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rounding {
    /// Each operation rounded on its own: Rust's operators, num-complex, Python's complex, NumPy without FMA.
    Separate,
    /// One fused multiply-add a product pair: NumPy where it dispatches to AVX2 with FMA, or better.
    Fused,
    /// As few roundings as balance a core's multiply and add ports, chosen by the step number modulo 3.
    Contracted,
}

impl Rounding {
    /// All roundings, in the order they are taught.
    pub const ALL: [Self; 3] = [Self::Separate, Self::Fused, Self::Contracted];

    /// The name used on the command line, in records and in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Separate => "separate",
            Self::Fused => "fused",
            Self::Contracted => "contracted",
        }
    }
}

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is no rounding's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no rounding is called \"{0}\": choose separate, fused or contracted")]
pub struct UnknownRounding(pub String);

impl FromStr for Rounding {
    type Err = UnknownRounding;

    fn from_str(name: &str) -> Result<Self, UnknownRounding> {
        Self::ALL.into_iter().find(|r| r.name() == name).ok_or_else(|| UnknownRounding(name.to_owned()))
    }
}
