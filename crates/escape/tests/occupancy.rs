//! The kernels that count give the answer of those that are timed, and count every lane-step once.

use lanelab_escape::{Form, Map, Occupancy, Rung, SCENES, tiles};
use lanelab_grid::{Limit, Raster, Region, Rounding, View};

/// Every rung that counts, under every rounding it gives.
fn each_tallying(map: Map, mut each: impl FnMut(&Rung, Rounding)) {
    let ladder = map.ladder();
    let kernels: Vec<_> = ladder.rungs.iter().filter(|kernel| kernel.tallies()).collect();
    assert!(kernels.len() >= 2, "there are rungs with lanes");
    for kernel in kernels {
        kernel.roundings.iter().for_each(|&rounding| each(kernel, rounding));
    }
}

#[test]
fn the_answer_is_that_of_the_oracle_tile_by_tile() {
    for map in [Map::Mandelbrot, Map::BurningShip] {
        let ladder = map.ladder();
        for (scene, width) in SCENES.iter().zip([33, 17, 5]) {
            let view = View::new(scene.region(), Raster::new(width, 31).unwrap());
            each_tallying(map, |kernel, rounding| {
                let expected = ladder.oracle_steps(kernel.numerics(rounding), &view, scene.limit());
                for found in kernel.tallied(rounding, &view, scene.limit()).unwrap() {
                    let ((row, column), (rows, columns)) = (found.tile.origin(), found.tile.dim());
                    let there = ndarray::s![row..row + rows, column..column + columns];
                    assert_eq!(found.steps.view(), expected.view().slice(there), "{}", kernel.name);
                }
            });
        }
    }
}

#[test]
fn no_pixel_gets_less_than_it_needs_from_lanes_that_step_together() {
    let scene = &SCENES[2];
    let view = scene.view(Form::Small);
    let ladder = Map::Mandelbrot.ladder();
    for name in ["lanes-masked", "lanes-interleaved"] {
        let kernel = ladder.rung(name).unwrap();
        for tile in kernel.tallied(Rounding::Separate, &view, scene.limit()).unwrap() {
            for (&carried, &steps) in tile.lane_steps.carried().iter().zip(tile.steps.view()) {
                let needed = u64::from(scene.limit().iterations(steps));
                assert!(carried >= needed, "{name}: {carried} lane-steps for {needed}");
            }
        }
    }
}

#[test]
fn lanes_that_never_wait_are_all_useful_and_more_in_a_block_wait_more() {
    let inside = View::new(Region::new(-0.1, 0.1, -0.1, 0.1).unwrap(), Raster::new(64, 48).unwrap());
    let limit = Limit::new(100).unwrap();
    each_tallying(Map::Mandelbrot, |kernel, rounding| {
        let occupancy: Occupancy = kernel.tallied(rounding, &inside, limit).unwrap().collect();
        assert_eq!(occupancy.useful, 64 * 48 * 100, "{}", kernel.name);
    });
    let ladder = Map::Mandelbrot.ladder();
    let share = |name: &str, view: &View, limit| {
        let tiles = ladder.rung(name).unwrap().tallied(Rounding::Separate, view, limit).unwrap();
        tiles.collect::<Occupancy>().share()
    };
    let [masked, interleaved] = ["lanes-masked", "lanes-interleaved"].map(|name| share(name, &inside, limit));
    assert!((masked, interleaved) == (1.0, 1.0), "{masked} {interleaved}");
    let (seahorse, limit) = (SCENES[2].view(Form::Small), SCENES[2].limit());
    let [masked, interleaved] = ["lanes-masked", "lanes-interleaved"].map(|name| share(name, &seahorse, limit));
    assert!(0.0 < interleaved && interleaved < masked && masked < 1.0, "{masked} {interleaved}");
}

#[test]
fn a_rung_without_lanes_has_nothing_to_count() {
    let scene = &SCENES[0];
    let view = scene.view(Form::Small);
    let ladder = Map::Mandelbrot.ladder();
    let kernel = ladder.rung("textbook").unwrap();
    assert!(!kernel.tallies() && kernel.tallied(Rounding::Separate, &view, scene.limit()).is_none());
    assert!(tiles(&view, kernel.cut, 1).len() > 1);
}
