//! Every rung equals its oracle where one rounding decides, and at every limit: what a batch of steps without a test
//! could get wrong.

use lanelab_escape::{Ladder, Map, SCENES, verify};
use lanelab_grid::{Cut, Job, Limit, Numerics, Raster, Region, View};
use num_complex::Complex;
use std::f64::consts::TAU;

fn limit(limit: u64) -> Limit {
    Limit::new(limit).expect("a limit from 1 on")
}

/// Every rung on one view, whole.
fn check(ladder: &Ladder, view: &View, limit: Limit) {
    crate::check(ladder, view, limit, &crate::threads([1]));
}

/// A view whose points are exactly `corner + column·step.re + row·step.im·i`; both steps are powers of two.
fn lattice(corner: Complex<f64>, step: Complex<f64>, raster: Raster) -> View {
    let at = |start: f64, step: f64, n: usize| start + f64::from(u32::try_from(n).expect("a small number")) * step;
    let (right, top) = (at(corner.re, step.re, raster.width), at(corner.im, step.im, raster.height));
    let view = View::new(Region::new(corner.re, right, corner.im, top).expect("a region"), raster);
    for (row, column) in [(0, 0), (1, 1), (raster.height - 1, raster.width - 1)] {
        let point = Complex::new(at(corner.re, step.re, column), at(corner.im, step.im, row));
        assert_eq!(view.point(row, column), point, "the points must be the neighbours meant");
    }
    view
}

/// The last bit of numbers from 1 to 2, and about its square root, both powers of two, in both precisions.
const LAST_BITS: [(f64, f64); 2] =
    [(f64::EPSILON, 1.0 / (1 << 26) as f64), (f32::EPSILON as f64, 1.0 / (1 << 11) as f64)];

#[test]
fn on_the_numbers_next_to_minus_two() {
    for map in [Map::Mandelbrot, Map::BurningShip] {
        let ladder = map.ladder();
        for (last_bit, root) in LAST_BITS {
            for scale in [last_bit, root / 64.0, root / 4.0] {
                let corner = Complex::new(-2.0 - 64.0 * last_bit, -32.0 * scale);
                let view = lattice(corner, Complex::new(last_bit, scale), Raster::new(129, 65).unwrap());
                check(&ladder, &view, limit(60));
            }
        }
    }
}

#[test]
fn on_the_numbers_next_to_norm_two() {
    for map in [Map::Mandelbrot, Map::BurningShip, Map::Multibrot3, Map::Julia(Complex::new(0.0, 2.0))] {
        let ladder = map.ladder();
        for angle in (0..24).map(|i| TAU * (f64::from(i) + 1.0 / 7.0) / 24.0) {
            let c = Complex::from_polar(2.0, angle);
            // Steps of the last bit of the larger part, so that no sum on the way is rounded.
            let step = Complex::new(f64::EPSILON, f64::EPSILON);
            let round = |x: f64| (x / f64::EPSILON).round() * f64::EPSILON;
            let corner = Complex::new(round(c.re), round(c.im)) - 4.0 * step;
            check(&ladder, &lattice(corner, step, Raster::new(9, 9).unwrap()), limit(60));
        }
    }
}

#[test]
fn a_burning_ship_that_rounding_takes_back_is_counted_at_its_first_exit() {
    let ladder = Map::BurningShip.ladder();
    for (re, im) in [
        (0.999_999_999_996_340_6, -1.732_050_807_570_990_2),
        (0.999_999_999_997_519_7, -1.732_050_807_570_309_4),
        (0.999_994_277_954_101_6, -1.732_054_114_341_735_8),
    ] {
        let region = Region::new(re, re + 1.0, im, im + 1.0).unwrap();
        let view = View::new(region, Raster::new(9, 9).unwrap());
        assert_eq!(view.point(0, 0), Complex::new(re, im), "the point must be the one found");
        check(&ladder, &view, limit(60));
    }
}

#[test]
fn a_julia_map_that_rounding_takes_back_is_counted_at_its_first_exit() {
    let c = Complex::new(1.935_148_119_003_416, -0.505_174_977_129_252_3);
    let ladder = Map::Julia(c).ladder();
    // All around the two z of norm 2 whose square is opposite to c, and all around what the map takes there.
    for z in [(-c * 2.0).sqrt(), -(-c * 2.0).sqrt()] {
        for z in [z, (z - c).sqrt(), -(z - c).sqrt()] {
            let region = Region::around(z, 32.0 * f64::EPSILON).unwrap();
            check(&ladder, &View::new(region, Raster::new(33, 33).unwrap()), limit(60));
        }
    }
}

#[test]
fn at_every_limit_up_to_a_hundred() {
    let views = [
        View::new(SCENES[0].region(), Raster::new(19, 9).unwrap()),
        // Along the border, pixels leave at every step.
        View::new(Region::new(-0.76, -0.74, 0.02, 0.12).unwrap(), Raster::new(9, 33).unwrap()),
    ];
    let ladder = Map::Mandelbrot.ladder();
    for view in views {
        for steps in 1..=100 {
            check(&ladder, &view, limit(steps));
        }
    }
}

#[test]
fn on_cycles_of_every_kind() {
    // A bulb at the main cardioid of period 31, no divisor of a batch.
    let turn = Complex::from_polar(1.0, TAU / 31.0);
    let bulb = (turn / 2.0 - turn * turn / 4.0) * (1.0 + 0.5 / (31.0 * 31.0));
    let view = View::new(Region::around(bulb, 2.0 / (31.0 * 31.0)).unwrap(), Raster::new(13, 7).unwrap());
    for steps in [997, 5000, 5003] {
        check(&Map::Mandelbrot.ladder(), &view, limit(steps));
    }
    // Orbits that end at 0, positive and negative, and on the cycle of 0 and -1.
    let view = View::new(Region::new(-1.0, 1.0, -1.0, 1.0).unwrap(), Raster::new(16, 8).unwrap());
    for (re, im) in [(0.0, 0.0), (-0.0, -0.0), (-1.0, 0.0), (-1.0, -0.0)] {
        check(&Map::Julia(Complex::new(re, im)).ladder(), &view, limit(300));
    }
}

#[test]
fn at_the_largest_limit_where_all_escape_late() {
    // Beside the cusp an orbit takes a hundred steps to pass.
    let view = View::new(Region::new(0.251, 0.26, -1e-5, 1e-5).unwrap(), Raster::new(17, 5).unwrap());
    let (largest, [one]) = (limit(u32::MAX.into()), crate::threads([1]));
    let ladder = Map::Mandelbrot.ladder();
    for numerics in Numerics::all() {
        let expected = ladder.oracle_steps(numerics, &view, largest);
        assert!(expected.view().iter().any(|&steps| steps > 60), "some must pass slowly");
        // A rung that is not to be cut makes every step of every pixel, and would not end.
        let rungs = ladder.rungs.iter().filter(|rung| rung.cut == Cut::Balanced && rung.claims(numerics));
        for rung in rungs {
            let job = Job::whole(&view, largest, numerics.rounding);
            verify(&ladder, rung, &job, &one, &expected).unwrap_or_else(|e| panic!("{e}"));
        }
    }
}
