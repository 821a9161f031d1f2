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
use ndarray::{Array2, ArrayViewMut2, Axis};
use std::array::from_fn;

pub(crate) const MOST_LANES: usize = 16;

pub(crate) struct BlockSteps<const K: usize> {
    pub(crate) steps: [[u32; MOST_LANES]; K],
    pub(crate) taken: u32,
}

/// A kernel of lockstep: it computes the steps of one block of `K` rows by one vector of columns from its coordinates.
pub(crate) trait BlockKernel {
    fn steps<V: Lanes, const K: usize>(map: impl Step, limit: Limit, x: V, y: [V; K]) -> BlockSteps<K>;
}

/// Fills a tile in blocks of `K` rows by one vector of columns; remaining rows go one by one.
pub(crate) fn fill<B: BlockKernel, V: Lanes, const K: usize>(
    map: impl Step,
    job: &Job,
    mut out: ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    job.check_shape(&out);
    if out.ncols() > 1 && out.strides()[1] != 1 {
        let mut steps = Array2::zeros(out.dim());
        fill::<B, V, K>(map, job, steps.view_mut(), tally);
        return out.assign(&steps);
    }
    let xs = padded_columns::<V>(&job.tile);
    let (rows, _) = job.tile.dim();
    let whole = rows - rows % K;
    for row in (0..whole).step_by(K) {
        band::<B, V, K>(map, job, row, &xs, &mut out, tally);
    }
    for row in whole..rows {
        band::<B, V, 1>(map, job, row, &xs, &mut out, tally);
    }
}

/// The real parts of a tile's columns, the last repeated up to a whole number of vectors.
fn padded_columns<V: Lanes>(tile: &Tile) -> Vec<V::Element> {
    let (_, columns) = tile.dim();
    let padded = columns.next_multiple_of(V::LANES);
    (0..padded).map(|column| V::Element::from_f64(tile.x(column.min(columns - 1)))).collect()
}

/// Fills `K` rows from `row` on, block by block.
fn band<B: BlockKernel, V: Lanes, const K: usize>(
    map: impl Step,
    job: &Job,
    row: usize,
    xs: &[V::Element],
    out: &mut ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    let (_, columns) = job.tile.dim();
    let mut y = [V::splat(0.0); K];
    for (i, y) in y.iter_mut().enumerate() {
        *y = V::splat(job.tile.y(row + i));
    }
    let mut rows = out.slice_axis_mut(Axis(0), (row..row + K).into());
    let mut rows = rows.rows_mut().into_iter();
    let mut rows: [&mut [u32]; K] =
        from_fn(|_| rows.next().and_then(|row| row.into_slice()).expect("the rows of a band, of unit stride"));
    for (block, xs) in xs.chunks_exact(V::LANES).enumerate() {
        let column = block * V::LANES;
        let valid = (columns - column).min(V::LANES);
        let BlockSteps { steps, taken } = B::steps(map, job.limit, V::load(xs), y);
        for (row, steps) in rows.iter_mut().zip(&steps) {
            row[column..column + valid].copy_from_slice(&steps[..valid]);
        }
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
        fill_tested_in::<_, V, K>(map, job, out, tally);
    });
}

fn fill_tested_in<S: Step, V: Lanes, const K: usize>(
    map: S,
    job: &Job,
    out: ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
) {
    if !S::MAY_RETURN || S::MAY_BE_PERMANENT && map.escape_is_permanent() {
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
                fill_tested_in::<_, V, K>(map, job, out, tally);
            },
        )
    }
}

/// A test in each step; `STICKY` where escape is not permanent.
pub(crate) struct Tested<const STICKY: bool>;

impl<const STICKY: bool> BlockKernel for Tested<STICKY> {
    #[inline(always)]
    fn steps<V: Lanes, const K: usize>(map: impl Step, limit: Limit, x: V, y: [V; K]) -> BlockSteps<K> {
        let mut flight = Flight::start(map, [x; K], y);
        let mut counted = Counted::<V, K>::new();
        let mut left = limit.get();
        flight.step(map, 1);
        while left >= 3 && counted.any() {
            counted.test::<STICKY>(map, &flight);
            flight.step(map, 2);
            counted.test::<STICKY>(map, &flight);
            flight.step(map, 3);
            counted.test::<STICKY>(map, &flight);
            flight.step(map, 4);
            left -= 3;
        }
        if left < 3 && left > 0 {
            counted.test::<STICKY>(map, &flight);
            flight.step(map, 2);
            if left > 1 {
                counted.test::<STICKY>(map, &flight);
            }
            left = 0;
        }
        let mut steps = [[0; MOST_LANES]; K];
        for (i, steps) in steps.iter_mut().enumerate() {
            V::store_counts(counted.counts(i), &mut steps[..V::LANES]);
            *steps = steps.map(|bounded| limit.steps_after(bounded));
        }
        BlockSteps { steps, taken: limit.get() - left }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::{Julia, LaneSteps, Precision, Raster, Region, View};
    use ndarray::array;
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
