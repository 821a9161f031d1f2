//! `lanelab compare`: the numbers of two answers, and the exit codes.

use crate::lanelab::{Ended, lanelab};
use lanelab_escape::{Form, Map, Scene};
use lanelab_grid::{Numerics, Rounding};

/// The figure after a name, without its commas.
fn figure(ended: &Ended, name: &str) -> u128 {
    let line = ended.text().lines().find_map(|line| line.strip_prefix(name));
    let line = line.unwrap_or_else(|| panic!("no \"{name}\" in\n{}", ended.text()));
    line.split_whitespace().next().unwrap().replace(',', "").parse().unwrap()
}

#[test]
fn sides_with_other_numerics_differ_where_the_oracles_differ_and_that_is_not_a_failure() {
    use Rounding::{Contracted, Fused, Separate};
    let scene = Scene::find("seahorse").unwrap();
    let steps = |numerics| Map::Mandelbrot.ladder().oracle_steps(numerics, &scene.view(Form::Small), scene.limit());
    let (double, single) = (Numerics::double, Numerics::single);
    let precisions =
        ["precisions differ f64 and f32: their counts may differ", "lanes-f32 computes in f32, the base in f64"];
    for (a, b, numerics, parts) in [
        (
            "components:separate",
            "components:fused",
            [double(Separate), double(Fused)],
            vec!["roundings differ separate and fused", "× the first"],
        ),
        (
            "lanes-interleaved:fused",
            "textbook",
            [double(Fused), double(Separate)],
            vec!["roundings differ fused and separate"],
        ),
        (
            "components:contracted",
            "lanes-masked:fused",
            [double(Contracted), double(Fused)],
            vec!["roundings differ contracted and fused"],
        ),
        (
            "lanes-f32:separate",
            "lanes-f32:contracted",
            [single(Separate), single(Contracted)],
            vec!["roundings differ"],
        ),
        (
            "textbook:separate",
            "lanes-f32",
            [double(Separate), single(Separate)],
            [&precisions[..], &["× textbook"]].concat(),
        ),
        (
            "lanes-f32:fused",
            "lanes-masked",
            [single(Fused), double(Separate)],
            vec!["precisions differ f32 and f64", "roundings differ fused and separate"],
        ),
    ] {
        let [left, right] = numerics.map(steps);
        let expected = left.compare(&right).unwrap();
        let call = lanelab(&format!("compare {a} {b} --scene seahorse --small --seconds 0.001"));
        let ended = call.succeeds().quietly().printing(&[&format!("{a} versus {b}")]).printing(&parts);
        assert_eq!(figure(&ended, "residual sum"), expected.residual, "{a} {b}");
        assert_eq!(figure(&ended, "pixels that differ"), expected.mismatches as u128, "{a} {b}");
        assert_eq!(figure(&ended, "largest difference"), u128::from(expected.largest), "{a} {b}");
        let first = expected.first.expect("the scene distinguishes the numerics");
        let place = format!("row {}, column {}: {} and {}", first.row, first.column, first.left, first.right);
        ended.printing(&["of 16,384", &place, "time ratio"]);
    }
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
        let ended = ended.printing(&["of 3,015 (0 %)", "first difference    none", "time ratio"]);
        let differing = ["precisions differ", "roundings differ"].map(|what| ended.text().contains(what));
        assert_eq!(differing, [false; 2], "the same numerics: {}", ended.text());
    }
}
