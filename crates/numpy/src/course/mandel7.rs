//! `mandel7`: no step for what has diverged, by smaller arrays.

use super::arithmetic::{norm_exceeds_four, square};
use super::mandel4::count;
use super::{Counts, Dispatch, Grid};
use crate::routines::select;
use ndarray::{Array1, Array2};

/// As [`mandel5`](super::mandel5()), but each step copies what has not diverged into smaller arrays.
///
/// The course asks whether shorter arrays pay where a mask did not, finds that they do not, and supposes that copies are
/// the reason: two indices, a position and a value are copied a step for each point that runs on. The quirks are those of
/// `mandel5`, and the last one is subtler here: the sign of the residue turns once fewer than 16384 points run on.
// ---- mandel7 ----
pub fn mandel7(position: &Grid, limit: i64, dispatch: Dispatch) -> Counts {
    let mut positions = Array1::from_iter(position.iter().copied());
    let mut value = positions.clone();
    let [mut rows, mut columns] = indices(position.dim());
    let mut diverged_at = Array2::zeros(position.dim());
    for remaining in (0..limit).rev() {
        value = square(&value, dispatch) + &positions;
        let diverging_now = norm_exceeds_four(&value, dispatch);
        let rows_now = select(&rows, &diverging_now);
        let columns_now = select(&columns, &diverging_now);
        let carry_on = !&diverging_now;
        value = select(&value, &carry_on);
        rows = select(&rows, &carry_on);
        columns = select(&columns, &carry_on);
        positions = select(&positions, &carry_on);
        for (&row, &column) in rows_now.iter().zip(&columns_now) {
            diverged_at[[row, column]] = count(remaining);
        }
    }
    diverged_at
}
// ---- end ----

/// Row and column of every element, in C order: `np.mgrid[0:height, 0:width]`, an array for each.
fn indices(dim: (usize, usize)) -> [Array1<usize>; 2] {
    let each = || ndarray::indices(dim).into_iter();
    [each().map(|(row, _)| row).collect(), each().map(|(_, column)| column).collect()]
}
