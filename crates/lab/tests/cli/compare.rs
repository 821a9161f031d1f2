//! `lanelab compare`: the numbers of two answers, and the exit codes.

use crate::lanelab::{Ended, lanelab};
use lanelab_escape::{Form, Map, Scene};
use lanelab_grid::Numerics;

/// The figure after a name, without its commas.
fn figure(ended: &Ended, name: &str) -> u128 {
    let line = ended.text().lines().find_map(|line| line.strip_prefix(name));
    let line = line.unwrap_or_else(|| panic!("no \"{name}\" in\n{}", ended.text()));
    line.split_whitespace().next().unwrap().replace(',', "").parse().unwrap()
}

/// The numerics of a side, such as `lanes-f32:fused`.
fn numerics(side: &str) -> Numerics {
    let (rung, rounding) = side.split_once(':').unwrap_or((side, "separate"));
    Map::Mandelbrot.ladder().rung(rung).unwrap().numerics(rounding.parse().unwrap())
}

#[test]
fn sides_with_other_numerics_differ_where_the_oracles_differ_and_that_is_not_a_failure() {
    let scene = Scene::find("seahorse").unwrap();
    let steps = |numerics| Map::Mandelbrot.ladder().oracle_steps(numerics, &scene.view(Form::Small), scene.limit());
    for (a, b) in [
        ("components:separate", "components:fused"),
        ("lanes-interleaved:fused", "textbook"),
        ("components:contracted", "lanes-masked:fused"),
        ("lanes-f32:separate", "lanes-f32:contracted"),
        ("textbook:separate", "lanes-f32"),
        ("lanes-f32:fused", "lanes-masked"),
    ] {
        let call = lanelab(&format!("compare {a} {b} --scene seahorse --small --seconds 0.001"));
        let mut ended =
            call.succeeds().quietly().printing(&[&format!("against the base {a}"), "of 16,384", "as fast as"]);
        let sides = [a, b].map(numerics);
        let (precisions, roundings) = (sides.map(|side| side.precision), sides.map(|side| side.rounding));
        if precisions[0] != precisions[1] {
            let [a, b] = precisions;
            ended = ended.printing(&[&format!("precisions differ {a} and {b}"), &format!("the base in {a}")]);
        }
        if roundings[0] != roundings[1] {
            ended = ended.printing(&[&format!("roundings differ {} and {}", roundings[0], roundings[1])]);
            let base = if a.contains(':') { a.to_owned() } else { format!("{a}:separate") };
            ended = ended.printing(&[&format!("× {base} [99 %]")]);
        }
        let [left, right] = sides.map(steps);
        let expected = left.compare(&right).unwrap();
        assert_eq!(figure(&ended, "residual sum"), expected.residual, "{a} {b}");
        assert_eq!(figure(&ended, "pixels that differ"), expected.mismatches as u128, "{a} {b}");
        assert_eq!(figure(&ended, "largest difference"), u128::from(expected.largest), "{a} {b}");
        let first = expected.first.expect("the scene distinguishes the numerics");
        ended.printing(&[&format!("row {}, column {}: {} and {}", first.row, first.column, first.left, first.right)]);
    }
}

#[test]
fn the_last_line_has_the_ratio_of_the_table() {
    let ended = lanelab("compare array-masked best --size 100x100 --seconds 0.01").succeeds();
    let row = ended.text().lines().find(|line| line.starts_with("best ")).unwrap_or_else(|| panic!("{ended}"));
    let (_, ratio) = row.split_once(" % ").expect("the spread, and the ratio after it");
    let ratio = ratio.trim().trim_start_matches("≈ ").split_once(']').expect("an interval").0.to_owned();
    ended.printing(&[&format!("Verdict: on lesson best is {ratio}] as fast as array-masked: ")]);
}

#[test]
fn sides_with_the_same_numerics_are_equal_also_a_rung_and_itself() {
    for (a, b, threads) in [
        ("textbook", "lanes-masked", 2),
        ("array-compacted:contracted", "components:contracted", 2),
        ("lanes-f32", "lanes-f32", 2),
        ("textbook", "textbook", 1),
    ] {
        let call = lanelab(&format!("compare {a} {b} --size 67x45 --threads {threads} --seconds 0.001"));
        let ended = call.succeeds().quietly();
        assert_eq!((figure(&ended, "residual sum"), figure(&ended, "pixels that differ")), (0, 0), "{a} {b}");
        let ended = ended.printing(&["of 3,015 (0 %)", "first difference    none", "as fast as"]);
        let differing = ["precisions differ", "roundings differ"].map(|what| ended.text().contains(what));
        assert_eq!(differing, [false; 2], "the same numerics: {}", ended.text());
    }
}
