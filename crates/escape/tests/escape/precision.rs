//! Rungs in `f32`, where their numbers are coarse.

use crate::{limit, view};
use lanelab_escape::{Map, SCENES};
use lanelab_grid::{Job, Numerics, Precision, Raster, Real, Region, Rounding, Steps, View};
use num_complex::Complex;

#[test]
fn pixels_that_share_an_f32_share_their_count() {
    let scene = &SCENES[2];
    let [x_min, x_max, y_min, y_max] = scene.region().bounds();
    let centre = Complex::new((x_min + x_max) / 2.0, (y_min + y_max) / 2.0);
    let view = View::new(Region::around(centre, 2e-6).unwrap(), Raster::new(128, 16).unwrap());
    let ladder = Map::Mandelbrot.ladder();
    let of =
        |numerics: fn(Rounding) -> Numerics| ladder.oracle_steps(numerics(Rounding::Separate), &view, scene.limit());
    let bits = |column| <f32 as Real>::splat(view.point(0, column).re).to_bits();
    let shared: Vec<_> = (0..127).filter(|&column| bits(column) == bits(column + 1)).collect();
    assert!(shared.len() > 64, "most neighbours share a coordinate: {}", shared.len());
    let differing = |steps: &Steps| {
        let steps = steps.view();
        shared.iter().filter(|&&column| steps.column(column) != steps.column(column + 1)).count()
    };
    let (single, double) = (differing(&of(Numerics::single)), differing(&of(Numerics::double)));
    assert!(single == 0 && double > 32, "columns that share an f32 and differ: {single} in f32, {double} in f64");
}

#[test]
fn limits_beyond_the_integers_of_f32_are_counted_exactly() {
    let (ladder, [one]) = (Map::Mandelbrot.ladder(), crate::threads([1]));
    // 0 and the corner: one point that never escapes beside points that do.
    let view = view([0.0, 6.0, 0.0, 1.0], 3, 1);
    for limit in [(1 << 24) - 1, (1 << 24) + 1, (1 << 24) + 2].map(limit) {
        for rung in ladder.rungs.iter().filter(|rung| rung.precision == Precision::Single) {
            let found = one.steps(rung, &Job::whole(&view, limit, Rounding::Separate));
            assert_eq!(found.view(), ndarray::array![[0, 1, 1]], "{} up to {limit}", rung.name);
        }
    }
}
