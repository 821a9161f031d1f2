//! The rung `trapped` equals its oracle where a proof is most likely to be wrong: next to the border of the set.
//!
//! With the environment variable `LANELAB_LONG` set, a million points and whole scenes up to a limit of 100,000 are
//! compared; that takes minutes.

use crate::limit;
use crate::near_two::lattice;
use lanelab_escape::{Form, Ladder, Map, SCENES, verify};
use lanelab_grid::{Job, Limit, Numerics, Raster, Region, Rounding, View};
use num_complex::Complex;
use std::f64::consts::TAU;

/// Compares `trapped` with the oracle under every rounding.
fn check(ladder: &Ladder, view: &View, limit: Limit) {
    let rung = ladder.rung("trapped").expect("a rung of every map");
    let [one] = crate::threads([1]);
    for rounding in Rounding::ALL {
        let expected = ladder.oracle_steps(Numerics::double(rounding), view, limit);
        let job = Job::whole(view, limit, rounding);
        verify(ladder, rung, &job, &one, &expected)
            .unwrap_or_else(|e| panic!("{} {view:?}, limit {limit}: {e}", ladder.map));
    }
}

/// Whether the long form of these tests is asked for.
fn long() -> bool {
    std::env::var_os("LANELAB_LONG").is_some_and(|value| !value.is_empty())
}

/// Points per view.
const SIDES: (usize, usize) = (8, 4);

/// A point of the border of the set, found by bisection between a member and another point.
fn border(ladder: &Ladder, random: &mut fastrand::Rng) -> Complex<f64> {
    let numerics = Numerics::double(Rounding::Separate);
    let is_member = |z: Complex<f64>| ladder.orbit(numerics, z).take(500).all(|point| point.bounded);
    let mut point = || Complex::new(random.f64() * 4.0 - 2.0, random.f64() * 4.0 - 2.0);
    let (mut inside, mut outside) = (point(), point());
    while !is_member(inside) {
        inside = point();
    }
    while is_member(outside) {
        outside = point();
    }
    for _ in 0..50 {
        let middle = (inside + outside) / 2.0;
        *(if is_member(middle) { &mut inside } else { &mut outside }) = middle;
    }
    inside
}

#[expect(clippy::disallowed_methods, reason = "inputs, whose last bit does not matter")]
#[test]
fn counts_are_right_within_a_thousandth_of_the_border() {
    let points = if long() { 1_000_000 } else { 8_000 };
    let julia = |re, im| Map::Julia(Complex::new(re, im));
    // The last one has a disc on which orbits neither approach a cycle nor escape.
    let others = [Map::Multibrot3, julia(-1.0, 0.0), julia(-0.123, 0.745), julia(-0.390_540_87, -0.586_787_91)];
    let maps = others.map(|map| (map, points / 8));
    let mut random = fastrand::Rng::with_seed(4);
    for (map, points) in maps.into_iter().chain([(Map::Mandelbrot, points)]) {
        let ladder = map.ladder();
        for _ in 0..points / (SIDES.0 * SIDES.1) {
            let side = 1e-3 * 10f64.powf(-10.0 * random.f64() * random.f64());
            let region = Region::around(border(&ladder, &mut random), side).expect("a region");
            let raster = Raster::new(SIDES.0, SIDES.1).expect("a raster");
            check(&ladder, &View::new(region, raster), limit(random.u64(100..2000)));
        }
    }
}

#[test]
fn counts_are_right_on_the_neighbours_of_cusps_and_bonds() {
    // The bond of the cardioid and the bulb at this angle.
    let bond = |turn: f64| Complex::from_polar(0.5, TAU * turn) - Complex::from_polar(0.25, 2.0 * TAU * turn);
    let cusps = [
        (0.25, 0.0),
        (-1.75, 0.0),
        (-1.940_550_788_976_15, 0.0),
        (-1.624_396_989_167_410_6, 0.0),
        (-0.154_724_605_511_925_24, 1.031_047_227_748_952_2),
        (-0.481_762_745_781_216_64, 0.531_656_755_220_023_9),
        (0.443_550_691_412_944_5, 0.372_246_821_358_952_26),
    ];
    let bonds = [(-0.75, 0.0), (-1.25, 0.0)].map(|(re, im)| Complex::new(re, im));
    let turns = [1.0 / 3.0, 1.0 / 4.0, 1.0 / 5.0, 2.0 / 5.0, 1.0 / 31.0].map(bond);
    let ladder = Map::Mandelbrot.ladder();
    for point in cusps.map(|(re, im)| Complex::new(re, im)).into_iter().chain(bonds).chain(turns) {
        let last_bit = |x: f64| if x == 0.0 { f64::EPSILON } else { x.abs().next_up() - x.abs() };
        for (bits, size) in [(1.0, 17), (4.0, 33), (65_536.0, 33)] {
            let step = Complex::new(bits * last_bit(point.re), bits * last_bit(point.im));
            let corner = point - step * lanelab_grid::real(size / 2);
            check(&ladder, &lattice(corner, step, size, size), limit(3001));
        }
    }
}

#[test]
fn counts_of_the_scenes_are_right_at_a_large_limit() {
    let (form, steps) = if long() { (Form::Full, 100_000) } else { (Form::Small, 3000) };
    let ladder = Map::Mandelbrot.ladder();
    for scene in SCENES {
        check(&ladder, &scene.view(form), limit(steps));
    }
}
