//! Maps and scenes by their names, and the checksums of the scenes.

use lanelab_escape::{Form, Map, SCENES, Scene, UnknownMap, checksum};
use lanelab_grid::Numerics;
use num_complex::Complex;

#[test]
fn maps_are_read_back_from_their_text_and_unknown_ones_rejected() {
    for map in [Map::Mandelbrot, Map::Julia(Complex::new(-0.8, 0.156)), Map::BurningShip, Map::Multibrot3] {
        assert_eq!(map.to_string().parse(), Ok(map));
    }
    for text in ["", "mandel", "Mandelbrot", "julian:1,2"] {
        assert!(matches!(text.parse::<Map>(), Err(UnknownMap::Name(_))), "{text}");
    }
    for text in ["julia", "julia:", "julia:1", "julia:1,2,3", "julia:nan,0", "julia:inf,0"] {
        assert!(matches!(text.parse::<Map>(), Err(UnknownMap::Constant(_))), "{text}");
    }
}

#[test]
fn the_steps_of_each_small_scene_have_its_checksum() {
    let (ladder, [threads]) = (Map::Mandelbrot.ladder(), crate::threads([2]));
    for scene in &SCENES {
        for numerics in Numerics::all() {
            let oracle = ladder.oracle(numerics.precision);
            let steps = threads.steps(oracle, &scene.job(Form::Small, numerics.rounding));
            let (found, recorded) = (checksum(&steps), scene.checksum(Form::Small, numerics));
            assert_eq!(found, recorded, "{} {numerics}: found {found:08x}", scene.name);
        }
    }
}

#[test]
fn every_scene_is_found_by_its_name_and_its_small_form_is_the_smaller() {
    for scene in &SCENES {
        assert_eq!(Scene::find(scene.name).unwrap().name, scene.name);
        let [full, small] = [Form::Full, Form::Small].map(|form| scene.view(form));
        assert_eq!(full.region(), small.region(), "{}", scene.name);
        let sides = [full, small].map(|view| view.raster().width);
        assert!(sides[1] <= 300 && sides[1] <= sides[0], "{}: full and small have sides {sides:?}", scene.name);
    }
    let text = Scene::find("lessons").unwrap_err().to_string();
    assert!(text.contains("lessons") && text.contains("lesson, overview, seahorse"), "{text}");
}
