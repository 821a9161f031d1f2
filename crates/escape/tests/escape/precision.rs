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
    let at_side = |side| View::new(Region::around(centre, side).unwrap(), Raster::new(1024, 2).unwrap());
    let view = at_side(2e-6);
    let ladder = Map::Mandelbrot.ladder();
    let of =
        |numerics: fn(Rounding) -> Numerics| ladder.oracle_steps(numerics(Rounding::Separate), &view, scene.limit());
    let shared = |view: &View| -> Vec<usize> {
        let bits = |column| <f32 as Real>::splat(view.point(0, column).re).to_bits();
        (0..1023).filter(|&column| bits(column) == bits(column + 1)).collect()
    };
    assert_eq!(shared(&at_side(2e-3)).len(), 0, "all columns of the scene differ");
    let shared = shared(&view);
    assert_eq!(1024 - shared.len(), 35, "a thousand times deeper about 30 columns share a number");
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
