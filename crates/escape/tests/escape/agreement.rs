//! Every rung × contract × map × scene × ragged width × band split × threads equals its oracle, with `==`.

use crate::threads;
use lanelab_escape::{Disagreement, Form, Ladder, Map, SCENES, Threads, pieces, verify, verify_steps};
use lanelab_grid::{
    Cut, Fill, Job, Julia, Limit, Mandelbrot, Numerics, Raster, Recurrence, Region, Rounding, Rung, Steps, Tally, View,
    oracle,
};
use ndarray::ArrayViewMut2;
use num_complex::Complex;

const WIDTHS: [usize; 14] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33];
const BANDS: [usize; 3] = [1, 3, 4];
const HEIGHT: usize = 13;

const SEPARATE: Numerics = Numerics::double(Rounding::Separate);

fn maps() -> [Map; 5] {
    [
        Map::Mandelbrot,
        Map::Julia(Complex::new(-0.8, 0.156)),
        Map::Julia(Complex::new(-4.41, 0.0)), // escapes and comes back
        Map::BurningShip,
        Map::Multibrot3,
    ]
}

/// Every rung on one view, with the view cut into bands and on each of these numbers of threads.
fn check_bands(ladder: &Ladder, view: &View, limit: Limit, threads: &[Threads]) {
    crate::check(ladder, view, limit, threads);
    for numerics in Numerics::all() {
        let job = Job::whole(view, limit, numerics.rounding);
        let expected = ladder.oracle_steps(numerics, view, limit);
        for rung in ladder.rungs.iter().filter(|rung| rung.claims(numerics)) {
            for count in BANDS {
                let mut found = Steps::zeros(view.dim(), limit);
                for (tile, out) in pieces(&job.tile, found.view_mut(), view.dim().0.div_ceil(count), view.dim().1) {
                    rung.fill(&job.on(tile), out);
                }
                verify_steps(ladder, rung, &job, &expected, &found).unwrap_or_else(|e| panic!("{count} bands: {e}"));
            }
        }
    }
}

#[test]
fn every_rung_equals_its_oracle_at_every_ragged_width() {
    let threads = threads([1, 2]);
    for map in maps() {
        let ladder = map.ladder();
        for scene in &SCENES {
            for width in WIDTHS {
                let view = View::new(scene.region(), Raster::new(width, HEIGHT).unwrap());
                check_bands(&ladder, &view, scene.limit(), &threads);
            }
        }
    }
}

#[test]
fn every_rung_equals_its_oracle_on_the_small_scenes() {
    let ladder = Map::Mandelbrot.ladder();
    for scene in &SCENES {
        crate::check(&ladder, &scene.view(Form::Small), scene.limit(), &threads([2, 1]));
    }
}

#[test]
fn limits_one_to_seven_and_a_pixel_that_escapes_in_the_last_step() {
    let ladder = Map::Mandelbrot.ladder();
    let view = View::new(Region::new(-2.5, 1.5, -2.0, 2.0).unwrap(), Raster::new(33, 14).unwrap());
    for limit in 1..=7 {
        check_bands(&ladder, &view, Limit::new(limit).unwrap(), &threads([1]));
    }
    let last = ladder.oracle_steps(SEPARATE, &view, Limit::new(4).unwrap());
    assert!(last.view().iter().any(|&steps| steps == 4), "the view must have a pixel that escapes in the last step");
}

#[test]
fn points_whose_norm_is_a_last_bit_from_the_bound_are_tested_as_the_contract_says() {
    let ladder = Map::Mandelbrot.ladder();
    // z_1 is about 2 here: its norm is 4, or the number next to it, in one precision or the other.
    for last_bit in [f64::EPSILON, f32::EPSILON.into()] {
        let (x, y) = (40.0 * last_bit, last_bit.sqrt());
        let region = Region::new(-2.0 - x, -2.0 + x, -y, y).unwrap();
        check_bands(&ladder, &View::new(region, Raster::new(161, 7).unwrap()), Limit::new(50).unwrap(), &threads([1]));
    }
}

#[test]
fn a_full_width_limit_does_not_overflow_where_all_escape() {
    let ladder = Map::Mandelbrot.ladder();
    let view = View::new(Region::new(2.5, 3.0, 0.0, 1.0).unwrap(), Raster::new(5, 7).unwrap());
    let limit = Limit::new(u64::from(u32::MAX)).unwrap();
    let [one] = threads([1]);
    for rung in ladder.rungs.iter().filter(|rung| rung.cut == Cut::Balanced) {
        let expected = ladder.oracle_steps(rung.numerics(Rounding::Fused), &view, limit);
        verify(&ladder, rung, &Job::whole(&view, limit, Rounding::Fused), &one, &expected)
            .unwrap_or_else(|e| panic!("{e}"));
    }
}

/// A rung that is right but for one pixel in a row of seventeen: it forgets the test of the last lane.
fn forgetful(r: &Mandelbrot, job: &Job, mut out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    oracle::fill::<_, f64>(r, job, out.view_mut(), tally);
    if let Some(steps) = out.get_mut((3, 16)) {
        *steps = job.limit.steps_after(job.limit.get());
    }
}

/// A rung that claims `separate` and fuses.
fn fusing(r: &Mandelbrot, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    oracle::fill::<_, f64>(r, &Job { rounding: Rounding::Fused, ..*job }, out, tally);
}

/// How the only rung of a ladder disagrees with its oracle.
fn caught(fill: Fill<Mandelbrot>, view: &View, limit: Limit) -> (Steps, Box<Disagreement>) {
    let rung = Rung::new("wrong", "to be caught", &[Rounding::Separate], Mandelbrot, fill);
    let ladder = Ladder::new("mandelbrot", Mandelbrot, vec![rung]);
    let expected = ladder.oracle_steps(SEPARATE, view, limit);
    let (job, threads) = (Job::whole(view, limit, Rounding::Separate), Threads::new(1).unwrap());
    let found = verify(&ladder, &ladder.rungs[0], &job, &threads, &expected).unwrap_err();
    (expected, found)
}

#[test]
fn a_wrong_kernel_is_caught_and_the_pixel_named() {
    let view = View::new(SCENES[0].region(), Raster::new(17, 5).unwrap());
    let (expected, found) = caught(forgetful, &view, SCENES[0].limit());
    assert_eq!((found.row, found.column, found.mismatches), (3, 16, 1));
    assert_eq!((found.expected, found.found), (expected.view()[(3, 16)], 0));
    let text = found.to_string();
    for part in ["wrong differs from the f64 separate oracle", "row 3, column 16", "depends on its neighbours"] {
        assert!(text.contains(part), "the report must say {part:?}:\n{text}");
    }
}

#[test]
fn a_kernel_with_another_rounding_is_caught_and_the_rounding_named() {
    let scene = &SCENES[2];
    let (_, found) = caught(fusing, &scene.view(Form::Small), scene.limit());
    let account = found.account.as_ref().expect("the pixel is wrong alone too");
    assert_eq!(account.step, found.expected.min(found.found), "the first step at which one is out and the other in");
    assert_eq!(found.resembles.as_ref().map(|divergence| divergence.numerics), Some(Numerics::double(Rounding::Fused)));
    assert!(found.to_string().contains("whose orbit differs from step"), "{found}");
}

#[test]
fn a_map_that_comes_back_is_counted_at_its_first_exit() {
    let c = Complex::new(-4.41, 0.0);
    assert!(!Julia { c }.escape_is_permanent(), "the map must not promise what it does not keep");
    let ladder = Map::Julia(c).ladder();
    let view = View::new(Region::new(-2.6, 2.6, -0.4, 0.4).unwrap(), Raster::new(203, 31).unwrap());
    let limit = Limit::new(60).unwrap();
    let out_and_in = |row, column| {
        let mut orbit = ladder.orbit(SEPARATE, view.point(row, column)).take(60);
        orbit.by_ref().any(|point| !point.bounded) && orbit.any(|point| point.bounded)
    };
    let returning = (0..31).flat_map(|row| (0..203).map(move |column| (row, column)));
    assert!(returning.filter(|&(row, column)| out_and_in(row, column)).count() > 10, "points must leave and come back");
    check_bands(&ladder, &view, limit, &threads([2]));
}
