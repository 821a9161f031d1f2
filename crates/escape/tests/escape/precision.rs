//! Rungs in `f32` equal their own oracle: what would be right in `f64`, or is rounded elsewhere, is caught.

use lanelab_escape::{Disagreement, Form, Ladder, Map, Scene, verify};
use lanelab_grid::{
    Fill, Job, Limit, Mandelbrot, Numerics, Precision, Raster, Real, Region, Rounding, Rung, Scalar, Tally, View,
    oracle, with_arithmetic,
};
use ndarray::ArrayViewMut2;
use num_complex::Complex;

const SINGLE: Numerics = Numerics::single(Rounding::Separate);

fn seahorse() -> &'static Scene {
    Scene::find("seahorse").expect("a scene")
}

/// A rung that claims `f32` and computes in `f64`.
fn doubled(r: &Mandelbrot, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    oracle::fill::<_, f64>(r, job, out, tally);
}

/// A rung that rounds each coordinate twice: step and start to `f32`, and then what is made of them.
fn rounded_twice(r: &Mandelbrot, job: &Job, mut out: ArrayViewMut2<'_, u32>, _: &mut Tally<'_>) {
    let at = |start: f64, next: f64, i: usize| {
        let [start, step, i] =
            [start, next - start, f64::from(u32::try_from(i).expect("a small tile"))].map(f32::from_f64);
        (i * step + start).to_f64()
    };
    let tile = job.tile;
    with_arithmetic!(job.rounding, A => for ((row, column), steps) in out.indexed_iter_mut() {
        let pixel = Complex::new(at(tile.x(0), tile.x(1), column), at(tile.y(0), tile.y(1), row));
        *steps = oracle::steps_at::<_, A, f32>(r, pixel, job.limit);
    });
}

/// A rung that steps in `f32` and tests in `f64`, where a norm just above 4 is not rounded down to it.
fn tested_in_double(r: &Mandelbrot, job: &Job, mut out: ArrayViewMut2<'_, u32>, _: &mut Tally<'_>) {
    for ((row, column), steps) in out.indexed_iter_mut() {
        let orbit = oracle::Orbit::<_, f32>::new(*r, job.rounding, job.tile.point(row, column));
        let exactly = |z: Complex<f32>| Complex::new(z.re.to_f64(), z.im.to_f64());
        let escape = (1..=job.limit.get()).zip(orbit).find(|&(_, z)| !oracle::bounded(exactly(z), job.rounding));
        *steps = escape.map_or(0, |(k, _)| k);
    }
}

/// How a rung that claims `f32` disagrees with its oracle.
fn caught(fill: Fill<Mandelbrot>, view: &View, limit: Limit) -> Box<Disagreement> {
    let rung = Rung::new("wrong", "to be caught", &[Rounding::Separate], Mandelbrot, fill);
    let rung = Rung { precision: Precision::Single, ..rung };
    let ladder = Ladder::new("mandelbrot", Mandelbrot, vec![rung]);
    let expected = ladder.oracle_steps(SINGLE, view, limit);
    let (job, [one]) = (Job::whole(view, limit, Rounding::Separate), crate::threads([1]));
    verify(&ladder, &ladder.rungs[0], &job, &one, &expected).expect_err("the rung is wrong")
}

#[test]
fn a_rung_that_claims_f32_and_computes_in_f64_is_caught_and_the_precision_named() {
    let found = caught(doubled, &seahorse().view(Form::Small), seahorse().limit());
    assert!(found.mismatches > found.pixels / 100, "{found}");
    assert_eq!(
        found.resembles.as_ref().map(|divergence| divergence.numerics),
        Some(Numerics::double(Rounding::Separate))
    );
    let text = found.to_string();
    for part in
        ["differs from the f32 separate oracle", "that of f64 separate", "orbit differs from step 1", "f64 separate   "]
    {
        assert!(text.contains(part), "the report must say {part:?}:\n{text}");
    }
}

#[test]
fn the_account_of_a_rung_in_f32_follows_the_orbit_in_f32() {
    let found = caught(doubled, &seahorse().view(Form::Small), seahorse().limit());
    let account = found.account.as_ref().expect("the pixel is wrong alone too");
    assert_eq!(account.step, found.expected.min(found.found), "the first step at which one is out, one in");
    let numbers = account.rows.iter().flat_map(|(point, _)| [point.z.re, point.z.im]);
    assert!(numbers.clone().all(|z| f32::from_f64(z).to_f64() == z), "{found}");
}

#[test]
fn coordinates_that_are_rounded_twice_are_caught() {
    let found = caught(rounded_twice, &seahorse().view(Form::Small), seahorse().limit());
    assert!(found.mismatches > 100, "{found}");
}

#[test]
fn a_test_in_f64_is_caught() {
    // On the negative real axis z_1 = c² + c; at these points its square is 4 in f32, and more in f64.
    let view = View::new(Region::new(-2.000_001, -1.999_999, 0.0, 1e-3).unwrap(), Raster::new(401, 5).unwrap());
    let found = caught(tested_in_double, &view, Limit::new(50).unwrap());
    assert!(found.account.is_some(), "{found}");
}

#[test]
fn pixels_that_share_an_f32_share_their_count() {
    let centre = seahorse().region();
    let centre = Complex::new((centre.x_min + centre.x_max) / 2.0, (centre.y_min + centre.y_max) / 2.0);
    let view = View::new(Region::around(centre, 2e-6).unwrap(), Raster::new(128, 16).unwrap());
    let ladder = Map::Mandelbrot.ladder();
    let of = |numerics| ladder.oracle_steps(numerics, &view, seahorse().limit());
    let (single, double) = (of(SINGLE), of(Numerics::double(Rounding::Separate)));
    let share = |column| [column, column + 1].map(|i| <f32 as Real>::splat(view.point(0, i).re));
    let shared: Vec<_> = (0..127).filter(|&column| share(column)[0].to_bits() == share(column)[1].to_bits()).collect();
    assert!(shared.len() > 64, "most neighbours share a coordinate: {}", shared.len());
    let apart = |steps: &lanelab_grid::Steps| {
        let steps = steps.view();
        shared.iter().filter(|&&column| steps.column(column) != steps.column(column + 1)).count()
    };
    assert_eq!(apart(&single), 0, "one number, one count");
    assert!(apart(&double) > 32, "f64 still tells them apart: {}", apart(&double));
}

#[test]
fn limits_beyond_the_integers_of_f32_are_counted_exactly() {
    let (ladder, [one]) = (Map::Mandelbrot.ladder(), crate::threads([1]));
    // 0 and the corner: one point that never escapes beside points that do.
    let view = View::new(Region::new(0.0, 6.0, 0.0, 1.0).unwrap(), Raster::new(3, 1).unwrap());
    for limit in [(1 << 24) - 1, (1 << 24) + 1, (1 << 24) + 2] {
        let limit = Limit::new(limit).unwrap();
        for rung in ladder.rungs.iter().filter(|rung| rung.precision == Precision::Single) {
            let found = one.steps(rung, &Job::whole(&view, limit, Rounding::Separate));
            assert_eq!(found.view(), ndarray::array![[0, 1, 1]], "{} up to {limit}", rung.name);
        }
    }
}
