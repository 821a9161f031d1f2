//! What is said of a rung that does not give its oracle's answer.

use crate::OrbitPoint;
use lanelab_grid::Contract;
use num_complex::Complex;
use std::fmt;

/// A rung that does not give its oracle's answer: the first differing pixel, and what happens there.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// The rung that is wrong.
    pub rung: String,
    /// The map it computed.
    pub map: String,
    /// The contract it claimed to keep.
    pub contract: Contract,
    /// Row of the first differing pixel.
    pub row: usize,
    /// Column of the first differing pixel.
    pub column: usize,
    /// The point there.
    pub pixel: Complex<f64>,
    /// The steps that are right.
    pub expected: u32,
    /// The steps that the rung gave.
    pub found: u32,
    /// How many pixels differ.
    pub mismatches: usize,
    /// How many pixels there are.
    pub pixels: usize,
    /// The pixel's orbit around the first step that differs, if the rung errs on this pixel alone too.
    pub account: Option<Account>,
    /// Another contract that gives the count found, with the first step at which its orbit parts.
    pub resembles: Option<Parting>,
}

/// The orbit of a pixel around the first limit at which the rung's answer for it is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The first differing step.
    pub step: u32,
    /// Points of the oracle's orbit, each with what the rung answers at that limit.
    pub rows: Vec<(OrbitPoint, u32)>,
}

/// Where the orbits of one pixel under two contracts part.
#[derive(Debug, Clone, PartialEq)]
pub struct Parting {
    /// The other contract.
    pub contract: Contract,
    /// The first point that differs, under the contract asked for.
    pub here: OrbitPoint,
    /// The same step under the other contract.
    pub there: OrbitPoint,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rung, map, contract, row, column, pixel, expected, found, mismatches, pixels, .. } = self;
        writeln!(f, "{rung} differs from the {contract} oracle of {map} at {mismatches} of {pixels} pixels.")?;
        writeln!(f, "First at row {row}, column {column}, the point {} {:+}i:", pixel.re, pixel.im)?;
        writeln!(f, "  expected {}, found {}.", said(*expected), said(*found))?;
        match &self.account {
            Some(account) => account.fmt(f)?,
            None => writeln!(f, "  Alone the pixel is right: the rung's answer depends on its neighbours.")?,
        }
        if let Some(parting) = &self.resembles {
            parting.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Disagreement {}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  The first differing step is {}. The oracle's orbit, and the rung's answer at that limit:",
            self.step
        )?;
        for (point, answer) in &self.rows {
            let side = if point.bounded { "in " } else { "out" };
            writeln!(
                f,
                "    z_{:<6} = {:>24} {:>+24}i  {side}  rung: {}",
                point.k,
                point.z.re,
                point.z.im,
                said(*answer)
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Parting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { contract, here, there } = self;
        let z = |point: &OrbitPoint| format!("{:>24} {:>+24}i", point.z.re, point.z.im);
        writeln!(f, "  The count found is that of {contract}, whose orbit parts at step {}:", here.k)?;
        writeln!(f, "    {:<14} {}", "here", z(here))?;
        writeln!(f, "    {contract:<14} {}", z(there))
    }
}

fn said(steps: u32) -> String {
    if steps == 0 { "never out".to_owned() } else { format!("out at step {steps}") }
}
