//! `lanelab occupancy`: lane-steps in numbers and in pictures.

use crate::counts::read_figure;
use crate::lanelab::{Folder, lanelab};
use lanelab_escape::{Form, Map, Occupancy, Scene, count_lane_steps};
use lanelab_grid::{Job, Rounding};
use std::collections::BTreeSet;

#[test]
fn every_rung_with_lanes_is_counted_and_drawn() {
    let ended = lanelab("occupancy --small --out maps").succeeds().quietly().leaving(&["maps"]);
    let (ladder, scene) = (Map::Mandelbrot.ladder(), Scene::find("lesson").unwrap());
    let view = scene.view(Form::Small);
    let job = Job::whole(&view, scene.limit(), Rounding::Separate);
    let mut names = Vec::new();
    for rung in ladder.rungs.iter().filter(|rung| rung.gives(Rounding::Separate)) {
        let Some(tiles) = count_lane_steps(rung, &job) else { continue };
        let counted: Occupancy = tiles.collect();
        let needed = ladder.oracle_steps(rung.numerics(Rounding::Separate), &view, scene.limit()).iterations();
        assert_eq!(counted.needed, needed, "{}", rung.name);
        let row = ended.text().lines().find(|line| line.starts_with(rung.name)).unwrap();
        let figures: Vec<_> = row.split_whitespace().skip(1).take(3).collect();
        let figures: Vec<u128> = figures.iter().map(|text| text.replace(',', "").parse().unwrap()).collect();
        assert_eq!(figures, [counted.needed, counted.executed, counted.empty], "{row}");
        names.push(format!("lesson-{}.png", rung.name));
    }
    names.sort();
    assert_eq!(ended.folder.names("maps"), names);
    ended.printing(&["In maps:", "array-whole", "array-masked makes", "of the steps of array-whole, each in"]);
}

#[test]
fn a_picture_has_the_views_points_and_is_dark_where_no_lane_waits() {
    let inside = "occupancy --rung lanes-masked --rounding fused --region=-0.1,0.1,-0.1,0.1 --size 32x18 --limit 60";
    let ended = lanelab(inside).words("--out maps").succeeds().quietly();
    let ended = ended.printing(&["custom-lanes-masked-fused.png: 0 % of the lane-steps are wasted", "100 %"]);
    let colours = read_figure(&ended.folder.read("maps/custom-lanes-masked-fused.png"), (32, 18));
    assert!(colours.iter().all(|&colour| colour == [68, 1, 84]), "nothing is wasted in the set");

    let ended = lanelab("occupancy --scene seahorse --size 61x37 --rung lanes-interleaved --out maps").succeeds();
    let colours = read_figure(&ended.folder.read("maps/seahorse-lanes-interleaved.png"), (61, 37));
    let shades: BTreeSet<_> = colours.into_iter().collect();
    assert!(shades.len() > 50, "lanes wait for each other: {shades:?}");

    let only = lanelab("occupancy --small --rung lanes-masked --out maps").succeeds();
    let rungs = Map::Mandelbrot.ladder().rungs;
    let others = rungs.iter().map(|rung| rung.name).filter(|name| *name != "lanes-masked");
    assert!(others.into_iter().all(|name| !only.text().contains(name)), "a rung that was not named: {}", only.text());

    let far = "occupancy --rung lanes-masked --region=3,4,3,4 --size 5x3 --limit 4294967295 --out maps";
    lanelab(far).succeeds().quietly().printing(&["15", "No times at limit 4294967295"]);
}

#[test]
fn a_call_that_cannot_be_done_is_an_error_before_the_work() {
    let parts = ["--rung textbook", "has no lanes", "lanes-masked", "lanes-interleaved"];
    lanelab("occupancy --rung textbook").refuses().saying(&parts);
    lanelab("occupancy --size 1000000x1000000").refuses().saying(&["size 1000000x1000000", "--size"]);
    let folder = Folder::new().with("file", "before");
    for path in ["file", "file/below"] {
        let ended = lanelab("occupancy --out").word(path).within(&folder).fails().before_the_work();
        ended.saying(&[&format!("--out {path}"), "name another"]).leaving(&["file"]);
    }
    std::fs::create_dir_all(folder.path("maps/lesson-lanes-masked.png")).unwrap();
    let ended = lanelab("occupancy --out maps").within(&folder).fails().before_the_work();
    ended.saying(&["--out maps/lesson-lanes-masked.png names a folder"]).leaving(&["file", "maps"]);
}
