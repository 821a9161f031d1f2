//! Cells of neighbouring pixels that one ball proves to be members: [the proof](super#cells).

use crate::flight::Flight;
use crate::packed::block::{Block, Scratch};
use crate::packed::first_steps::GROUP;
use crate::step::Step;
use lanelab_grid::{Lanes, Mask, Precision, Scalar, Tally};
use num_complex::Complex;
use std::iter;

/// The vectors of cells in flight.
const K: usize = 4;

/// How often a cell takes six steps at most.
const SIXES: u32 = 4;

/// After how many sixes the first ball is tried.
const APPROACH: u32 = 2;

/// The largest radius that is followed.
const MOST: f64 = 0.25;

/// What is added to a radius in each step, and to a factor of it: more than all that is rounded.
const fn slack(precision: Precision) -> f64 {
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
        let (proven, steps) = Cells::<V>::of(map, block, cell_of).prove(map);
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

/// K vectors of cells: the orbit of each cell's centre, and how far the orbits of its pixels may be from it.
struct Cells<V> {
    centre: Flight<V, K>,
    radius: [V; K],
    /// How far the constants of the pixels may be from that of the centre.
    c_radius: [V; K],
}

impl<V: Lanes> Cells<V> {
    /// The cells of a block by their index, row by row.
    fn of(map: impl Step, block: &Block, cell_of: &dyn Fn(usize) -> usize) -> Self {
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
        let [left, right, bottom, top] = corners;
        let half = V::splat(0.5);
        let middle = |low: &[V; K], high: &[V; K]| std::array::from_fn(|i| half * low[i] + half * high[i]);
        let centre = Flight::start(map, middle(&left, &right), middle(&bottom, &top));
        let ends = [Flight::start(map, left, bottom), Flight::start(map, right, top)];
        let reach = |middle: V, i: usize, part: &dyn Fn(&Flight<V, K>) -> V| {
            let _ = i;
            let [low, high] = [&ends[0], &ends[1]].map(|end| (part(end) - middle).abs());
            V::select(low.le(high), high, low)
        };
        let (mut radius, mut c_radius) = ([V::splat(0.0); K], [V::splat(0.0); K]);
        for i in 0..K {
            radius[i] = length(reach(centre.re[i], i, &|end| end.re[i]), reach(centre.im[i], i, &|end| end.im[i]));
            c_radius[i] =
                length(reach(centre.c_re[i], i, &|end| end.c_re[i]), reach(centre.c_im[i], i, &|end| end.c_im[i]));
        }
        Self { centre, radius, c_radius }
    }

    /// Returns the cells that are proven, as bits, and how many steps that took.
    #[inline(never)]
    fn prove(mut self, map: impl Step) -> ([u32; K], u32) {
        let (quarter, most) = (V::splat(1.25), V::splat(MOST));
        let mut alive = [V::Mask::first(0); K];
        for i in 0..K {
            alive[i] = self.centre.bounded(map, i);
        }
        let mut proven = [V::Mask::first(0); K];
        let mut ball = [-V::splat(1.0); K];
        for six in 1..=SIXES {
            let before = self.centre;
            self.six_steps(map);
            let mut any = false;
            for i in 0..K {
                let (re, im) = (before.re[i], before.im[i]);
                let moved = length((self.centre.re[i] - re).abs(), (self.centre.im[i] - im).abs());
                let farthest = (V::splat(1.0) + ball[i]) * ((re * re + im * im) + ball[i]);
                let within = (moved + self.radius[i]).le(ball[i]) & farthest.le(V::splat(4.0 - 1.0 / 16.0));
                proven[i] = proven[i] | (within & alive[i]);
                alive[i] = alive[i] & self.radius[i].le(most);
                any |= (alive[i] & !proven[i]).any();
                if six >= APPROACH {
                    self.radius[i] = quarter * self.radius[i] + V::splat(0.5) * moved;
                    ball[i] = self.radius[i] * V::splat(1.0 - slack(V::Element::PRECISION));
                }
            }
            if !any {
                return (proven.map(Mask::bits), 6 * six);
            }
        }
        (proven.map(Mask::bits), 6 * SIXES)
    }

    /// Takes the centres through six steps, with the radii.
    #[inline(always)]
    fn six_steps(&mut self, map: impl Step) {
        for k in 1..=6 {
            for i in 0..K {
                self.radius[i] = self.next_radius(map, i);
                self.centre.step_one(map, i, k);
            }
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
fn length<V: Lanes>(x: V, y: V) -> V {
    let length = (x * x + y * y).sqrt();
    length + (length + V::splat(1.0)) * V::splat(slack(V::Element::PRECISION))
}
