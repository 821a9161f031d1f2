//! Every rung × numerics × map × scene × ragged width × band split × threads equals its oracle, with `==`.

use crate::{limit, threads, view};
use lanelab_escape::{Form, Ladder, Map, SCENES, Threads, pieces, verify_steps};
use lanelab_grid::{Job, Limit, Numerics, Rounding, Steps, View};
use num_complex::Complex;

const WIDTHS: [usize; 14] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33];
const BANDS: [usize; 3] = [1, 3, 4];
const HEIGHT: usize = 13;

/// A Julia map under which escaped points become bounded again.
const RETURNING: Map = Map::Julia(Complex::new(-4.41, 0.0));

pub(crate) fn maps() -> [Map; 5] {
    [Map::Mandelbrot, Map::Julia(Complex::new(-0.8, 0.156)), RETURNING, Map::BurningShip, Map::Multibrot3]
}

/// Compares every rung on one view with its oracle: on each of these numbers of threads, and with the view cut into
/// bands.
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
                check_bands(&ladder, &view(scene.region().bounds(), width, HEIGHT), scene.limit(), &threads);
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
fn the_first_escape_counts_where_points_become_bounded_again() {
    let (ladder, limit) = (RETURNING.ladder(), limit(60));
    let view = view([-2.6, 2.6, -0.4, 0.4], 203, 31);
    let returns = |&(row, column): &(usize, usize)| {
        let mut orbit = ladder.orbit(Numerics::double(Rounding::Separate), view.point(row, column)).take(60);
        orbit.by_ref().any(|point| !point.bounded) && orbit.any(|point| point.bounded)
    };
    let pixels = (0..31).flat_map(|row| (0..203).map(move |column| (row, column)));
    assert!(pixels.filter(returns).count() > 10, "points must escape and become bounded again");
    check_bands(&ladder, &view, limit, &threads([2]));
}
