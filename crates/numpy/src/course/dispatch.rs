//! Which of NumPy's two results is meant.

use lanelab_grid::Rounding;
use std::fmt;
use std::str::FromStr;

/// Which of its two arithmetics NumPy uses for arrays of complex numbers. It chooses by CPU when it is
/// imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dispatch {
    /// Each operation rounded: x86-64 without AVX2 and FMA, or NumPy told not to use them.
    Separate,
    /// Products of complex numbers by fused multiply-add: x86-64 with AVX2 and FMA or better.
    Fused,
}

impl Dispatch {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Separate, Self::Fused];

    /// The name in records: that of the contract's rounding with the same squaring step.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Separate => Rounding::Separate.name(),
            Self::Fused => Rounding::Fused.name(),
        }
    }
}

impl fmt::Display for Dispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is not one of NumPy's two arithmetics.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("NumPy has no arithmetic called \"{0}\": choose separate or fused")]
pub struct UnknownDispatch(pub String);

impl FromStr for Dispatch {
    type Err = UnknownDispatch;

    fn from_str(name: &str) -> Result<Self, UnknownDispatch> {
        Self::ALL.into_iter().find(|each| each.name() == name).ok_or_else(|| UnknownDispatch(name.to_owned()))
    }
}
