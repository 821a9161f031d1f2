//! Precision and rounding: with map, view and limit they determine every bit of the steps.

use std::fmt;
use std::str::FromStr;

/// How the arithmetic of a step is rounded. It is always named, and never depends on compiler flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rounding {
    /// Each operation rounded on its own: Rust's operators, num-complex, Python's complex, NumPy without FMA.
    Separate,
    /// One fused multiply-add a product pair: NumPy where it dispatches to AVX2 with FMA, or better.
    Fused,
    /// Products and sums contracted to fma so that multiply and add ports are equally busy; the form depends on the
    /// step number modulo 3.
    Contracted,
}

/// How many bits a number has. Coordinates are computed in `f64` and rounded to this precision once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// `f64`, a significand of 53 bits: Python's numbers, NumPy's complex128.
    Double,
    /// `f32`, a significand of 24 bits: NumPy's complex64.
    Single,
}

/// Precision and rounding. Two answers under the same numerics are equal bit for bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Numerics {
    /// The numbers that orbits are computed in.
    pub precision: Precision,
    /// How their operations are rounded.
    pub rounding: Rounding,
}

impl Rounding {
    /// All roundings, in teaching order.
    pub const ALL: [Self; 3] = [Self::Separate, Self::Fused, Self::Contracted];

    /// The name used on the command line, in records and in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Separate => "separate",
            Self::Fused => "fused",
            Self::Contracted => "contracted",
        }
    }
}

impl Precision {
    /// All precisions, the usual one first.
    pub const ALL: [Self; 2] = [Self::Double, Self::Single];

    /// The name used in records and tables: `f64` or `f32`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Double => "f64",
            Self::Single => "f32",
        }
    }

    /// The largest relative error of an operation that is rounded to nearest: half an epsilon.
    pub const fn unit_roundoff(self) -> f64 {
        match self {
            Self::Double => f64::EPSILON / 2.0,
            Self::Single => f32::EPSILON as f64 / 2.0,
        }
    }
}

impl Numerics {
    /// `f64` under a rounding.
    pub const fn double(rounding: Rounding) -> Self {
        Self { precision: Precision::Double, rounding }
    }

    /// `f32` under a rounding.
    pub const fn single(rounding: Rounding) -> Self {
        Self { precision: Precision::Single, rounding }
    }

    /// Every rounding in `f64`, then every rounding in `f32`.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |precision| Rounding::ALL.map(|rounding| Self { precision, rounding });
        Precision::ALL.into_iter().flat_map(of)
    }
}

impl fmt::Display for Numerics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.precision, self.rounding))
    }
}

/// An unknown rounding or precision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownNumerics {
    /// No rounding has this name.
    #[error("unknown rounding \"{0}\": choose separate, fused or contracted")]
    Rounding(String),
    /// No precision has this name.
    #[error("unknown precision \"{0}\": choose f64 or f32")]
    Precision(String),
}

/// Writes an enum as its name, and reads it back.
macro_rules! by_name {
    ($type:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl FromStr for $type {
            type Err = UnknownNumerics;

            fn from_str(name: &str) -> Result<Self, UnknownNumerics> {
                let found = Self::ALL.into_iter().find(|known| known.name() == name);
                found.ok_or_else(|| UnknownNumerics::$type(name.to_owned()))
            }
        }
    };
}

by_name!(Rounding);
by_name!(Precision);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerics_are_the_pairs_of_precision_and_rounding_and_names_are_read_back() {
        let texts: Vec<_> = Numerics::all().map(|numerics| numerics.to_string()).collect();
        assert_eq!((texts.len(), texts[0].as_str(), texts[5].as_str()), (6, "f64 separate", "f32 contracted"));
        for Numerics { precision, rounding } in Numerics::all() {
            assert_eq!((precision.name().parse(), rounding.name().parse()), (Ok(precision), Ok(rounding)));
        }
        assert!("f16".parse::<Precision>().is_err() && "Fused".parse::<Rounding>().is_err(), "unknown names");
    }
}
