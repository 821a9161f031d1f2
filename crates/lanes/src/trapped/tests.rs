//! The proof, claim by claim, on computed orbits; and whole images in `f32` and `f64` against the oracle.

use super::TrapCheck;
use super::balls::{Balls, DISTANCES, LARGEST, smallest};
use crate::flight::Flight;
use crate::packed::advance::keep;
use crate::packed::block::Values;
use crate::packed::phases::fill_in_phases;
use crate::step::Rounded;
use lanelab_grid::{
    Arithmetic, Job, Julia, LaneSteps, Lanes, Limit, Mandelbrot, Multibrot3, Orbit, Raster, Real, Recurrence, Region,
    Rounding, Scalar, Separate, Steps, Tally, View, bounded, oracle, with_arithmetic,
};
use ndarray::Array2;
use num_complex::Complex;
use std::f64::consts::TAU;
use wide::{f32x4, f32x16, f64x2, f64x8};

/// The numbers of one lane: a value, its constant, and how near it returns, which gives the ball's radius.
#[derive(Debug, Clone, Copy)]
struct Start {
    z: Complex<f64>,
    c: Complex<f64>,
    nearest: f64,
}

/// One lane with its ball, and the value that it is around.
fn ball<S: Scalar>(start: Start) -> (Balls<S, 1>, Flight<S, 1>, Values<S>) {
    let [re, im, c_re, c_im] = [start.z.re, start.z.im, start.c.re, start.c.im].map(S::from_f64);
    let (flight, mut centre) = (Flight { re: [re], im: [im], c_re: [c_re], c_im: [c_im] }, Values::new());
    keep(&flight, &mut centre);
    (Balls::around(&centre, &[S::from_f64(start.nearest)]), flight, centre)
}

/// A flight at another value, with the same constant.
fn at<S: Scalar>(flight: &Flight<S, 1>, z: Complex<f64>) -> Flight<S, 1> {
    Flight { re: [S::from_f64(z.re)], im: [S::from_f64(z.im)], ..*flight }
}

fn value<S: Scalar>(flight: &Flight<S, 1>) -> Complex<f64> {
    Complex::new(flight.re[0].to_f64(), flight.im[0].to_f64())
}

/// The maps with a bound, with a constant from a pixel where they have one.
macro_rules! for_each_map {
    ($check:ident) => {{
        $check(Mandelbrot);
        $check(Multibrot3);
        for c in [(-0.8, 0.156), (-0.123, 0.745), (0.0, 0.0), (-1.3, 0.0), (0.3, 0.5)] {
            $check(Julia { c: Complex::new(c.0, c.1) });
        }
    }};
}

/// A random point at most this far from 0.
fn point(random: &mut fastrand::Rng, most: f64) -> Complex<f64> {
    Complex::from_polar(most * random.f64().sqrt(), TAU * random.f64())
}

/// A radius from the smallest to the largest, of random magnitude.
fn radius<S: Scalar>(random: &mut fastrand::Rng) -> f64 {
    let smallest = smallest(S::PRECISION);
    let most = (0..random.u32(0..=16)).fold(LARGEST, |most, _| smallest.max(most / 2.0));
    smallest.max(most * (1.0 - random.f64() / 2.0))
}

/// Checks on random values that no point of a ball leaves the balls around the next values.
fn check_radii<R: Recurrence, A: Arithmetic, S: Scalar>(recurrence: R) {
    let map = Rounded::<R, A>::new(&recurrence);
    let mut random = fastrand::Rng::with_seed(5);
    let mut compared = 0;
    while compared < 20_000 {
        let (_, c) = recurrence.start(point(&mut random, 1.5));
        let (z, r) = (point(&mut random, 2.0), radius::<S>(&mut random));
        let (mut balls, mut flight, _) = ball::<S>(Start { z, c, nearest: r / DISTANCES });
        let (z, r) = (value(&flight), balls.radius[0].to_f64());
        let mut others: Vec<_> = (0..8)
            .map(|i| at(&flight, z + Complex::from_polar(r * (1.0 - 1e-7), TAU * f64::from(i) / 8.0)))
            .filter(|w| (value(w) - z).norm_sqr() <= r * r)
            .collect();
        for _ in 0..3 {
            balls.six_steps(map, &mut flight);
            others.iter_mut().for_each(|w| w.sixes(map, 1));
            let most = r * balls.spread[0].to_f64();
            if !flight.all_bounded(map) || most > 1.0 {
                break;
            }
            for w in &others {
                let apart = (value(w) - value(&flight)).norm_sqr();
                assert!(apart <= most, "{} {}: from {z} and radius {r}, {apart:e} > {most:e}", A::ROUNDING, S::NAME);
                compared += 1;
            }
        }
    }
}

#[test]
fn no_point_of_a_ball_leaves_the_next_balls() {
    fn check<R: Recurrence>(recurrence: R) {
        for rounding in Rounding::ALL {
            with_arithmetic!(rounding, A => {
                check_radii::<R, A, f64>(recurrence);
                check_radii::<R, A, f32>(recurrence);
            });
        }
    }
    for_each_map!(check);
}

#[test]
fn a_ball_that_can_trap_has_bounded_points_only() {
    fn check<S: Scalar>() {
        let mut random = fastrand::Rng::with_seed(6);
        let mut accepted = 0;
        for _ in 0..20_000 {
            let (z, r) = (point(&mut random, 2.1), radius::<S>(&mut random));
            let (balls, flight, _) = ball::<S>(Start { z, c: z, nearest: r / DISTANCES });
            let z = value(&flight);
            let outermost = at(&flight, z * (1.0 + balls.radius[0].to_f64() / z.norm_sqr().sqrt()));
            if balls.target[0].to_f64() >= 0.0 {
                accepted += 1;
                for rounding in Rounding::ALL {
                    let w = Complex::new(outermost.re[0], outermost.im[0]);
                    assert!(bounded(w, rounding), "{z} with {:?} under {rounding}", balls.radius[0]);
                }
            }
        }
        assert!((10_000..20_000).contains(&accepted), "{accepted} accepted");
    }
    check::<f64>();
    check::<f32>();
}

/// A real orbit, for which the bound of a distance is the distance itself, after some steps; and the distance and the
/// radius after six more from a ball of about `times` that distance, by the formula in real numbers.
fn real_return(c: f64, made: u32, times: f64) -> Option<(Start, f64, f64)> {
    let next = |z: f64| z * z + c;
    let z = (0..made).fold(c, |z, _| next(z));
    let distance = ((0..6).fold(z, |z, _| next(z)) - z).abs();
    let nearest = distance * times / DISTANCES;
    let r = DISTANCES * nearest;
    let (_, last) = (0..6).fold((z, r), |(z, r), _| (next(z), 2.0 * z.abs() * r + r * r));
    let start = Start { z: z.into(), c: c.into(), nearest };
    (smallest(f64::PRECISION) <= r && r <= LARGEST).then_some((start, distance / r, last / r))
}

#[test]
fn a_ball_traps_only_where_it_returns_into_itself_and_small_balls_always_do() {
    let map = Rounded::<_, Separate>::new(&Mandelbrot);
    let mut random = fastrand::Rng::with_seed(7);
    let (mut nearly, mut barely) = (0, 0);
    for _ in 0..300_000 {
        let (c, made, times) = (random.f64() - 0.75, 6 * random.u32(1..20), 1.0 + 9.0 * random.f64());
        let Some((start, distance, last)) = real_return(c, made, times) else { continue };
        let (balls, mut flight, centre) = ball::<f64>(start);
        let trapped = balls.trap(map, &mut flight, &centre, 1) == [1];
        let extent = distance + last;
        assert!(!trapped || extent <= 1.0, "{start:?}: {distance} + {last}");
        assert!(trapped || extent > 0.97 || start.nearest > 1e-5, "{start:?}: only {distance} + {last}");
        nearly += u32::from(extent > 1.0 && extent < 1.005);
        barely += u32::from(trapped && extent > 0.995);
    }
    assert!(nearly > 50 && barely > 50, "{nearly} balls just fail, {barely} just trap");
}

/// Compares the steps of a view with the oracle's, and returns how many lane-steps are needed for one that is executed.
fn check_steps<R: Recurrence, V: Lanes>(recurrence: &R, region: [f64; 4], limit: u64, rounding: Rounding) -> f64 {
    let [x_min, x_max, y_min, y_max] = region;
    let view = View::new(Region::new(x_min, x_max, y_min, y_max).unwrap(), Raster::new(67, 45).unwrap());
    let job = Job::whole(&view, Limit::new(limit).unwrap(), rounding);
    let (mut expected, mut found) = (Array2::zeros(view.dim()), Array2::zeros(view.dim()));
    let mut counted = LaneSteps::zeros(view.dim());
    oracle::fill::<R, V::Element>(recurrence, &job, expected.view_mut(), &mut Tally::default());
    fill_in_phases::<R, TrapCheck, V>(recurrence, &job, found.view_mut(), &mut Tally::into(&mut counted));
    for ((row, column), steps) in expected.indexed_iter() {
        assert_eq!(found[[row, column]], *steps, "{rounding}, {limit}: {}", view.point(row, column));
    }
    Steps::from_counts(expected, job.limit).iterations() as f64 / counted.executed() as f64
}

#[test]
fn steps_are_those_of_the_oracle_for_every_vector_and_map() {
    fn check<R: Recurrence>(recurrence: R) {
        for rounding in Rounding::ALL {
            for limit in [1, 3, 7, 11, 12, 13, 23, 24, 25, 50, 213, 1000] {
                // Beside the cusp of the Mandelbrot set, orbits creep past the point 1/2 before they escape.
                for region in [[-2.0, 1.3, -1.25, 1.25], [0.25005, 0.25045, -2e-4, 2e-4]] {
                    check_steps::<R, f64x8>(&recurrence, region, limit, rounding);
                    check_steps::<R, f32x16>(&recurrence, region, limit, rounding);
                    check_steps::<R, f64x2>(&recurrence, region, limit, rounding);
                    check_steps::<R, f32x4>(&recurrence, region, limit, rounding);
                }
            }
        }
    }
    for_each_map!(check);
    check(Unbounded);
}

/// A point of the border of the Mandelbrot set as `f32` computes it, found by bisection between a member and another point.
fn border(random: &mut fastrand::Rng, rounding: Rounding) -> Complex<f64> {
    let is_member =
        |z: Complex<f64>| Orbit::<_, f32>::new(Mandelbrot, rounding, z).take(300).all(|z| bounded(z, rounding));
    let mut find = |member: bool| loop {
        let point = point(random, 2.0);
        if is_member(point) == member {
            break point;
        }
    };
    let (mut inside, mut outside) = (find(true), find(false));
    for _ in 0..24 {
        let middle = (inside + outside) / 2.0;
        *(if is_member(middle) { &mut inside } else { &mut outside }) = middle;
    }
    inside
}

#[test]
fn steps_in_f32_are_those_of_the_oracle_beside_the_border_and_on_the_neighbours_of_cusps_and_bonds() {
    let mut random = fastrand::Rng::with_seed(8);
    for rounding in Rounding::ALL {
        let sides = [1e-3, 1e-4, 1e-5];
        let at_random: Vec<_> = (0..60).map(|i| (border(&mut random, rounding), sides[i % 3])).collect();
        // 64 of the last bits of an f32 on either side.
        let exact = [(0.25, 3.8e-6), (-0.75, 7.6e-6), (-1.25, 1.5e-5), (-1.75, 1.5e-5)];
        let exact = exact.map(|(re, side)| (Complex::new(re, 0.0), side));
        for (z, side) in at_random.into_iter().chain(exact) {
            let region = [z.re - side, z.re + side, z.im - side, z.im + side];
            check_steps::<_, f32x16>(&Mandelbrot, region, random.u64(100..2000), rounding);
        }
    }
}

/// `z² + c` without a bound for its growth.
#[derive(Debug, Clone, Copy)]
struct Unbounded;

impl Recurrence for Unbounded {
    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        Mandelbrot.step::<A, V>(z, c, k)
    }

    fn escape_is_permanent(&self) -> bool {
        true
    }
}

#[test]
fn proofs_and_repetitions_save_most_steps() {
    for rounding in Rounding::ALL {
        let region = [-2.0, 0.5, -1.25, 1.25];
        let saved = check_steps::<_, f64x8>(&Mandelbrot, region, 20_000, rounding);
        let repeated = check_steps::<_, f64x8>(&Unbounded, region, 20_000, rounding);
        assert!(saved > 20.0, "{rounding}: {saved}");
        assert!((5.0..saved).contains(&repeated), "{rounding}: repetition alone {repeated}, with proofs {saved}");
    }
}
