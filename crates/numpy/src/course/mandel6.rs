//! `mandel6`: no step for what has diverged, by a mask.

use super::arithmetic::{selection_exceeds_four, square};
use super::mandel4::count;
use super::{Counts, Dispatch, Grid};
use crate::routines::{assign, fill, select};
use ndarray::Array2;

/// As [`mandel5`](super::mandel5()), but a mask keeps a point from further steps once it has diverged.
///
/// The course asks whether it pays to leave out work; in its measurement it does not. Each step gathers by the mask and
/// scatters back. Nothing is reset, so each value stops where it escaped. Its quirks are those
/// of `mandel5`, but for the last: here both factors of `z * conj(z)` are temporaries, so their order does not depend
/// on the size of the array.
// ---- mandel6 ----
pub fn mandel6(position: &Grid, limit: i64, dispatch: Dispatch) -> Counts {
    let mut value = position.to_owned();
    let mut calculating = Array2::from_elem(position.dim(), true);
    let mut diverged_at = Array2::zeros(position.dim());
    for remaining in (0..limit).rev() {
        let squares = square(&select(&value, &calculating), dispatch);
        let stepped = squares + select(position, &calculating);
        assign(&mut value, &calculating, &stepped);

        let selected = select(&value, &calculating);
        let again = select(&value, &calculating); // NumPy gathers twice
        let exceeds = selection_exceeds_four(selected, &again, dispatch);
        let mut diverging_now = Array2::from_elem(position.dim(), false);
        assign(&mut diverging_now, &calculating, &exceeds);
        calculating = &calculating & !&diverging_now;
        fill(&mut diverged_at, &diverging_now, count(remaining));
    }
    diverged_at
}
// ---- end ----
