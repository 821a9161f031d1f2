//! Counting lane-steps changes no steps, and every needed step is among them.

use crate::{limit, view};
use lanelab_escape::{Form, Map, Occupancy, SCENES, count_lane_steps, tiles};
use lanelab_grid::{Job, Limit, Rounding, Rung, View};

/// Calls `each` with every rung with lanes and every rounding that it implements.
fn each_with_lanes(map: Map, mut each: impl FnMut(&Rung, Rounding)) {
    let ladder = map.ladder();
    let rungs: Vec<_> = ladder.rungs.iter().filter(|rung| rung.lanes > 1).collect();
    assert!(rungs.len() >= 2, "there are rungs with lanes");
    for rung in rungs {
        rung.roundings.iter().for_each(|&rounding| each(rung, rounding));
    }
}

fn occupancy(rung: &Rung, view: &View, limit: Limit, rounding: Rounding) -> Occupancy {
    count_lane_steps(rung, &Job::whole(view, limit, rounding)).expect("a rung with lanes").collect()
}

#[test]
fn counted_tiles_have_the_steps_of_the_oracle_and_in_lockstep_every_needed_lane_step() {
    for map in [Map::Mandelbrot, Map::BurningShip] {
        let ladder = map.ladder();
        for (scene, width) in SCENES.iter().zip([33, 17, 5]) {
            let view = view(scene.region().bounds(), width, 31);
            each_with_lanes(map, |rung, rounding| {
                let expected = ladder.oracle_steps(rung.numerics(rounding), &view, scene.limit());
                for found in count_lane_steps(rung, &Job::whole(&view, scene.limit(), rounding)).unwrap() {
                    let ((row, column), (rows, columns)) = (found.tile.origin(), found.tile.dim());
                    let there = ndarray::s![row..row + rows, column..column + columns];
                    assert_eq!(found.steps.view(), expected.view().slice(there), "{}", rung.name);
                    let lane_steps = found.lane_steps.carried().into_iter().zip(found.steps.view());
                    let mut enough =
                        lane_steps.map(|(&carried, &steps)| carried >= scene.limit().iterations(steps).into());
                    let lockstep = ["lanes-masked", "lanes-interleaved"].contains(&rung.name);
                    assert!(!lockstep || enough.all(|enough| enough), "{}: too few lane-steps", rung.name);
                }
            });
        }
    }
}

#[test]
fn occupancy_is_full_inside_the_set_and_falls_with_the_size_of_a_block() {
    let (inside, limit) = (view([-0.1, 0.1, -0.1, 0.1], 64, 48), limit(100));
    each_with_lanes(Map::Mandelbrot, |rung, rounding| {
        assert_eq!(occupancy(rung, &inside, limit, rounding).needed, 64 * 48 * 100, "{}", rung.name);
    });
    let ladder = Map::Mandelbrot.ladder();
    let shares = |view: &View, limit| {
        ["lanes-masked", "lanes-interleaved"]
            .map(|name| occupancy(ladder.rung(name).unwrap(), view, limit, Rounding::Separate).share())
    };
    assert_eq!(shares(&inside, limit), [1.0, 1.0], "inside the set no lane waits");
    let [masked, interleaved] = shares(&SCENES[2].view(Form::Small), SCENES[2].limit());
    assert!(0.0 < interleaved && interleaved < masked && masked < 1.0, "{masked} {interleaved}");
}

#[test]
fn a_rung_without_lanes_has_no_lane_steps() {
    let job = SCENES[1].job(Form::Full, Rounding::Separate);
    let ladder = Map::Mandelbrot.ladder();
    let rung = ladder.rung("textbook").unwrap();
    assert!(count_lane_steps(rung, &job).is_none() && tiles(&job.tile, rung.cut, 1).len() > 1);
}
