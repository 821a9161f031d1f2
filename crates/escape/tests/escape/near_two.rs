//! Every rung equals its oracle where one rounding decides, and at every limit: there a batch of steps without a test
//! is most likely to be wrong.

use crate::{limit, view};
use lanelab_escape::{Ladder, Map, SCENES, verify};
use lanelab_grid::{Cut, Job, Limit, Numerics, Raster, Region, Rounding, View};
use num_complex::Complex;
use std::f64::consts::TAU;

/// Compares every rung with its oracle on one view, on one thread.
fn check(ladder: &Ladder, view: &View, limit: Limit) {
    crate::check(ladder, view, limit, &crate::threads([1]));
}

/// A view whose points are exactly `corner + column·step.re + row·step.im·i`; both steps are powers of two.
pub(crate) fn lattice(corner: Complex<f64>, step: Complex<f64>, width: usize, height: usize) -> View {
    let at = |start: f64, step: f64, n: usize| start + lanelab_grid::real(n) * step;
    let view =
        view([corner.re, at(corner.re, step.re, width), corner.im, at(corner.im, step.im, height)], width, height);
    for (row, column) in [(0, 0), (1, 1), (height - 1, width - 1)] {
        let point = Complex::new(at(corner.re, step.re, column), at(corner.im, step.im, row));
        assert_eq!(view.point(row, column), point, "the points must be neighbours");
    }
    view
}

/// In both precisions, the last bit of numbers from 1 to 2, and a power of two near its square root.
const LAST_BITS: [(f64, f64); 2] =
    [(f64::EPSILON, 1.0 / (1 << 26) as f64), (f32::EPSILON as f64, 1.0 / (1 << 11) as f64)];

#[test]
fn rungs_are_right_next_to_minus_two() {
    for map in [Map::Mandelbrot, Map::BurningShip] {
        let ladder = map.ladder();
        for (last_bit, root) in LAST_BITS {
            for scale in [last_bit, root / 64.0, root / 4.0] {
                let corner = Complex::new(-2.0 - 64.0 * last_bit, -32.0 * scale);
                let view = lattice(corner, Complex::new(last_bit, scale), 129, 65);
                check(&ladder, &view, limit(60));
            }
        }
    }
}

#[test]
fn rungs_are_right_next_to_norm_two() {
    for map in [Map::Mandelbrot, Map::BurningShip, Map::Multibrot3, Map::Julia(Complex::new(0.0, 2.0))] {
        let ladder = map.ladder();
        for angle in (0..24).map(|i| TAU * (f64::from(i) + 1.0 / 7.0) / 24.0) {
            let c = Complex::from_polar(2.0, angle);
            // Steps of the last bit of the larger part, so that no coordinate is rounded.
            let step = Complex::new(f64::EPSILON, f64::EPSILON);
            let round = |x: f64| (x / f64::EPSILON).round() * f64::EPSILON;
            let corner = Complex::new(round(c.re), round(c.im)) - 4.0 * step;
            check(&ladder, &lattice(corner, step, 9, 9), limit(60));
        }
    }
}

#[test]
fn the_first_escape_counts_where_rounding_makes_points_of_the_burning_ship_bounded_again() {
    let ladder = Map::BurningShip.ladder();
    for (re, im) in [
        (0.999_999_999_996_340_6, -1.732_050_807_570_990_2),
        (0.999_999_999_997_519_7, -1.732_050_807_570_309_4),
        (0.999_994_277_954_101_6, -1.732_054_114_341_735_8),
    ] {
        let region = Region::new(re, re + 1.0, im, im + 1.0).unwrap();
        let view = View::new(region, Raster::new(9, 9).unwrap());
        assert_eq!(view.point(0, 0), Complex::new(re, im), "the view must have this very point");
        check(&ladder, &view, limit(60));
    }
}

#[test]
fn the_first_escape_counts_where_rounding_makes_points_of_a_julia_map_bounded_again() {
    let c = Complex::new(1.935_148_119_003_416, -0.505_174_977_129_252_3);
    let ladder = Map::Julia(c).ladder();
    // Around the two z of norm 2 whose square is opposite to c, and around the points that the map takes there.
    for z in [(-c * 2.0).sqrt(), -(-c * 2.0).sqrt()] {
        for z in [z, (z - c).sqrt(), -(z - c).sqrt()] {
            let region = Region::around(z, 32.0 * f64::EPSILON).unwrap();
            check(&ladder, &View::new(region, Raster::new(33, 33).unwrap()), limit(60));
        }
    }
}

#[test]
fn rungs_are_right_at_every_limit_up_to_a_hundred() {
    let views = [
        view(SCENES[0].region().bounds(), 19, 9),
        // Along the border, pixels escape at every step.
        view([-0.76, -0.74, 0.02, 0.12], 9, 33),
        view([-2.5, 1.5, -2.0, 2.0], 33, 14),
    ];
    let ladder = Map::Mandelbrot.ladder();
    let last = ladder.oracle_steps(Numerics::double(Rounding::Separate), &views[2], limit(4));
    assert!(last.view().iter().any(|&steps| steps == 4), "a pixel escapes in the last step");
    for view in views {
        for steps in 1..=100 {
            check(&ladder, &view, limit(steps));
        }
    }
}

#[test]
fn rungs_are_right_on_cycles() {
    // A bulb of period 31 at the main cardioid: 31 divides no batch.
    let turn = Complex::from_polar(1.0, TAU / 31.0);
    let bulb = (turn / 2.0 - turn * turn / 4.0) * (1.0 + 0.5 / (31.0 * 31.0));
    let around = View::new(Region::around(bulb, 2.0 / (31.0 * 31.0)).unwrap(), Raster::new(13, 7).unwrap());
    for steps in [997, 5000, 5003] {
        check(&Map::Mandelbrot.ladder(), &around, limit(steps));
    }
    // Orbits that end at 0, positive and negative, and on the cycle of 0 and -1.
    let view = view([-1.0, 1.0, -1.0, 1.0], 16, 8);
    for (re, im) in [(0.0, 0.0), (-0.0, -0.0), (-1.0, 0.0), (-1.0, -0.0)] {
        check(&Map::Julia(Complex::new(re, im)).ladder(), &view, limit(300));
    }
}

#[test]
fn rungs_are_right_at_the_largest_limit_where_all_points_escape() {
    // In the first view all escape early. In the second, beside the cusp, an orbit takes a hundred steps to escape.
    let views = [(view([2.5, 3.0, 0.0, 1.0], 5, 7), 1), (view([0.251, 0.26, -1e-5, 1e-5], 17, 5), 60)];
    let (largest, [one]) = (limit(u32::MAX.into()), crate::threads([1]));
    let ladder = Map::Mandelbrot.ladder();
    for ((view, least), numerics) in views.iter().flat_map(|view| Numerics::all().map(move |numerics| (view, numerics)))
    {
        let expected = ladder.oracle_steps(numerics, view, largest);
        assert!(expected.view().iter().any(|steps| steps >= least), "some points need {least} steps");
        // The array rungs execute every step of every pixel up to the limit, and would not end.
        let rungs = ladder.rungs.iter().filter(|rung| rung.cut == Cut::Balanced && rung.claims(numerics));
        for rung in rungs {
            let job = Job::whole(view, largest, numerics.rounding);
            verify(&ladder, rung, &job, &one, &expected).unwrap_or_else(|e| panic!("{e}"));
        }
    }
}
