//! `lanelab occupancy`: what lanes carry, in numbers and in pictures.

use crate::counts::read_png;
use crate::lanelab::{Folder, lanelab};
use lanelab_escape::{Form, Map, Occupancy, Scene};
use lanelab_grid::Rounding;

const SEAHORSE: &str = "occupancy --scene seahorse --size 61x37 --out maps";

#[test]
fn every_rung_with_lanes_is_counted_and_drawn() {
    let folder = Folder::new();
    let ended = lanelab("occupancy --small --out maps").within(&folder).succeeds().quietly().leaving(&["maps"]);
    let (ladder, scene) = (Map::Mandelbrot.ladder(), Scene::named("lesson").unwrap());
    let (view, limit) = (scene.view(Form::Small), scene.limit());
    let mut names = Vec::new();
    for rung in ladder.rungs.iter().filter(|rung| rung.gives(Rounding::Separate)) {
        let Some(tiles) = rung.tallied(Rounding::Separate, &view, limit) else { continue };
        let counted: Occupancy = tiles.collect();
        let numerics = rung.numerics(Rounding::Separate);
        let needed = ladder.oracle_steps(numerics, &view, limit).iterations();
        assert_eq!(counted.useful, needed, "{}", rung.name);
        let row = ended.text().lines().find(|line| line.starts_with(rung.name)).unwrap();
        let figures: Vec<_> = row.split_whitespace().skip(1).take(3).collect();
        let figures: Vec<u128> = figures.iter().map(|text| text.replace(',', "").parse().unwrap()).collect();
        assert_eq!(figures, [counted.useful, counted.executed, counted.empty], "{row}");
        names.push(format!("lesson-{}.png", rung.name));
    }
    names.sort();
    let written = std::fs::read_dir(folder.path("maps")).unwrap();
    let mut written: Vec<_> = written.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    written.sort();
    assert_eq!(written, names);
    let said = ["In maps:", "array-whole", "array-masked makes", "as many steps as array-whole"];
    ended.printing(&said);
}

#[test]
fn a_picture_is_of_the_views_size_and_dark_where_no_lane_waits() {
    let folder = Folder::new();
    let inside = "--region=-0.1,0.1,-0.1,0.1 --size 32x18 --limit 60";
    let call = lanelab("occupancy --rung lanes-masked --rounding fused --out maps").words(inside);
    let ended = call.within(&folder).succeeds().quietly();
    let said = "custom-lanes-masked-fused.png: 0 % of the lane-steps are wasted";
    ended.printing(&[said, "100 %"]);
    let (size, colours) = read_png(&folder.read("maps/custom-lanes-masked-fused.png"));
    assert_eq!(size, (32, 18));
    assert!(colours.iter().all(|&colour| colour == [68, 1, 84]), "nothing is wasted in the set");

    lanelab(SEAHORSE).words("--rung lanes-interleaved").within(&folder).succeeds();
    let (size, colours) = read_png(&folder.read("maps/seahorse-lanes-interleaved.png"));
    assert_eq!(size, (61, 37));
    let shades: std::collections::BTreeSet<_> = colours.into_iter().collect();
    assert!(shades.len() > 50, "lanes wait for each other: {shades:?}");
}

#[test]
fn what_has_no_lanes_is_refused() {
    let parts = ["--rung textbook", "has no lanes", "lanes-masked", "lanes-interleaved"];
    lanelab("occupancy --rung textbook").refuses().saying(&parts);
    lanelab("occupancy --size 1000000x1000000").refuses().saying(&["size 1000000x1000000", "--size"]);
}

#[test]
fn a_limit_that_takes_whole_arrays_minutes_is_counted_and_not_timed() {
    let far = "--region=3,4,3,4 --size 5x3 --limit 4294967295";
    let ended = lanelab("occupancy --rung lanes-masked --out maps").words(far).succeeds().quietly();
    ended.printing(&["15", "Nothing is timed at limit 4294967295"]);
}

#[test]
fn a_folder_that_cannot_be_is_said_before_the_work() {
    let folder = Folder::new().with("file", "before");
    for path in ["file", "file/below"] {
        let ended = lanelab("occupancy --out").word(path).within(&folder).fails();
        let ended = ended.saying(&[&format!("--out {path}"), "name another"]).leaving(&["file"]);
        assert!(!ended.said.contains("f64 lanes"), "it was said before the banner: {ended}");
    }
    std::fs::create_dir_all(folder.path("maps/lesson-lanes-masked.png")).unwrap();
    let ended = lanelab("occupancy --out maps").within(&folder).fails();
    ended.saying(&["--out maps/lesson-lanes-masked.png names a folder"]).leaving(&["file", "maps"]);
}
