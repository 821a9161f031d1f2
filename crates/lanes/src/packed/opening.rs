//! How a block is opened: with tests, where pixels escape at once, or with batches, short or long.

use crate::alternate::Alternate;
use crate::flight::Flight;
use lanelab_grid::{Lanes, Recurrence, Scalar, Tile};

/// How many steps an opening with tests takes; a multiple of 6.
pub(crate) const OPENING: u32 = 12;

/// How many vectors of pixels are asked.
pub(crate) const ASKED: usize = 4;

/// The steps of the first batch without a test.
const FIRST: u32 = 24;

/// The same where the sample is bounded even after so many steps.
const FIRST_WHERE_CALM: u32 = 96;

/// How a block begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening {
    /// How many steps the sample took.
    pub(crate) asked: u32,
    /// How many steps of each pixel are tested one by one.
    pub(crate) tested: u32,
    /// How many steps the first batch without a test should have.
    pub(crate) batch: u32,
}

/// How a block should be opened: without tests where all pixels of a sparse sample are bounded after [`OPENING`] steps,
/// and with a long batch where they are after more.
///
/// The sample lies along a line that winds over the whole block: equal strides of rows, odd strides of columns.
pub(crate) fn opening<R: Recurrence, A: Alternate, V: Lanes>(recurrence: &R, block: &Tile) -> Opening {
    let mut sample = sample::<R, V>(recurrence, block);
    sample.sixes::<R, A>(recurrence, OPENING / 6);
    if !sample.all_bounded::<A>() {
        return Opening { asked: OPENING, tested: OPENING, batch: FIRST };
    }
    sample.sixes::<R, A>(recurrence, (FIRST_WHERE_CALM - OPENING) / 6);
    let batch = if sample.all_bounded::<A>() { FIRST_WHERE_CALM } else { FIRST };
    Opening { asked: FIRST_WHERE_CALM, tested: 0, batch }
}

fn sample<R: Recurrence, V: Lanes>(recurrence: &R, block: &Tile) -> Flight<V, ASKED> {
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
    Flight::start(recurrence, x, y)
}
