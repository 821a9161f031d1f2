//! Which answer is right: there is one for each precision and rounding.

use crate::{Precision, Rounding};
use std::fmt;

/// What decides every bit of an answer, beside map, view and limit. Two answers to one contract are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Contract {
    /// The numbers that orbits are followed in.
    pub precision: Precision,
    /// How their operations are rounded.
    pub rounding: Rounding,
}

impl Contract {
    /// The contract in `f64` under a rounding.
    #[must_use]
    pub const fn double(rounding: Rounding) -> Self {
        Self { precision: Precision::Double, rounding }
    }

    /// The contract in `f32` under a rounding.
    #[must_use]
    pub const fn single(rounding: Rounding) -> Self {
        Self { precision: Precision::Single, rounding }
    }

    /// All contracts: every rounding in `f64`, then every rounding in `f32`.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |precision| Rounding::ALL.map(|rounding| Self { precision, rounding });
        Precision::ALL.into_iter().flat_map(of)
    }
}

impl fmt::Display for Contract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.precision, self.rounding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_precision_and_rounding_is_a_contract_of_its_own() {
        let texts: Vec<_> = Contract::all().map(|contract| contract.to_string()).collect();
        assert_eq!(texts.len(), Precision::ALL.len() * Rounding::ALL.len());
        assert_eq!((texts[0].as_str(), texts[5].as_str()), ("f64 separate", "f32 contracted"));
        assert_eq!(Contract::all().nth(4), Some(Contract::single(Rounding::Fused)));
    }

    #[test]
    fn a_precision_is_read_back_from_its_name() {
        for precision in Precision::ALL {
            assert_eq!(precision.name().parse(), Ok(precision));
        }
        assert!("f16".parse::<Precision>().is_err());
    }
}
