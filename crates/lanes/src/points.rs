//! The steps of any points, not only of those of a view: `lanes-compacted` on an array of complex numbers.
//!
//! The array is cut into blocks like a tile; each block's points are split into vectors of real and imaginary parts first,
//! which costs a point about as much as one step. All else is [`compacted`](crate::compacted). Neighbours in the array
//! should be neighbours in the plane: the opening of a block rests on a sample of it.

use crate::NativeF64;
use crate::packed::block::for_each_block;
use crate::packed::first_steps::open_at;
use crate::packed::phases::{NoCycleCheck, run_phases};
use crate::step::Rounded;
use lanelab_grid::{Job, Limit, Raster, Recurrence, Region, Rounding, Tally, View, oracle, with_arithmetic};
use ndarray::{ArrayView2, ArrayViewMut2, Axis, Zip};
use num_complex::Complex;

/// Writes the steps of each point: the first step after which it is not bounded, 0 where there is none up to the limit.
///
/// # Panics
/// Where `out` has another shape than `points`.
pub fn fill<R: Recurrence>(
    recurrence: &R,
    points: &ArrayView2<'_, Complex<f64>>,
    limit: Limit,
    rounding: Rounding,
    mut out: ArrayViewMut2<'_, u32>,
) {
    assert_eq!(out.dim(), points.dim(), "the array must have the shape of the points");
    if points.is_empty() {
        return;
    }
    if !recurrence.may_skip_tests() {
        return fill_one_by_one(recurrence, points, limit, rounding, &mut out);
    }
    with_arithmetic!(rounding, A => for_each_block::<NativeF64>(&places(points.dim(), limit, rounding), out, |block, scratch| {
        let ((row, column), (rows, columns)) = (block.tile.origin(), block.tile.dim());
        let mut part = points.view();
        part.slice_axis_inplace(Axis(0), (row..row + rows).into());
        part.slice_axis_inplace(Axis(1), (column..column + columns).into());
        let mut pixels = std::mem::take(&mut scratch.points);
        pixels.set(&part);
        let (map, mut tally) = (Rounded::<R, A>::new(recurrence), Tally::default());
        let opening = open_at(map, block, &pixels, scratch, &mut tally);
        scratch.points = pixels;
        run_phases::<_, NoCycleCheck>(map, block, opening, scratch, &mut tally);
    }));
}

/// A job of which only the places of its pixels are used, not their coordinates.
fn places((height, width): (usize, usize), limit: Limit, rounding: Rounding) -> Job {
    let region = Region { x_min: 0.0, x_max: 1.0, y_min: 0.0, y_max: 1.0 };
    Job::whole(&View::new(region, Raster { width, height }), limit, rounding)
}

/// The same for a map whose escape is not permanent.
fn fill_one_by_one<R: Recurrence>(
    recurrence: &R,
    points: &ArrayView2<'_, Complex<f64>>,
    limit: Limit,
    rounding: Rounding,
    out: &mut ArrayViewMut2<'_, u32>,
) {
    with_arithmetic!(rounding, A => Zip::from(out).and(points).for_each(|steps, &point| {
        *steps = oracle::steps_at::<R, A, f64>(recurrence, point, limit);
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::{BurningShip, Julia, Mandelbrot, Multibrot3};
    use ndarray::{Array2, Slice};

    /// Points all over the disk, in an order that no view has; some are not numbers.
    fn scattered(dim: (usize, usize), seed: u64) -> Array2<Complex<f64>> {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut points =
            Array2::from_shape_simple_fn(dim, || Complex::new(random.f64() * 2.6 - 2.1, random.f64() * 2.6 - 1.3));
        let odd = [Complex::new(f64::NAN, 0.0), Complex::new(f64::INFINITY, 0.0), Complex::new(1e300, 1e300)];
        for (point, odd) in points.iter_mut().skip(7).step_by(31).zip(odd) {
            *point = odd;
        }
        points
    }

    fn check<R: Recurrence>(recurrence: R) {
        for (seed, dim) in
            [(1, 1), (1, 7), (3, 8), (9, 17), (40, 520), (1, 20_000), (20_000, 1)].into_iter().enumerate()
        {
            let points = scattered(dim, seed as u64);
            for rounding in Rounding::ALL {
                for limit in [1, 50, 301].map(|limit| Limit::new(limit).unwrap()) {
                    let mut expected = Array2::zeros(dim);
                    fill_one_by_one(&recurrence, &points.view(), limit, rounding, &mut expected.view_mut());
                    let mut found = Array2::from_elem(dim, 9);
                    fill(&recurrence, &points.view(), limit, rounding, found.view_mut());
                    assert_eq!(found, expected, "{dim:?}, {rounding}, limit {limit}");
                }
            }
        }
    }

    #[test]
    fn points_have_the_steps_of_their_orbits() {
        check(Mandelbrot);
        check(Multibrot3);
        check(Julia { c: Complex::new(-0.8, 0.156) });
        check(BurningShip);
    }

    #[test]
    fn points_of_any_layout_have_the_same_steps() {
        let points = scattered((50, 60), 3);
        let limit = Limit::new(99).unwrap();
        let of = |points: ArrayView2<'_, Complex<f64>>| {
            let mut steps = Array2::zeros(points.dim());
            fill(&Mandelbrot, &points, limit, Rounding::Fused, steps.view_mut());
            steps
        };
        let all = of(points.view());
        assert_eq!(of(points.t()), all.t(), "transposed");
        let strided = |array: &mut dyn FnMut(Axis, Slice)| {
            array(Axis(0), Slice::new(0, None, -3));
            array(Axis(1), Slice::new(1, None, 2));
        };
        let (mut points, mut expected) = (points.view(), all.view());
        strided(&mut |axis, slice| points.slice_axis_inplace(axis, slice));
        strided(&mut |axis, slice| expected.slice_axis_inplace(axis, slice));
        assert_eq!(of(points), expected, "strided");
    }
}
