//! `mandel6` and `mandel7`: no step for what has diverged, by a mask or by smaller arrays.

use super::counts::count;
use super::{Dispatch, masks, numpy};
use ndarray::{Array1, Array2, ArrayView2};
use num_complex::Complex;

/// As [`mandel5`](super::mandel5), but a mask keeps a position from further steps once it has diverged.
///
/// The lesson asks whether it pays to leave out work. It does not: gathering by the mask and scattering back
/// costs more than the arithmetic that is left out. Nothing is reset, so each value stops where it escaped.
/// Its quirks are those of `mandel5`, but for the last: here both factors of `z * conj(z)` are temporaries,
/// so their order does not depend on the size of the array.
#[must_use]
pub fn mandel6(position: ArrayView2<'_, Complex<f64>>, limit: i64, dispatch: Dispatch) -> Array2<f64> {
    let mut value = position.to_owned();
    let mut calculating = Array2::from_elem(position.dim(), true);
    let mut diverged_at_count = Array2::zeros(position.dim());
    for remaining in (0..limit).rev() {
        let squares = numpy::square(&masks::select(&value, &calculating), dispatch);
        let stepped = squares + masks::select(&position, &calculating);
        masks::assign(&mut value, &calculating, &stepped);
        let (selected, again) = (masks::select(&value, &calculating), masks::select(&value, &calculating));
        let exceeds = numpy::norm_of_selection_exceeds_four(selected, &again, dispatch);
        let mut diverging_now = Array2::from_elem(position.dim(), false);
        masks::assign(&mut diverging_now, &calculating, &exceeds);
        calculating = masks::and(&calculating, &masks::not(&diverging_now));
        masks::fill(&mut diverged_at_count, &diverging_now, count(remaining));
    }
    diverged_at_count
}

/// As [`mandel5`](super::mandel5), but each step copies what has not diverged into smaller arrays.
///
/// The lesson asks whether shorter arrays pay where a mask did not. They do not either, "probably due to lots
/// of copies": two indices, a position and a value are copied a step for each point that runs on. The quirks
/// are those of `mandel5`, and the last one is subtler here: the sign of the residue turns once fewer than
/// 16384 points run on.
#[must_use]
pub fn mandel7(position: ArrayView2<'_, Complex<f64>>, limit: i64, dispatch: Dispatch) -> Array2<f64> {
    let mut positions: Array1<Complex<f64>> = position.iter().copied().collect();
    let mut value = positions.clone();
    let [mut rows, mut columns] = indices(position.dim());
    let mut diverged_at_count = Array2::zeros(position.dim());
    for remaining in (0..limit).rev() {
        value = numpy::square(&value, dispatch) + &positions;
        let diverging_now = numpy::norm_exceeds_four(&value, dispatch);
        let places = [masks::select(&rows, &diverging_now), masks::select(&columns, &diverging_now)];
        let carry_on = masks::not(&diverging_now);
        value = masks::select(&value, &carry_on);
        [rows, columns] = [masks::select(&rows, &carry_on), masks::select(&columns, &carry_on)];
        positions = masks::select(&positions, &carry_on);
        for (&row, &column) in places[0].iter().zip(&places[1]) {
            diverged_at_count[[row, column]] = count(remaining);
        }
    }
    diverged_at_count
}

/// Row and column of every element, in C order: `np.mgrid[0:height, 0:width]`, an array for each.
fn indices(dim: (usize, usize)) -> [Array1<usize>; 2] {
    let each = || ndarray::indices(dim).into_iter();
    [each().map(|(row, _)| row).collect(), each().map(|(_, column)| column).collect()]
}
