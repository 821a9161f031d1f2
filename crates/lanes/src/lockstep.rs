//! The blocks of `lanes-masked`, `lanes-interleaved` and `lanes-batched`: K rows of one vector of columns.
//!
//! All lanes of a block start together and go on until the last one has escaped. The test and the step read the same
//! `z`, so its squares are computed once:
//!
//! ```text
//! z ← z_1                                     every lane takes step 1
//! repeat at most `limit` times:
//!     running  ← |z|² ≤ 4                     sticky: and running before, where escape is not permanent
//!     counters ← counters + running           branch-free
//!     z        ← step(z)                      every lane, also those that have escaped
//!     stop where no lane of any vector runs   checked after every third step only
//! ```
//!
//! Only the counters are masked. Masking the step would put the mask on the chain of dependent operations. Lanes that
//! have escaped go on to infinity and NaN at full speed. Where escape is permanent
//! ([`Recurrence::escape_is_permanent`]) the last test alone gives the mask; otherwise the mask is sticky.
//!
//! Each pixel is charged with the steps that its block took; lanes beyond the last column are idle for as many steps.

use crate::flight::{Counted, Flight};
use crate::step::{Rounded, Step};
use lanelab_grid::{Job, Lanes, Limit, Recurrence, Rounding, Rung, Scalar, Separate, Tally, Tile, with_arithmetic};
use ndarray::{ArrayView1, ArrayViewMut2};
use std::array::from_fn;
use std::ops::Range;

pub(crate) const MOST_LANES: usize = 16;

/// What a kernel found for one block: how many values of each lane are bounded, up to the limit, and how many steps
/// each lane has executed.
pub(crate) struct BlockSteps<V: Lanes, const K: usize> {
    pub(crate) bounded: [V::Counts; K],
    pub(crate) taken: u32,
}

/// A kernel of lockstep: it computes the steps of one block of `K` rows by one vector of columns from its coordinates.
pub(crate) trait BlockKernel {
    /// A kernel for bands of this many blocks, from the top down.
    fn new(blocks: usize) -> Self;

    /// Called before the first block of each band, of the `K` rows from `row` on.
    #[inline(always)]
    fn begin_band<V: Lanes, const K: usize>(
        &mut self,
        _map: impl Step,
        _job: &Job,
        _row: usize,
        _xs: &[V::Element],
        _tally: &mut Tally<'_>,
    ) {
    }

    /// The steps of a block, the next one of its band.
    fn steps<V: Lanes, const K: usize>(
        &mut self,
        map: impl Step,
        limit: Limit,
        block: usize,
        x: V,
        y: [V; K],
    ) -> BlockSteps<V, K>;
}

/// Fills a tile in blocks of `K` rows by one vector of columns; remaining rows go one by one.
pub(crate) fn fill<B: BlockKernel, V: Lanes, const K: usize>(
    map: impl Step,
    job: &Job,
    mut out: ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    job.check_shape(&out);
    let xs = padded_columns::<V>(&job.tile);
    let (rows, _) = job.tile.dim();
    let whole = rows - rows % K;
    fill_bands::<B, V, K>(map, job, 0..whole, &xs, &mut out, tally);
    fill_bands::<B, V, 1>(map, job, whole..rows, &xs, &mut out, tally);
}

/// Fills these rows, `K` at a time.
fn fill_bands<B: BlockKernel, V: Lanes, const K: usize>(
    map: impl Step,
    job: &Job,
    rows: Range<usize>,
    xs: &[V::Element],
    out: &mut ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    let mut kernel = B::new(xs.len() / V::LANES);
    let mut steps = vec![0; K * xs.len()];
    let (_, columns) = job.tile.dim();
    for first in rows.step_by(K) {
        band::<B, V, K>(&mut kernel, map, job, first, xs, &mut steps, tally);
        for (row, steps) in (first..).zip(steps.chunks_exact(xs.len())) {
            out.row_mut(row).assign(&ArrayView1::from(&steps[..columns]));
        }
    }
}

/// The real parts of a tile's columns, the last repeated up to a whole number of vectors.
pub(crate) fn padded_columns<V: Lanes>(tile: &Tile) -> Vec<V::Element> {
    let (_, columns) = tile.dim();
    let padded = columns.next_multiple_of(V::LANES);
    (0..padded).map(|column| V::Element::from_f64(tile.x(column.min(columns - 1)))).collect()
}

/// Computes the steps of `K` rows from `row` on, block by block, for the padded columns.
fn band<B: BlockKernel, V: Lanes, const K: usize>(
    kernel: &mut B,
    map: impl Step,
    job: &Job,
    row: usize,
    xs: &[V::Element],
    steps: &mut [u32],
    tally: &mut Tally<'_>,
) {
    let (_, columns) = job.tile.dim();
    let width = xs.len();
    let y: [V; K] = from_fn(|i| V::splat(job.tile.y(row + i)));
    kernel.begin_band::<V, K>(map, job, row, xs, tally);
    for (column, xs) in (0..columns).step_by(V::LANES).zip(xs.chunks_exact(V::LANES)) {
        let BlockSteps { bounded, taken } = kernel.steps(map, job.limit, column / V::LANES, V::load(xs), y);
        for (row, bounded) in steps.chunks_exact_mut(width).zip(bounded) {
            let steps = &mut row[column..column + V::LANES];
            V::store_counts(bounded, steps);
            steps.iter_mut().for_each(|steps| *steps = job.limit.steps_after(*steps));
        }
        let valid = (columns - column).min(V::LANES);
        let pixels = (0..K).flat_map(|i| (0..valid).map(move |lane| (row + i) * columns + column + lane));
        tally.count(pixels, K * (V::LANES - valid), taken);
    }
}

/// Fills a tile with a test in each step.
pub(crate) fn fill_tested<R: Recurrence, V: Lanes, const K: usize>(
    recurrence: &R,
    job: &Job,
    out: ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    with_arithmetic!(job.rounding, A => {
        let map = Rounded::<R, A>::new(recurrence);
        fill_tested_in::<V, K>(map, job, out, tally);
    });
}

fn fill_tested_in<V: Lanes, const K: usize>(
    map: impl Step,
    job: &Job,
    out: ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    if map.may_skip_tests() {
        fill::<Tested<false>, V, K>(map, job, out, tally);
    } else {
        fill::<Tested<true>, V, K>(map, job, out, tally);
    }
}

/// A rung of `K` vectors of kind `V` in lockstep: `lanes-interleaved` for experiments with its two parameters.
///
/// It has the rounding `separate` only, since each rounding is compiled for every width and number. Rows of a tile
/// beyond a multiple of `K` go one by one.
pub fn lockstep<R: Recurrence + 'static, V: Lanes, const K: usize>(name: &'static str, recurrence: R) -> Rung {
    const { assert!(V::LANES <= MOST_LANES && K > 0, "at least one vector, of at most 16 lanes") }
    Rung {
        precision: V::Element::PRECISION,
        lanes: V::LANES,
        ..Rung::new(
            name,
            "vectors of one kind in lockstep",
            &[Rounding::Separate],
            recurrence,
            |recurrence, job, out, tally| {
                let map = Rounded::<R, Separate>::new(recurrence);
                fill_tested_in::<V, K>(map, job, out, tally);
            },
        )
    }
}

/// A test in each step; `STICKY` where escape is not permanent.
pub(crate) struct Tested<const STICKY: bool>;

impl<const STICKY: bool> BlockKernel for Tested<STICKY> {
    fn new(_blocks: usize) -> Self {
        Self
    }

    #[inline(always)]
    fn steps<V: Lanes, const K: usize>(
        &mut self,
        map: impl Step,
        limit: Limit,
        _block: usize,
        x: V,
        y: [V; K],
    ) -> BlockSteps<V, K> {
        let mut flight = Flight::start(map, [x; K], y);
        let mut counted = Counted::new();
        flight.step(map, 1);
        let (taken, _) = flight.tested::<STICKY>(map, &mut counted, limit.get());
        BlockSteps { bounded: counted.counts(), taken }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::{Julia, LaneSteps, Precision, Raster, Region, View};
    use ndarray::{Array2, array};
    use num_complex::Complex;
    use wide::{f32x4, f64x2, f64x4};

    /// Squares pixels with real parts 0 to 4. In the first row 0 and 1 stay bounded and the others escape in the first
    /// step. In the second row, with imaginary part 2, all do.
    const SQUARES: Julia = Julia { c: Complex::new(0.0, 0.0) };

    fn job() -> Job {
        let view = View::new(Region::new(0.0, 5.0, 0.0, 4.0).unwrap(), Raster::new(5, 2).unwrap());
        Job::whole(&view, Limit::new(10).unwrap(), Rounding::Separate)
    }

    fn squared<V: Lanes, const K: usize>(tally: &mut Tally<'_>) -> Array2<u32> {
        let mut out = Array2::from_elem(job().tile.dim(), u32::MAX);
        fill_tested::<_, V, K>(&SQUARES, &job(), out.view_mut(), tally);
        out
    }

    /// The lane-steps of each pixel, those of lanes without a pixel, and their sum.
    fn counted<V: Lanes, const K: usize>() -> (Array2<u64>, u64, u64) {
        let mut steps = LaneSteps::zeros((2, 5));
        assert_eq!(
            squared::<V, K>(&mut Tally::into(&mut steps)),
            squared::<V, K>(&mut Tally::default()),
            "counting changes no step"
        );
        (steps.carried().to_owned(), steps.empty(), steps.executed())
    }

    #[test]
    fn an_array_whose_rows_are_not_contiguous_is_filled_too() {
        let mut columns = Array2::from_elem((5, 2), u32::MAX);
        fill_tested::<_, f64x4, 2>(&SQUARES, &job(), columns.view_mut().reversed_axes(), &mut Tally::default());
        assert_eq!(columns.t(), squared::<f64, 1>(&mut Tally::default()));
    }

    #[test]
    fn a_pixel_is_charged_with_the_steps_of_its_block() {
        assert_eq!(squared::<f64, 1>(&mut Tally::default()), array![[0, 0, 1, 1, 1], [1, 1, 1, 1, 1]]);
        let pairs = array![[10, 10, 3, 3, 3], [3, 3, 3, 3, 3]];
        assert_eq!(counted::<f64, 1>(), (pairs.clone(), 0, 44), "the needed steps up to the next check");
        assert_eq!(counted::<f64x2, 1>(), (pairs, 6, 50), "the last column has an empty lane beside it");
        let fours = array![[10, 10, 10, 10, 3], [3, 3, 3, 3, 3]];
        assert_eq!(counted::<f64x4, 1>(), (fours, 18, 76));
        let blocks = array![[10, 10, 10, 10, 3], [10, 10, 10, 10, 3]];
        assert_eq!(counted::<f64x4, 2>(), (blocks, 18, 104), "two rows wait for each other");
        assert_eq!(counted::<f64x4, 3>(), counted::<f64x4, 1>(), "remaining rows go one by one");
    }

    #[test]
    fn lockstep_of_any_width_gives_the_same_steps() {
        let rungs = [lockstep::<_, f64x2, 2>("2", SQUARES), lockstep::<_, f32x4, 3>("3", SQUARES)];
        assert_eq!(rungs.each_ref().map(|rung| rung.precision), [Precision::Double, Precision::Single]);
        for rung in rungs {
            let mut out = Array2::from_elem(job().tile.dim(), u32::MAX);
            rung.fill(&job(), out.view_mut());
            assert_eq!(out, squared::<f64, 1>(&mut Tally::default()), "{}", rung.name);
        }
    }
}
