//! Which of NumPy's two results is meant.

use serde::Deserialize;
use std::fmt;

/// Which of its two arithmetics NumPy uses for arrays of complex numbers. It chooses by CPU when it is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dispatch {
    /// Each operation rounded: x86-64 without AVX2 and FMA, or NumPy told not to use them.
    Separate,
    /// Products of complex numbers by fused multiply-add: x86-64 with AVX2 and FMA or better.
    Fused,
}

impl Dispatch {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Separate, Self::Fused];
}

impl fmt::Display for Dispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Separate => "separate",
            Self::Fused => "fused",
        })
    }
}
