//! Every rung × contract × map × scene × ragged width × band split × threads equals its oracle, with `==`.

use lanelab_escape::{Form, Ladder, Map, SCENES, Threads, pieces, rungs, verify, verify_steps};
use lanelab_grid::{Cut, Julia, Limit, Numerics, Raster, Recurrence, Region, Rounding, Rung, Steps, Tile, View};
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
        Map::Julia(Complex::new(-4.41, 0.0)), // leaves the disc and comes back
        Map::BurningShip,
        Map::Multibrot3,
    ]
}

/// Every rung and rounding of a ladder on one view, with the view cut into bands and on one and two threads.
fn check(ladder: &Ladder, view: &View, limit: Limit, threads: &[Threads]) {
    let bands = |count: usize| view.dim().0.div_ceil(count);
    for numerics in Numerics::all() {
        let rounding = numerics.rounding;
        let expected = ladder.oracle_steps(numerics, view, limit);
        for kernel in ladder.rungs.iter().filter(|kernel| kernel.claims(numerics)) {
            for count in BANDS {
                let mut found = Steps::zeros(view.dim(), limit);
                for (tile, out) in pieces(view, found.view_mut(), bands(count), view.dim().1) {
                    kernel.fill(rounding, &tile, limit, out);
                }
                if let Err(disagreement) = verify_steps(ladder, kernel, rounding, view, &expected, &found) {
                    panic!("cut into {count} bands: {disagreement}");
                }
            }
            for threads in threads {
                if let Err(disagreement) = verify(ladder, kernel, rounding, view, threads, &expected) {
                    panic!("on {} threads: {disagreement}", threads.count());
                }
            }
        }
    }
}

#[test]
fn every_rung_equals_its_oracle_at_every_ragged_width() {
    let threads = [Threads::new(1).unwrap(), Threads::new(2).unwrap()];
    for map in maps() {
        let ladder = map.ladder();
        for scene in &SCENES {
            for width in WIDTHS {
                let view = View::new(scene.region(), Raster::new(width, HEIGHT).unwrap());
                check(&ladder, &view, scene.limit(), &threads);
            }
        }
    }
}

#[test]
fn every_rung_equals_its_oracle_on_the_small_scenes() {
    let threads = [Threads::new(1).unwrap(), Threads::new(2).unwrap()];
    let ladder = Map::Mandelbrot.ladder();
    for scene in &SCENES {
        let view = scene.view(Form::Small);
        for numerics in Numerics::all() {
            let (oracle, rounding) = (ladder.oracle(numerics.precision), numerics.rounding);
            let expected = threads[1].steps(oracle, rounding, &view, scene.limit());
            for kernel in ladder.rungs.iter().filter(|kernel| kernel.claims(numerics)) {
                for threads in &threads {
                    verify(&ladder, kernel, rounding, &view, threads, &expected).unwrap_or_else(|e| panic!("{e}"));
                }
            }
        }
    }
}

#[test]
fn limits_one_to_seven_and_a_pixel_that_escapes_in_the_last_step() {
    let ladder = Map::Mandelbrot.ladder();
    let view = View::new(Region::new(-2.5, 1.5, -2.0, 2.0).unwrap(), Raster::new(33, 14).unwrap());
    for limit in 1..=7 {
        check(&ladder, &view, Limit::new(limit).unwrap(), &[]);
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
        check(&ladder, &View::new(region, Raster::new(161, 7).unwrap()), Limit::new(50).unwrap(), &[]);
    }
}

#[test]
fn a_full_width_limit_does_not_overflow_where_all_escape() {
    let ladder = Map::Mandelbrot.ladder();
    let view = View::new(Region::new(2.5, 3.0, 0.0, 1.0).unwrap(), Raster::new(5, 7).unwrap());
    let limit = Limit::new(u64::from(u32::MAX)).unwrap();
    let threads = Threads::new(1).unwrap();
    for kernel in ladder.rungs.iter().filter(|kernel| kernel.cut == Cut::Balanced) {
        let expected = ladder.oracle_steps(kernel.numerics(Rounding::Fused), &view, limit);
        verify(&ladder, kernel, Rounding::Fused, &view, &threads, &expected).unwrap_or_else(|e| panic!("{e}"));
    }
}

/// A rung that is right but for one pixel in a row of seventeen: it forgets the test of the last lane.
fn forgetful<R: Recurrence>(r: &R, rounding: Rounding, tile: &Tile, limit: Limit, mut out: ArrayViewMut2<'_, u32>) {
    lanelab_grid::oracle::fill::<R, f64>(r, rounding, tile, limit, out.view_mut());
    if let Some(steps) = out.get_mut((3, 16)) {
        *steps = limit.steps_after(limit.get());
    }
}

/// A rung that claims `separate` and fuses.
fn fusing<R: Recurrence>(r: &R, _: Rounding, tile: &Tile, limit: Limit, out: ArrayViewMut2<'_, u32>) {
    lanelab_grid::oracle::fill::<R, f64>(r, Rounding::Fused, tile, limit, out);
}

fn wrong<R: Recurrence>(fill: lanelab_grid::Fill<R>) -> Rung<R> {
    let idea = "to be caught";
    let roundings = &[Rounding::Separate];
    Rung::new("wrong", idea, roundings, fill)
}

#[test]
fn a_wrong_kernel_is_caught_and_the_pixel_named() {
    let ladder = Ladder::new("mandelbrot", lanelab_grid::Mandelbrot, vec![wrong(forgetful)]);
    let view = View::new(SCENES[0].region(), Raster::new(17, 5).unwrap());
    let expected = ladder.oracle_steps(SEPARATE, &view, SCENES[0].limit());
    let (kernel, threads) = (&ladder.rungs[0], Threads::new(1).unwrap());
    let found = verify(&ladder, kernel, Rounding::Separate, &view, &threads, &expected).unwrap_err();
    assert_eq!((found.row, found.column, found.mismatches), (3, 16, 1));
    assert_eq!((found.expected, found.found), (expected.view()[(3, 16)], 0));
    let text = found.to_string();
    for part in ["wrong differs from the f64 separate oracle", "row 3, column 16", "depends on its neighbours"] {
        assert!(text.contains(part), "the report must say {part:?}:\n{text}");
    }
}

#[test]
fn a_kernel_with_another_rounding_is_caught_and_the_rounding_named() {
    let ladder = Ladder::new("mandelbrot", lanelab_grid::Mandelbrot, vec![wrong(fusing)]);
    let scene = &SCENES[2];
    let view = scene.view(Form::Small);
    let expected = ladder.oracle_steps(SEPARATE, &view, scene.limit());
    let (kernel, threads) = (&ladder.rungs[0], Threads::new(1).unwrap());
    let found = verify(&ladder, kernel, Rounding::Separate, &view, &threads, &expected).unwrap_err();
    let account = found.account.as_ref().expect("the pixel is wrong alone too");
    assert_eq!(account.step, found.expected.min(found.found), "the first step at which one is out and the other in");
    assert_eq!(found.resembles.as_ref().map(|parting| parting.numerics), Some(Numerics::double(Rounding::Fused)));
    assert!(found.to_string().contains("whose orbit parts at step"), "{found}");
}

#[test]
fn a_map_that_comes_back_is_counted_at_its_first_exit() {
    let julia = Julia { c: Complex::new(-4.41, 0.0) };
    assert!(!julia.escape_is_permanent(), "the map must not promise what it does not keep");
    let ladder = Ladder::new("julia:-4.41,0", julia, rungs());
    let view = View::new(Region::new(-2.6, 2.6, -0.4, 0.4).unwrap(), Raster::new(203, 31).unwrap());
    let limit = Limit::new(60).unwrap();
    let out_and_in = |row, column| {
        let mut orbit = ladder.orbit(SEPARATE, view.point(row, column)).take(60);
        orbit.by_ref().any(|point| !point.bounded) && orbit.any(|point| point.bounded)
    };
    let returning = (0..31).flat_map(|row| (0..203).map(move |column| (row, column)));
    assert!(returning.filter(|&(row, column)| out_and_in(row, column)).count() > 10, "points must leave and come back");
    check(&ladder, &view, limit, &[Threads::new(2).unwrap()]);
}
