//! Wrong rungs are caught, and the report says what is wrong: a missing test, another rounding, another precision.

use crate::{limit, view};
use lanelab_escape::{Disagreement, Form, Ladder, SCENES, Scene, verify};
use lanelab_grid::{
    Fill, Job, Limit, Mandelbrot, Numerics, Precision, Rounding, Rung, Scalar, Tally, View, oracle, with_arithmetic,
};
use ndarray::ArrayViewMut2;
use num_complex::Complex;

const SEAHORSE: &Scene = &SCENES[2];

/// The difference from the oracle of a rung that claims `separate` in this precision.
fn difference(fill: Fill<Mandelbrot>, precision: Precision, view: &View, limit: Limit) -> Box<Disagreement> {
    let rung = Rung::new("wrong", "to be caught", &[Rounding::Separate], Mandelbrot, fill);
    let ladder = Ladder::new("mandelbrot", Mandelbrot, vec![Rung { precision, ..rung }]);
    let expected = ladder.oracle_steps(Numerics { precision, rounding: Rounding::Separate }, view, limit);
    let (job, [one]) = (Job::whole(view, limit, Rounding::Separate), crate::threads([1]));
    let found = verify(&ladder, &ladder.rungs[0], &job, &one, &expected).expect_err("the rung is wrong");
    assert_eq!(found.expected, expected.view()[(found.row, found.column)], "{found}");
    found
}

fn on_seahorse(fill: Fill<Mandelbrot>, precision: Precision) -> Box<Disagreement> {
    difference(fill, precision, &SEAHORSE.view(Form::Small), SEAHORSE.limit())
}

fn check_report(found: &Disagreement, parts: &[&str]) {
    let text = found.to_string();
    for part in parts {
        assert!(text.contains(part), "the report must say {part:?}:\n{text}");
    }
}

/// A rung that is right except for one pixel: it omits the last test of that lane.
fn without_a_test(r: &Mandelbrot, job: &Job, mut out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    oracle::fill::<_, f64>(r, job, out.view_mut(), tally);
    if let Some(steps) = out.get_mut((3, 16)) {
        *steps = job.limit.steps_after(job.limit.get());
    }
}

/// A rung that claims `separate` and fuses.
fn fusing(r: &Mandelbrot, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    oracle::fill::<_, f64>(r, &Job { rounding: Rounding::Fused, ..*job }, out, tally);
}

/// A rung that rounds each coordinate twice: step and start to `f32`, and then their combination.
fn rounding_twice(r: &Mandelbrot, job: &Job, mut out: ArrayViewMut2<'_, u32>, _: &mut Tally<'_>) {
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

/// A rung that steps in `f32` and tests in `f64`, where a norm just above 4 is not rounded down to 4.
fn testing_in_double(r: &Mandelbrot, job: &Job, mut out: ArrayViewMut2<'_, u32>, _: &mut Tally<'_>) {
    for ((row, column), steps) in out.indexed_iter_mut() {
        let orbit = oracle::Orbit::<_, f32>::new(*r, job.rounding, job.tile.point(row, column));
        let exactly = |z: Complex<f32>| Complex::new(z.re.to_f64(), z.im.to_f64());
        let escape = (1..=job.limit.get()).zip(orbit).find(|&(_, z)| !oracle::bounded(exactly(z), job.rounding));
        *steps = escape.map_or(0, |(k, _)| k);
    }
}

#[test]
fn a_missing_test_is_caught_and_the_pixel_reported() {
    let scene = &SCENES[0];
    let view = view(scene.region().bounds(), 17, 5);
    let found = difference(without_a_test, Precision::Double, &view, scene.limit());
    assert_eq!((found.row, found.column, found.mismatches, found.found), (3, 16, 1, 0));
    check_report(
        &found,
        &["wrong differs from the f64 separate oracle", "row 3, column 16", "depends on its neighbours"],
    );
}

#[test]
fn another_rounding_or_precision_is_caught_and_reported() {
    let fused = on_seahorse(fusing, Precision::Double);
    check_report(&fused, &["whose orbit differs from step"]);
    let double = on_seahorse(oracle::fill::<_, f64>, Precision::Single);
    assert!(double.mismatches > double.pixels / 100, "{double}");
    check_report(
        &double,
        &[
            "differs from the f32 separate oracle",
            "those of f64 separate",
            "orbit differs from step 1",
            "f64 separate   ",
        ],
    );
    for (found, rounding) in [(&fused, Rounding::Fused), (&double, Rounding::Separate)] {
        let resembled = found.resembles.as_ref().map(|divergence| divergence.numerics);
        assert_eq!(resembled, Some(Numerics::double(rounding)), "{found}");
        let account = found.account.as_ref().expect("the pixel is wrong alone too");
        assert_eq!(account.step, found.expected.min(found.found), "one escapes first at this step: {found}");
    }
    let account = double.account.as_ref().expect("the pixel is wrong alone too");
    let mut numbers = account.rows.iter().flat_map(|(point, _)| [point.z.re, point.z.im]);
    assert!(numbers.all(|z| f32::from_f64(z).to_f64() == z), "the orbit is in f32: {double}");
}

#[test]
fn coordinates_rounded_twice_are_caught() {
    let found = on_seahorse(rounding_twice, Precision::Single);
    assert!(found.mismatches > 100, "{found}");
}

#[test]
fn a_test_in_another_precision_is_caught() {
    // On the negative real axis z_1 = c² + c; at these points its square is 4 in f32, and more in f64.
    let view = view([-2.000_001, -1.999_999, 0.0, 1e-3], 401, 5);
    let found = difference(testing_in_double, Precision::Single, &view, limit(50));
    assert!(found.account.is_some(), "{found}");
}
