//! How a block is opened: with tests, where pixels escape at once, or without.

use crate::alternate::Alternate;
use crate::flight::Flight;
use lanelab_grid::{Lanes, Recurrence, Scalar, Tile};

/// How many steps an opening with tests takes; a multiple of 6.
pub(crate) const OPENING: u32 = 12;

/// How many vectors of pixels are asked.
pub(crate) const ASKED: usize = 4;

/// How many steps of a block's pixels are to be tested each: none where all pixels of a sparse sample are still
/// bounded after [`OPENING`] steps, else that many.
///
/// The sample lies along a line that winds over the whole block: equal strides of rows, odd strides of columns.
pub(crate) fn tested_steps<R: Recurrence, A: Alternate, V: Lanes>(recurrence: &R, block: &Tile) -> u32 {
    let (rows, columns) = block.dim();
    let lanes = ASKED * V::LANES;
    let row = |i: usize| (2 * i + 1) * rows / (2 * lanes);
    let column = |i: usize| (i * columns * 5 / 13 + columns / 7) % columns;
    let mut x = [V::splat(0.0); ASKED];
    let mut y = x;
    for (i, (x, y)) in V::elements_mut(&mut x).iter_mut().zip(V::elements_mut(&mut y)).enumerate() {
        *x = V::Element::from_f64(block.x(column(i)));
        *y = V::Element::from_f64(block.y(row(i)));
    }
    let mut flight = Flight::<V, ASKED>::start(recurrence, x, y);
    flight.sixes::<R, A>(recurrence, OPENING / 6);
    if flight.all_bounded::<A>() { 0 } else { OPENING }
}
