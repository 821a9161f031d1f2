//! The report on a rung that differs from its oracle.

use crate::OrbitPoint;
use lanelab_grid::Numerics;
use num_complex::Complex;
use std::fmt;

/// A rung that differs from its oracle: the first differing pixel, and its orbit there.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// The rung.
    pub rung: String,
    /// Its map.
    pub map: String,
    /// The numerics that the rung claims.
    pub numerics: Numerics,
    /// Row of the first differing pixel.
    pub row: usize,
    /// Column of the first differing pixel.
    pub column: usize,
    /// Its point.
    pub pixel: Complex<f64>,
    /// The steps of the oracle.
    pub expected: u32,
    /// The steps of the rung.
    pub found: u32,
    /// How many pixels differ.
    pub mismatches: usize,
    /// How many pixels there are.
    pub pixels: usize,
    /// The pixel's orbit around the first differing step; `None` if the rung is right for this pixel alone.
    pub account: Option<Account>,
    /// Other numerics that give the rung's steps, with the first step at which the orbits differ.
    pub resembles: Option<Divergence>,
}

/// The orbit of a pixel around the first limit at which the rung's steps for it are wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The first differing step.
    pub step: u32,
    /// Points of the oracle's orbit, each with the rung's steps at that limit.
    pub rows: Vec<(OrbitPoint, u32)>,
}

/// Where the orbits of one pixel under two numerics diverge.
#[derive(Debug, Clone, PartialEq)]
pub struct Divergence {
    /// The other numerics.
    pub numerics: Numerics,
    /// The first point that differs, under the numerics that the rung claims.
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
        if let Some(Account { step, rows }) = &self.account {
            writeln!(
                f,
                "  The first differing step is {step}. The oracle's orbit, and the rung's answer at that limit:"
            )?;
            for (OrbitPoint { k, z, bounded }, answer) in rows {
                let (side, answer) = (if *bounded { "in " } else { "out" }, describe(*answer));
                writeln!(f, "    z_{k:<6} = {:>24} {:>+24}i  {side}  rung: {answer}", z.re, z.im)?;
            }
        } else {
            writeln!(f, "  Alone the pixel is right: the rung's answer depends on its neighbours.")?;
        }
        if let Some(Divergence { numerics, here, there }) = &self.resembles {
            writeln!(f, "  The steps found are those of {numerics}, whose orbit differs from step {}:", here.k)?;
            for (name, OrbitPoint { z, .. }) in [("here", here), (&numerics.to_string(), there)] {
                writeln!(f, "    {name:<14} {:>24} {:>+24}i", z.re, z.im)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Disagreement {}

fn describe(steps: u32) -> String {
    if steps == 0 { "bounded up to the limit".to_owned() } else { format!("escaped at step {steps}") }
}
