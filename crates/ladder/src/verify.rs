//! Comparing a rung with the right answer, and accounting for the first pixel at which it is wrong.

use crate::{Kernel, Ladder, OrbitPoint, Threads};
use lanelab_grid::{Limit, Rounding, Steps, View};
use ndarray::Array2;
use num_complex::Complex;
use std::fmt;

/// Compares what a rung gives for a view with the expected steps, pixel by pixel.
///
/// # Errors
/// Where a pixel differs: the first one, accounted for.
///
/// # Panics
/// Where `expected` is of another shape or limit than view and limit say.
pub fn verify(
    ladder: &Ladder,
    kernel: &Kernel,
    rounding: Rounding,
    view: &View,
    threads: &Threads,
    expected: &Steps,
) -> Result<(), Box<Disagreement>> {
    let found = threads.steps(kernel, rounding, view, expected.limit());
    verify_steps(ladder, kernel, rounding, view, expected, &found)
}

/// Compares steps that a rung gave with the expected ones, pixel by pixel.
///
/// # Errors
/// Where a pixel differs: the first one, accounted for.
///
/// # Panics
/// Where the two are of different shape or limit.
pub fn verify_steps(
    ladder: &Ladder,
    kernel: &Kernel,
    rounding: Rounding,
    view: &View,
    expected: &Steps,
    found: &Steps,
) -> Result<(), Box<Disagreement>> {
    let comparison = expected.compare(found).expect("expected and found steps are of one view");
    let Some(first) = comparison.first else { return Ok(()) };
    let pixel = view.point(first.row, first.column);
    let asked = Asked { ladder, kernel, rounding, view, limit: expected.limit() };
    Err(Box::new(Disagreement {
        rung: kernel.name.to_owned(),
        map: ladder.map.clone(),
        rounding,
        row: first.row,
        column: first.column,
        pixel,
        expected: first.left,
        found: first.right,
        mismatches: comparison.mismatches,
        pixels: view.raster().points(),
        account: asked.account(first.row, first.column),
        resembles: asked.resembles(pixel, first.right),
    }))
}

/// A rung that does not give its oracle's answer: the first differing pixel, and what happens there.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// The rung that is wrong.
    pub rung: String,
    /// The map it computed.
    pub map: String,
    /// The rounding it claimed to give.
    pub rounding: Rounding,
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
    /// Another rounding that gives the count found, with the first step at which its orbit parts.
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

/// Where the orbits of one pixel under two roundings part.
#[derive(Debug, Clone, PartialEq)]
pub struct Parting {
    /// The other rounding.
    pub rounding: Rounding,
    /// The point before they part, or the first, and the one after, under the rounding asked for.
    pub here: OrbitPoint,
    /// The same step under the other rounding.
    pub there: OrbitPoint,
}

/// What was asked of a rung.
struct Asked<'a> {
    ladder: &'a Ladder,
    kernel: &'a Kernel,
    rounding: Rounding,
    view: &'a View,
    limit: Limit,
}

impl Asked<'_> {
    /// What a kernel answers for one pixel alone, up to a limit.
    fn alone(&self, kernel: &Kernel, rounding: Rounding, (row, column): (usize, usize), limit: u32) -> u32 {
        let limit = Limit::new(u64::from(limit)).expect("a step of an orbit is a limit");
        let tile = self.view.tile(row..row + 1, column..column + 1);
        let mut steps = Array2::zeros((1, 1));
        kernel.fill(rounding, &tile, limit, steps.view_mut());
        steps[(0, 0)]
    }

    fn account(&self, row: usize, column: usize) -> Option<Account> {
        let at = (row, column);
        let rung = |limit| self.alone(self.kernel, self.rounding, at, limit);
        let oracle = |limit| self.alone(&self.ladder.oracle, self.rounding, at, limit);
        let differs = |limit| rung(limit) != oracle(limit);
        let (mut agrees, mut step) = (0, self.limit.get());
        if !differs(step) {
            return None;
        }
        while step - agrees > 1 {
            let middle = agrees + (step - agrees) / 2;
            if differs(middle) { step = middle } else { agrees = middle }
        }
        let orbit = self.ladder.orbit(self.rounding, self.view.point(row, column));
        let around =
            orbit.skip(step.saturating_sub(3) as usize).take(5).filter(|point| point.k <= self.limit.get());
        Some(Account { step, rows: around.map(|point| (point, rung(point.k))).collect() })
    }

    fn resembles(&self, pixel: Complex<f64>, found: u32) -> Option<Parting> {
        let others = Rounding::ALL.into_iter().filter(|&other| other != self.rounding);
        let same = |rounding: Rounding| {
            let orbit = self.ladder.orbit(rounding, pixel).take(self.limit.get() as usize);
            orbit.skip_while(|point| point.bounded).map(|point| point.k).next().unwrap_or(0) == found
        };
        let rounding = others.into_iter().find(|&other| same(other))?;
        let mut both = self.ladder.orbit(self.rounding, pixel).zip(self.ladder.orbit(rounding, pixel));
        let (here, there) = both.find(|(here, there)| here.z != there.z)?;
        Some(Parting { rounding, here, there })
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rung, map, rounding, row, column, pixel, expected, found, mismatches, pixels, .. } = self;
        writeln!(
            f,
            "{rung} differs from the {rounding} oracle of {map} at {mismatches} of {pixels} pixels."
        )?;
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
        let Self { rounding, here, there } = self;
        writeln!(
            f,
            "  The count found is the one of rounding {rounding}, whose orbit parts at step {}:",
            here.k
        )?;
        writeln!(f, "    here   {:>24} {:>+24}i", here.z.re, here.z.im)?;
        writeln!(f, "    {rounding:<6} {:>24} {:>+24}i", there.z.re, there.z.im)
    }
}

fn said(steps: u32) -> String {
    if steps == 0 { "never out".to_owned() } else { format!("out at step {steps}") }
}
