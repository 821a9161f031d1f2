//! Comparing a rung with the right answer, and accounting for the first pixel at which it is wrong.

use crate::{Account, Disagreement, Kernel, Ladder, Parting, Threads};
use lanelab_grid::{Contract, Difference, Limit, Rounding, Steps, View};
use ndarray::Array2;

/// So many pixels that differ must all have a contract's counts before it is named: a single one may by chance.
const WITNESSES: usize = 32;

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
    let contract = kernel.contract(rounding);
    let asked = Asked { ladder, kernel, contract, view, limit: expected.limit() };
    Err(Box::new(Disagreement {
        rung: kernel.name.to_owned(),
        map: ladder.map.clone(),
        contract,
        row: first.row,
        column: first.column,
        pixel: view.point(first.row, first.column),
        expected: first.left,
        found: first.right,
        mismatches: comparison.mismatches,
        pixels: view.raster().points(),
        account: asked.account(first.row, first.column),
        resembles: asked.resembles(&differing(expected, found)),
    }))
}

/// What was asked of a rung.
struct Asked<'a> {
    ladder: &'a Ladder,
    kernel: &'a Kernel,
    contract: Contract,
    view: &'a View,
    limit: Limit,
}

impl Asked<'_> {
    /// What a kernel answers for one pixel alone, up to a limit.
    fn alone(&self, kernel: &Kernel, (row, column): (usize, usize), limit: u32) -> u32 {
        let limit = Limit::new(u64::from(limit)).expect("a step of an orbit is a limit");
        let tile = self.view.tile(row..row + 1, column..column + 1);
        let mut steps = Array2::zeros((1, 1));
        kernel.fill(self.contract.rounding, &tile, limit, steps.view_mut());
        steps[(0, 0)]
    }

    fn account(&self, row: usize, column: usize) -> Option<Account> {
        let at = (row, column);
        let rung = |limit| self.alone(self.kernel, at, limit);
        let oracle = |limit| self.alone(self.ladder.oracle(self.contract.precision), at, limit);
        let differs = |limit| rung(limit) != oracle(limit);
        let (mut agrees, mut step) = (0, self.limit.get());
        if !differs(step) {
            return None;
        }
        while step - agrees > 1 {
            let middle = agrees + (step - agrees) / 2;
            if differs(middle) { step = middle } else { agrees = middle }
        }
        let orbit = self.ladder.orbit(self.contract, self.view.point(row, column));
        let around = orbit.skip(step.saturating_sub(3) as usize).take(5).filter(|point| point.k <= self.limit.get());
        Some(Account { step, rows: around.map(|point| (point, rung(point.k))).collect() })
    }

    /// The count of a pixel by the oracle of another contract.
    fn counted(&self, contract: Contract, row: usize, column: usize) -> u32 {
        let orbit = self.ladder.orbit(contract, self.view.point(row, column)).take(self.limit.get() as usize);
        orbit.skip_while(|point| point.bounded).map(|point| point.k).next().unwrap_or(0)
    }

    /// The other contract whose counts these are, if there is one.
    fn resembles(&self, differing: &[Difference]) -> Option<Parting> {
        let own = self.contract;
        let same = |&other: &Contract| {
            let as_found = |at: &Difference| self.counted(other, at.row, at.column) == at.right;
            other != own && differing.iter().all(as_found)
        };
        let contract = Contract::all().find(same)?;
        let first = differing.first()?;
        let pixel = self.view.point(first.row, first.column);
        let mut both = self.ladder.orbit(own, pixel).zip(self.ladder.orbit(contract, pixel));
        let (here, there) = both.find(|(here, there)| here != there)?;
        Some(Parting { contract, here, there })
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
