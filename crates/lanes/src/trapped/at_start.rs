//! Blocks of lockstep all of whose orbits begin in a trapping ball: [the proof](super#from-the-start).

use super::balls::bounded;
use super::cells::{Cells, K, length, slack};
use crate::step::Step;
use lanelab_grid::{Job, Lanes, Mask, Scalar, Tally};
use num_complex::Complex;
use std::array::from_fn;
use std::iter;

/// The cells of a block: so many beside each other, and so many below each other.
const ACROSS: usize = 2;
const DOWN: usize = 2;
const CELLS: usize = ACROSS * DOWN;

/// The steps after which the cycle is estimated. Fewer are less exact, more cost more.
const APPROACH: u32 = 6;

/// How many steps take a ball into itself: most members approach cycles of one or two points.
const PERIOD: u32 = 2;

/// Clears the marks of those marked blocks of a band of `ROWS` rows that are not proven to consist of members.
pub(crate) fn keep_proven<V: Lanes, const ROWS: usize>(
    map: impl Step,
    job: &Job,
    row: usize,
    xs: &[V::Element],
    marked: &mut [bool],
    tally: &mut Tally<'_>,
) {
    let zero = V::splat(0.0);
    if ROWS < DOWN || V::LANES < CELLS || map.growth(Complex::new(zero, zero), zero).is_none() {
        return marked.fill(false);
    }
    let [bottom, top] = rows::<V>(ROWS / DOWN, job, row);
    let blocks: Vec<usize> = (0..marked.len()).filter(|&block| marked[block]).collect();
    for blocks in blocks.chunks(K * V::LANES / CELLS) {
        let [left, right] = columns(blocks, xs);
        let mut cells = Cells::<V>::of(map, [left, right, [bottom; K], [top; K]]);
        let proven = cells.begin_in_balls(map);
        tally.count(iter::empty(), K * V::LANES, APPROACH + PERIOD);
        for (lanes, &block) in (0..).step_by(CELLS).zip(blocks) {
            marked[block] = (lanes..lanes + CELLS).all(|lane| proven[lane / V::LANES] >> (lane % V::LANES) & 1 == 1);
        }
    }
}

/// The imaginary parts of the first and the last row of the cells in each lane.
fn rows<V: Lanes>(height: usize, job: &Job, row: usize) -> [V; 2] {
    let mut ends = [V::splat(0.0); 2];
    for lane in 0..V::LANES {
        let first = row + lane % CELLS / ACROSS * height;
        for (end, row) in ends.iter_mut().zip([first, first + height - 1]) {
            V::elements_mut(std::slice::from_mut(end))[lane] = V::Element::from_f64(job.tile.y(row));
        }
    }
    ends
}

/// The real parts of the first and the last column of the cells in each lane: [`CELLS`] lanes for each of the blocks, the
/// last of which is repeated.
#[inline(always)]
fn columns<V: Lanes>(blocks: &[usize], xs: &[V::Element]) -> [[V; K]; 2] {
    let width = V::LANES / ACROSS;
    let mut ends = [[V::splat(0.0); K]; 2];
    let [left, right] = ends.each_mut().map(|end| V::elements_mut(end));
    for (i, (left, right)) in left.chunks_exact_mut(CELLS).zip(right.chunks_exact_mut(CELLS)).enumerate() {
        let xs = &xs[blocks[i.min(blocks.len() - 1)] * V::LANES..][..V::LANES];
        for cell in 0..CELLS {
            let first = cell % ACROSS * width;
            (left[cell], right[cell]) = (xs[first], xs[first + width - 1]);
        }
    }
    ends
}

impl<V: Lanes> Cells<V> {
    /// Returns the cells, as bits, all of whose orbits begin in a ball that [`PERIOD`] steps take into itself.
    #[inline(never)]
    fn begin_in_balls(&mut self, map: impl Step) -> [u32; K] {
        let balls = self.go_to_cycle(map);
        let centre = self.centre;
        let mut held = [V::Mask::first(V::LANES); K];
        for k in 1..=PERIOD {
            for (i, held) in held.iter_mut().enumerate() {
                *held = *held & bounded(self.centre.z(i), self.radius[i]);
            }
            self.step(map, k);
        }
        from_fn(|i| {
            let (z, w) = (self.centre.z(i), centre.z(i));
            let moved = (z.re - w.re).abs() + (z.im - w.im).abs();
            (held[i] & (moved + self.radius[i]).le(balls[i])).bits()
        })
    }

    /// Goes to a point near the cycle that the centre's orbit approaches, and returns the radii of balls around it that
    /// hold the start of each orbit. The radii that are followed are a little larger.
    #[inline(always)]
    fn go_to_cycle(&mut self, map: impl Step) -> [V; K] {
        let start = self.centre;
        self.centre.few_steps(map, APPROACH - 2 * PERIOD);
        let first = self.centre;
        self.centre.few_steps(map, PERIOD);
        let second = self.centre;
        self.centre.few_steps(map, PERIOD);
        let rounding = V::splat(2.0 * slack(V::Element::PRECISION));
        from_fn(|i| {
            let w = limit(first.z(i), second.z(i), self.centre.z(i));
            (self.centre.re[i], self.centre.im[i]) = (w.re, w.im);
            let ball = length(start.re[i] - w.re, start.im[i] - w.im) + self.radius[i] + self.c_radius[i];
            self.radius[i] = ball + ball * rounding;
            ball
        })
    }
}

/// The limit of a sequence that approaches it as a geometric one does, from three values; the third where that is not a
/// number.
///
/// A. C. Aitken, "On Bernoulli's Numerical Solution of Algebraic Equations", Proceedings of the Royal Society of Edinburgh
/// 46 (1927), 289–305.
#[inline(always)]
fn limit<V: Lanes>(first: Complex<V>, second: Complex<V>, third: Complex<V>) -> Complex<V> {
    let (before, last) = (
        Complex::new(second.re - first.re, second.im - first.im),
        Complex::new(third.re - second.re, third.im - second.im),
    );
    let bend = Complex::new(last.re - before.re, last.im - before.im);
    let square = Complex::new(last.re * last.re - last.im * last.im, (last.re + last.re) * last.im);
    let inverse = V::splat(1.0) / (bend.re * bend.re + bend.im * bend.im);
    let re = (square.re * bend.re + square.im * bend.im) * inverse;
    let im = (square.im * bend.re - square.re * bend.im) * inverse;
    let usable = (re.abs() + im.abs()).le(V::splat(4.0));
    Complex::new(V::select(usable, third.re - re, third.re), V::select(usable, third.im - im, third.im))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batched::ROWS;
    use crate::lockstep::padded_columns;
    use crate::step::Rounded;
    use lanelab_grid::{
        Arithmetic, Julia, Limit, Mandelbrot, Multibrot3, Raster, Recurrence, Region, Rounding, Separate, View, oracle,
        with_arithmetic,
    };
    use ndarray::Array2;
    use wide::{f32x8, f64x4, f64x8};

    /// A view around the main parts of the sets, with more columns than whole vectors.
    fn job(side: f64, limit: u64, rounding: Rounding) -> Job {
        let region = Region::new(-0.3 - side, -0.3 + side, -side, side).unwrap();
        Job::whole(&View::new(region, Raster::new(133, 60).unwrap()), Limit::new(limit).unwrap(), rounding)
    }

    /// Checks that the proven blocks consist of members, and returns which share of all members they have.
    fn check_members<R: Recurrence, V: Lanes>(recurrence: R, job: &Job) -> f64 {
        let mut expected = Array2::zeros(job.tile.dim());
        oracle::fill::<R, V::Element>(&recurrence, job, expected.view_mut(), &mut Tally::default());
        let (xs, mut proven) = (padded_columns::<V>(&job.tile), 0);
        for row in (0..expected.nrows()).step_by(ROWS) {
            let mut marked = vec![true; xs.len() / V::LANES];
            with_arithmetic!(job.rounding, A => {
                let map = Rounded::<R, A>::new(&recurrence);
                keep_proven::<V, ROWS>(map, job, row, &xs, &mut marked, &mut Tally::default());
            });
            for column in (0..expected.ncols()).filter(|column| marked[column / V::LANES]) {
                for row in row..row + ROWS {
                    let point = job.tile.point(row, column);
                    assert_eq!(expected[[row, column]], 0, "{}, limit {}: {point}", job.rounding, job.limit);
                    proven += 1;
                }
            }
        }
        f64::from(proven) / expected.iter().filter(|&&steps| steps == 0).count() as f64
    }

    #[test]
    fn proven_blocks_consist_of_members() {
        fn check<R: Recurrence>(recurrence: R) {
            for rounding in Rounding::ALL {
                for side in [2.5, 1.8, 1.0, 0.5, 0.1] {
                    check_members::<R, f64x8>(recurrence, &job(side, 2000, rounding));
                    check_members::<R, f64x4>(recurrence, &job(side, 2000, rounding));
                    check_members::<R, f32x8>(recurrence, &job(side, 2000, rounding));
                }
                let proven = check_members::<R, f64x8>(recurrence, &job(0.2, 1000, rounding));
                assert!(proven > 0.4, "{rounding}: only {proven} of the members");
            }
        }
        check(Mandelbrot);
        check(Multibrot3);
        check(Julia { c: Complex::new(-0.123, 0.1) });
    }

    #[test]
    fn a_block_is_proven_where_all_of_its_cells_are() {
        let map = Rounded::<_, Separate>::new(&Mandelbrot);
        let keep = |xs: [f64; 8]| {
            let mut marked = [true];
            keep_proven::<f64x8, ROWS>(
                map,
                &job(0.01, 50, Rounding::Separate),
                0,
                &xs,
                &mut marked,
                &mut Tally::default(),
            );
            marked[0]
        };
        let (inside, outside) = ([0.1; 4], [1.0; 4]);
        let blocks = [[inside, inside], [inside, outside], [outside, inside]]
            .map(|[left, right]| keep(from_fn(|column| if column < 4 { left[column] } else { right[column - 4] })));
        assert_eq!(blocks, [true, false, false]);
    }

    /// The ball of a square cell, its point w and radius R; and whether the cell is proven.
    fn ball<R: Recurrence>(recurrence: R, middle: Complex<f64>, half: f64) -> (Complex<f64>, f64, bool) {
        let map = Rounded::<_, Separate>::new(&recurrence);
        let corners = [middle.re - half, middle.re + half, middle.im - half, middle.im + half].map(|bound| [bound; K]);
        let mut cells = Cells::<f64>::of(map, corners);
        let radius = cells.go_to_cycle(map)[0];
        (cells.centre.z(0), radius, Cells::of(map, corners).begin_in_balls(map)[0] == 1)
    }

    fn length(z: Complex<f64>) -> f64 {
        z.norm_sqr().sqrt()
    }

    #[test]
    fn a_cell_is_proven_only_where_its_ball_holds_the_start_and_returns_into_itself() {
        let mut random = fastrand::Rng::with_seed(9);
        let (mut nearly, mut barely) = (0, 0);
        for _ in 0..300_000 {
            let (c, half) = (Complex::new(random.f64() * 1.6 - 1.2, random.f64() * 1.2 - 0.6), 0.02 * random.f64());
            let reach = half * 2f64.sqrt();
            let (w, radius, _) = ball(Julia { c: Complex::new(-0.1, 0.1) }, c, half);
            assert!(length(c - w) + reach <= radius, "{c}, {half}: a start of the Julia map is outside");
            let (w, radius, proven) = ball(Mandelbrot, c, half);
            assert!(length(c - w) + reach <= radius, "{c}, {half}: a start is outside");
            let (last, last_radius) = (0..PERIOD)
                .fold((w, radius), |(z, r), _| (Separate::square_add(z, c, 1), (2.0 * length(z) + r) * r + reach));
            let extent = (length(last - w) + last_radius) / radius;
            assert!(!proven || extent <= 1.0, "{c}, {half}: {extent}");
            nearly += u32::from(!proven && extent > 1.0 && extent < 1.05);
            barely += u32::from(proven && extent > 0.9);
        }
        assert!(nearly > 1000 && barely > 10, "{nearly} balls just fail, {barely} just return");
    }
}
