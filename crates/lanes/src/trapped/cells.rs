//! Cells of neighbouring pixels that one ball proves to be members: [the proof](super#cells).

use super::balls::bounded;
use crate::flight::Flight;
use crate::packed::block::{Block, Scratch};
use crate::packed::first_steps::GROUP;
use crate::step::Step;
use lanelab_grid::{Lanes, Mask, Precision, Scalar, Tally};
use num_complex::Complex;
use std::iter;

/// The vectors of cells in flight.
pub(super) const K: usize = 4;

/// How often a cell takes six steps at most.
const SIXES: u32 = 5;

/// After how many sixes the first ball is tried.
const APPROACH: u32 = 2;

/// The radius of a ball that is tried, in radii around the centre's orbit and in distances that the centre has moved in
/// six steps. It decides only which proofs succeed.
const RADII: f64 = 1.1;
const MOVES: f64 = 0.5;

/// The largest radius that is followed.
const MOST: f64 = 0.25;

/// What is added to a radius in each step, and to a factor of it: more than all that is rounded.
pub(super) const fn slack(precision: Precision) -> f64 {
    1024.0 * precision.unit_roundoff()
}

/// Notes the cells of a block that a ball proves to be members: each [`GROUP`] rows of one vector of columns is a cell.
/// Where none of a sample is proven, no other is tried.
pub(crate) fn prove<V: Lanes>(map: impl Step, block: &Block, scratch: &mut Scratch<V>, tally: &mut Tally<'_>) {
    let zero = V::splat(0.0);
    let (rows, columns) = block.tile.dim();
    let cells = rows / GROUP * columns.div_ceil(V::LANES);
    if cells == 0 || map.growth(Complex::new(zero, zero), zero).is_none() {
        return;
    }
    let flight = K * V::LANES;
    let sample = |lane: usize| (2 * lane + 1) * cells / (2 * flight);
    let mut proven = |cell_of: &dyn Fn(usize) -> usize| {
        let (proven, steps) = of_block::<V>(map, block, cell_of).prove(map);
        tally.count(iter::empty(), flight, steps);
        proven
    };
    if proven(&sample) == [0; K] {
        return;
    }
    for first in (0..cells).step_by(flight) {
        let bits = proven(&|lane| (first + lane).min(cells - 1));
        let members = (0..flight).map(|lane| bits[lane / V::LANES] >> (lane % V::LANES) & 1 == 1);
        scratch.members.extend(members.take(cells - first));
    }
}

/// The cells of a block by their index, row by row.
fn of_block<V: Lanes>(map: impl Step, block: &Block, cell_of: &dyn Fn(usize) -> usize) -> Cells<V> {
    let (_, columns) = block.tile.dim();
    let across = columns.div_ceil(V::LANES);
    let mut corners = [[V::splat(0.0); K]; 4];
    for lane in 0..K * V::LANES {
        let cell = cell_of(lane);
        let (row, column) = (cell / across * GROUP, cell % across * V::LANES);
        let (last_row, last_column) = (row + GROUP - 1, (column + V::LANES).min(columns) - 1);
        let tile = &block.tile;
        let bounds = [tile.x(column), tile.x(last_column), tile.y(row), tile.y(last_row)];
        for (corner, bound) in corners.iter_mut().zip(bounds) {
            V::elements_mut(corner)[lane] = V::Element::from_f64(bound);
        }
    }
    Cells::of(map, corners)
}

/// K vectors of cells: the orbit of each cell's centre, and how far the orbits of its pixels may be from it.
pub(super) struct Cells<V> {
    pub(super) centre: Flight<V, K>,
    pub(super) radius: [V; K],
    /// How far the constants of the pixels may be from that of the centre.
    pub(super) c_radius: [V; K],
}

impl<V: Lanes> Cells<V> {
    /// The cells whose first and last columns and rows have these coordinates.
    #[inline(always)]
    pub(super) fn of(map: impl Step, corners: [[V; K]; 4]) -> Self {
        let [left, right, bottom, top] = corners;
        let half = V::splat(0.5);
        let middle = |low: &[V; K], high: &[V; K]| std::array::from_fn(|i| half * low[i] + half * high[i]);
        let centre = Flight::start(map, middle(&left, &right), middle(&bottom, &top));
        let ends = [Flight::start(map, left, bottom), Flight::start(map, right, top)];
        let reach = |part: &dyn Fn(&Flight<V, K>) -> V| {
            let [low, high] = [&ends[0], &ends[1]].map(|end| (part(end) - part(&centre)).abs());
            V::select(low.le(high), high, low)
        };
        let (mut radius, mut c_radius) = ([V::splat(0.0); K], [V::splat(0.0); K]);
        for i in 0..K {
            radius[i] = length(reach(&|flight| flight.re[i]), reach(&|flight| flight.im[i]));
            c_radius[i] = length(reach(&|flight| flight.c_re[i]), reach(&|flight| flight.c_im[i]));
        }
        Self { centre, radius, c_radius }
    }

    /// Returns the cells that are proven, as bits, and how many steps that took.
    #[inline(never)]
    fn prove(mut self, map: impl Step) -> ([u32; K], u32) {
        let most = V::splat(MOST);
        let mut followed = [V::Mask::first(0); K];
        for (i, followed) in followed.iter_mut().enumerate() {
            *followed = self.centre.bounded(map, i);
        }
        let mut proven = [V::Mask::first(0); K];
        let mut ball = [V::splat(-1.0); K];
        for six in 1..=SIXES {
            let before = self.centre;
            self.six_steps(map);
            let mut open = V::Mask::first(0);
            for i in 0..K {
                let z = before.z(i);
                let moved = length(self.centre.re[i] - z.re, self.centre.im[i] - z.im);
                let within = (moved + self.radius[i]).le(ball[i]) & bounded(z, ball[i]);
                proven[i] = proven[i] | (within & followed[i]);
                followed[i] = followed[i] & self.radius[i].le(most);
                open = open | (followed[i] & !proven[i]);
                if six >= APPROACH {
                    self.radius[i] = V::splat(RADII) * self.radius[i] + V::splat(MOVES) * moved;
                    ball[i] = V::splat(1.0 - slack(V::Element::PRECISION)) * self.radius[i];
                }
            }
            if !open.any() {
                return (proven.map(Mask::bits), 6 * six);
            }
        }
        (proven.map(Mask::bits), 6 * SIXES)
    }

    /// Takes the centres through six steps, with the radii.
    #[inline(always)]
    fn six_steps(&mut self, map: impl Step) {
        for k in 1..=6 {
            self.step(map, k);
        }
    }

    /// Takes the centres through one step, with the radii.
    #[inline(always)]
    pub(super) fn step(&mut self, map: impl Step, k: u32) {
        for i in 0..K {
            self.radius[i] = self.next_radius(map, i);
            self.centre.step_one(map, i, k);
        }
    }

    /// The radius after the next step, with ε the radius, 1/16 at most.
    #[inline(always)]
    fn next_radius(&self, map: impl Step, i: usize) -> V {
        let (one, slack) = (V::splat(1.0), V::splat(slack(V::Element::PRECISION)));
        let (radius, largest) = (self.radius[i], V::splat(1.0 / 16.0));
        let small = radius.le(largest);
        let epsilon = V::select(small, radius, largest);
        let spread = V::select(small, radius, V::splat(16.0) * (radius * radius));
        let growth = map.growth(self.centre.z(i), spread).unwrap_or(V::splat(f64::INFINITY));
        let next = radius * ((one + epsilon) * growth).sqrt() + self.c_radius[i];
        next + (next + one) * slack
    }
}

/// An upper bound of the length of a vector of the plane.
#[inline(always)]
pub(super) fn length<V: Lanes>(x: V, y: V) -> V {
    let length = (x * x + y * y).sqrt();
    length + (length + V::splat(1.0)) * V::splat(slack(V::Element::PRECISION))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed::block::for_each_block;
    use crate::step::Rounded;
    use lanelab_grid::{
        Job, Julia, Limit, Mandelbrot, Multibrot3, Orbit, Raster, Recurrence, Region, Rounding, View, bounded, oracle,
        with_arithmetic,
    };
    use ndarray::Array2;
    use wide::{f32x8, f64x8};

    /// A view of the main parts of the sets, with more columns than whole cells.
    fn job(side: f64, limit: u64, rounding: Rounding) -> Job {
        let region = Region::new(-0.3 - side, -0.3 + side, -side, side).unwrap();
        Job::whole(&View::new(region, Raster::new(133, 64).unwrap()), Limit::new(limit).unwrap(), rounding)
    }

    /// The rows and columns of a cell's pixels.
    fn pixels<V: Lanes>(block: &Block, cell: usize) -> impl Iterator<Item = (usize, usize)> {
        let (_, columns) = block.tile.dim();
        let across = columns.div_ceil(V::LANES);
        let (row, column) = (cell / across * GROUP, cell % across * V::LANES);
        let end = (column + V::LANES).min(columns);
        (row..row + GROUP).flat_map(move |row| (column..end).map(move |column| (row, column)))
    }

    /// Checks that the orbits of all pixels of some cells are within their radius while the centre is bounded.
    fn check_radii<R: Recurrence, V: Lanes>(recurrence: R, job: &Job) {
        let mut compared = 0;
        let mut out = Array2::zeros(job.tile.dim());
        with_arithmetic!(job.rounding, A => for_each_block::<V>(job, out.view_mut(), |block, _| {
            let map = Rounded::<R, A>::new(&recurrence);
            let (rows, columns) = block.tile.dim();
            let all = rows / GROUP * columns.div_ceil(V::LANES);
            let cell_of = |lane: usize| lane * 37 % all;
            let mut cells = of_block::<V>(map, block, &cell_of);
            let orbit = |(row, column)| {
                Orbit::<_, V::Element>::new(recurrence, job.rounding, block.tile.point(row, column))
            };
            let mut orbits: Vec<Vec<_>> =
                (0..K * V::LANES).map(|lane| pixels::<V>(block, cell_of(lane)).map(orbit).collect()).collect();
            for _ in 0..SIXES {
                cells.six_steps(map);
                for (lane, orbits) in orbits.iter_mut().enumerate() {
                    let at = |numbers: &[V; K]| V::elements(numbers)[lane].to_f64();
                    let (centre, radius) = (Complex::new(at(&cells.centre.re), at(&cells.centre.im)), at(&cells.radius));
                    for z in orbits.iter_mut().filter_map(|orbit| orbit.nth(5)) {
                        let apart = (Complex::new(z.re.to_f64(), z.im.to_f64()) - centre).norm_sqr();
                        if radius < 1.0 && bounded(centre, job.rounding) {
                            compared += 1;
                            assert!(apart <= radius * radius, "{}: {z:?}, {centre}, {radius}", job.rounding);
                        }
                    }
                }
            }
        }));
        assert!(compared > 500, "only {compared} compared");
    }

    /// Checks that the proven cells consist of members, and returns which share of all members they have.
    fn check_members<R: Recurrence, V: Lanes>(recurrence: R, job: &Job) -> f64 {
        let mut steps = Array2::zeros(job.tile.dim());
        oracle::fill::<R, V::Element>(&recurrence, job, steps.view_mut(), &mut Tally::default());
        let (expected, mut proven, mut out) = (steps.as_slice().unwrap(), 0, Array2::zeros(job.tile.dim()));
        with_arithmetic!(job.rounding, A => for_each_block::<V>(job, out.view_mut(), |block, scratch| {
            prove(Rounded::<R, A>::new(&recurrence), block, scratch, &mut Tally::default());
            for (cell, _) in scratch.members.iter().enumerate().filter(|&(_, &members)| members) {
                for (row, column) in pixels::<V>(block, cell) {
                    let steps = expected[block.in_tile(row * block.tile.dim().1 + column)];
                    assert_eq!(steps, 0, "{}: {}", job.rounding, block.tile.point(row, column));
                    proven += 1;
                }
            }
        }));
        f64::from(proven) / expected.iter().filter(|&&steps| steps == 0).count() as f64
    }

    macro_rules! for_each_map {
        ($check:expr) => {{
            $check(Mandelbrot);
            $check(Multibrot3);
            for (re, im) in [(-0.123, 0.1), (-0.9, 0.05)] {
                $check(Julia { c: Complex::new(re, im) });
            }
        }};
    }

    #[test]
    fn no_orbit_of_a_cell_leaves_its_radius() {
        fn check<R: Recurrence>(recurrence: R) {
            for rounding in Rounding::ALL {
                for side in [0.3, 0.1, 1e-6] {
                    check_radii::<R, f64x8>(recurrence, &job(side, 50, rounding));
                    check_radii::<R, f32x8>(recurrence, &job(side, 50, rounding));
                }
            }
        }
        for_each_map!(check);
    }

    #[test]
    fn proven_cells_consist_of_members() {
        fn check<R: Recurrence>(recurrence: R) {
            for rounding in Rounding::ALL {
                for side in [1.0, 0.5, 0.1] {
                    check_members::<R, f64x8>(recurrence, &job(side, 5000, rounding));
                    check_members::<R, f32x8>(recurrence, &job(side, 5000, rounding));
                }
                let proven = check_members::<R, f64x8>(recurrence, &job(0.2, 1000, rounding));
                assert!(proven > 0.5, "{rounding}: only {proven} of the members");
            }
        }
        for_each_map!(check);
    }
}
