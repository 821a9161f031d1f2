//! What a rung that differs from its oracle did wrong, for a person to read.

use crate::OrbitPoint;
use lanelab_grid::Numerics;
use num_complex::Complex;
use std::fmt;

/// A rung that does not give its oracle's answer: the first differing pixel, and what happens there.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// The rung that is wrong.
    pub rung: String,
    /// The map it computed.
    pub map: String,
    /// The numerics it claimed.
    pub numerics: Numerics,
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
    /// Other numerics that give the count found, with the first step at which their orbits differ.
    pub resembles: Option<Divergence>,
}

/// The orbit of a pixel around the first limit at which the rung's answer for it is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The first differing step.
    pub step: u32,
    /// Points of the oracle's orbit, each with what the rung answers at that limit.
    pub rows: Vec<(OrbitPoint, u32)>,
}

/// Where the orbits of one pixel under two numerics diverge.
#[derive(Debug, Clone, PartialEq)]
pub struct Divergence {
    /// The other numerics.
    pub numerics: Numerics,
    /// The first point that differs, under the numerics that the rung claimed.
    pub here: OrbitPoint,
    /// The same step under the other numerics.
    pub there: OrbitPoint,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rung, map, numerics, row, column, pixel, expected, found, mismatches, pixels, .. } = self;
        writeln!(f, "{rung} differs from the {numerics} oracle of {map} at {mismatches} of {pixels} pixels.")?;
        writeln!(f, "First at row {row}, column {column}, the point {} {:+}i:", pixel.re, pixel.im)?;
        writeln!(f, "  expected {}, found {}.", describe(*expected), describe(*found))?;
        match &self.account {
            Some(account) => account.fmt(f)?,
            None => writeln!(f, "  Alone the pixel is right: the rung's answer depends on its neighbours.")?,
        }
        if let Some(divergence) = &self.resembles {
            divergence.fmt(f)?;
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
                describe(*answer)
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { numerics, here, there } = self;
        let z = |point: &OrbitPoint| format!("{:>24} {:>+24}i", point.z.re, point.z.im);
        writeln!(f, "  The count found is that of {numerics}, whose orbit differs from step {}:", here.k)?;
        writeln!(f, "    {:<14} {}", "here", z(here))?;
        writeln!(f, "    {numerics:<14} {}", z(there))
    }
}

fn describe(steps: u32) -> String {
    if steps == 0 { "bounded up to the limit".to_owned() } else { format!("escaped at step {steps}") }
}
