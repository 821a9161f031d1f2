//! How a block begins: with tested steps where pixels escape early, else with a short or a long batch.

use crate::flight::Flight;
use crate::step::Step;
use lanelab_grid::{Lanes, Scalar, Tile};

/// How many steps are tested at the beginning; a multiple of 6.
pub(crate) const OPENING: u32 = 12;

pub(crate) const PROBE_VECTORS: usize = 4;

/// The steps of the first batch without a test.
const FIRST: u32 = 24;

/// The same where the whole probe is still bounded after this many steps.
pub(crate) const FIRST_WHERE_CALM: u32 = 96;

/// How a block begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening {
    /// How many steps the probe took.
    pub(crate) probed: u32,
    /// How many steps of each pixel are tested one by one.
    pub(crate) tested: u32,
    /// How many steps the first batch without a test should have.
    pub(crate) batch: u32,
}

/// Chooses how a block begins: without tests where all pixels of a sparse probe are bounded after [`OPENING`] steps,
/// and with a long batch where they are bounded after [`FIRST_WHERE_CALM`].
pub(crate) fn choose<V: Lanes>(map: impl Step, block: &Tile) -> Opening {
    let mut probe = probe::<V>(map, block);
    probe.sixes(map, OPENING / 6);
    if !probe.all_bounded(map) {
        return Opening { probed: OPENING, tested: OPENING, batch: FIRST };
    }
    probe.sixes(map, (FIRST_WHERE_CALM - OPENING) / 6);
    let batch = if probe.all_bounded(map) { FIRST_WHERE_CALM } else { FIRST };
    Opening { probed: FIRST_WHERE_CALM, tested: 0, batch }
}

/// The pixels probed, spread over the whole block: at equal distances in rows, and scattered in columns.
fn probe<V: Lanes>(map: impl Step, block: &Tile) -> Flight<V, PROBE_VECTORS> {
    let (rows, columns) = block.dim();
    let lanes = PROBE_VECTORS * V::LANES;
    let row = |i: usize| (2 * i + 1) * rows / (2 * lanes);
    let column = |i: usize| (i * columns * 5 / 13 + columns / 7) % columns;
    let mut x = [V::splat(0.0); PROBE_VECTORS];
    let mut y = x;
    for (i, (x, y)) in V::elements_mut(&mut x).iter_mut().zip(V::elements_mut(&mut y)).enumerate() {
        *x = V::Element::from_f64(block.x(column(i)));
        *y = V::Element::from_f64(block.y(row(i)));
    }
    Flight::start(map, x, y)
}
