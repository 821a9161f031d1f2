//! Compares a rung with the oracle, and explains the first pixel that differs.

mod disagreement;

pub use disagreement::{Account, Disagreement, Divergence};

use crate::{Ladder, Threads};
use lanelab_grid::{Difference, Job, Limit, Numerics, Rung, Steps};
use ndarray::Array2;

/// How many differing pixels must all have the steps of other numerics before these are reported: one may by chance.
const WITNESSES: usize = 32;

/// Runs a rung on a job and compares its steps with the expected ones, pixel by pixel.
///
/// # Errors
/// As [`verify_steps`].
pub fn verify(
    ladder: &Ladder,
    rung: &Rung,
    job: &Job,
    threads: &Threads,
    expected: &Steps,
) -> Result<(), Box<Disagreement>> {
    verify_steps(ladder, rung, job, expected, &threads.steps(rung, job))
}

/// Compares steps computed by a rung with the expected ones, pixel by pixel.
///
/// # Errors
/// Where a pixel differs: the first one, explained.
///
/// # Panics
/// Where the two are of different shape or limit.
pub fn verify_steps(
    ladder: &Ladder,
    rung: &Rung,
    job: &Job,
    expected: &Steps,
    found: &Steps,
) -> Result<(), Box<Disagreement>> {
    let comparison = expected.compare(found).expect("expected and found steps are of one view");
    let Some(first) = comparison.first else { return Ok(()) };
    let explainer = Explainer { ladder, rung, job, numerics: rung.numerics(job.rounding) };
    Err(Box::new(Disagreement {
        rung: rung.name.to_owned(),
        map: ladder.map.clone(),
        numerics: explainer.numerics,
        row: first.row,
        column: first.column,
        pixel: job.tile.point(first.row, first.column),
        expected: first.left,
        found: first.right,
        mismatches: comparison.mismatches,
        pixels: found.view().len(),
        account: explainer.account(first.row, first.column),
        resembles: explainer.resembles(&differing(expected, found)),
    }))
}

/// Explains a difference between a rung and its oracle.
struct Explainer<'a> {
    ladder: &'a Ladder,
    rung: &'a Rung,
    job: &'a Job,
    numerics: Numerics,
}

impl Explainer<'_> {
    fn alone(&self, rung: &Rung, (row, column): (usize, usize), limit: u32) -> u32 {
        let limit = Limit::new(u64::from(limit)).expect("a step of an orbit is a limit");
        let job = self.job.on(self.job.tile.part(row..row + 1, column..column + 1)).up_to(limit);
        let mut steps = Array2::zeros((1, 1));
        rung.fill(&job, steps.view_mut());
        steps[(0, 0)]
    }

    /// The pixel's orbit around the first limit at which rung and oracle differ, found by bisection.
    fn account(&self, row: usize, column: usize) -> Option<Account> {
        let at = (row, column);
        let rung = |limit| self.alone(self.rung, at, limit);
        let oracle = |limit| self.alone(self.ladder.oracle(self.numerics.precision), at, limit);
        let differs = |limit| rung(limit) != oracle(limit);
        let (mut agrees, mut step) = (0, self.job.limit.get());
        if !differs(step) {
            return None;
        }
        while step - agrees > 1 {
            let middle = agrees + (step - agrees) / 2;
            if differs(middle) { step = middle } else { agrees = middle }
        }
        let orbit = self.ladder.orbit(self.numerics, self.job.tile.point(row, column));
        let around =
            orbit.skip(step.saturating_sub(3) as usize).take(5).filter(|point| point.k <= self.job.limit.get());
        Some(Account { step, rows: around.map(|point| (point, rung(point.k))).collect() })
    }

    /// Other numerics that give these steps, if there are any.
    fn resembles(&self, differing: &[Difference]) -> Option<Divergence> {
        let own = self.numerics;
        let steps = |numerics, at: &Difference| {
            let orbit = self.ladder.orbit(numerics, self.job.tile.point(at.row, at.column));
            let escaped = orbit.take(self.job.limit.get() as usize).find(|point| !point.bounded);
            escaped.map_or(0, |point| point.k)
        };
        let same = |&other: &Numerics| other != own && differing.iter().all(|at| steps(other, at) == at.right);
        let numerics = Numerics::all().find(same)?;
        let first = differing.first()?;
        let pixel = self.job.tile.point(first.row, first.column);
        let mut both = self.ladder.orbit(own, pixel).zip(self.ladder.orbit(numerics, pixel));
        let (here, there) = both.find(|(here, there)| here != there)?;
        Some(Divergence { numerics, here, there })
    }
}

/// The first pixels that differ, row by row.
fn differing(expected: &Steps, found: &Steps) -> Vec<Difference> {
    let (expected, found) = (expected.view(), found.view());
    let pairs = expected.indexed_iter().zip(found.iter());
    let differing = pairs.filter(|((_, left), right)| left != right);
    let at = |(((row, column), &left), &right)| Difference { row, column, left, right };
    differing.map(at).take(WITNESSES).collect()
}
