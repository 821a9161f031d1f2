//! `lanelab compare`: the numbers of two answers, and the exit codes.

use crate::lanelab::{Ended, lanelab};
use lanelab_escape::{Form, Map, Scene};
use lanelab_grid::{Comparison, Numerics, Rounding};

/// How the oracles' answers to two all_numerics on a small scene lie apart.
fn expected(scene: &str, all_numerics: [Numerics; 2]) -> Comparison {
    let scene = Scene::named(scene).unwrap();
    let steps = |numerics| Map::Mandelbrot.ladder().oracle_steps(numerics, &scene.view(Form::Small), scene.limit());
    let [left, right] = all_numerics.map(steps);
    left.compare(&right).unwrap()
}

/// The figure after a name, without its commas.
fn figure(ended: &Ended, name: &str) -> u128 {
    let line = ended.text().lines().find_map(|line| line.strip_prefix(name));
    let line = line.unwrap_or_else(|| panic!("no \"{name}\" in\n{}", ended.text()));
    line.split_whitespace().next().unwrap().replace(',', "").parse().unwrap()
}

/// Compares two sides on the small seahorse, and expects of the numbers what the oracles say, and success.
fn parting(a: &str, b: &str, all_numerics: [Numerics; 2]) -> Ended {
    let found = expected("seahorse", all_numerics);
    assert!(found.mismatches > 0, "the scene tells the all_numerics apart");
    let call = lanelab(&format!("compare {a} {b} --scene seahorse --small --seconds 0.001"));
    let ended = call.succeeds().quietly().printing(&[&format!("{a} against {b}")]);
    assert_eq!(figure(&ended, "residual sum"), found.residual, "{a} {b}");
    assert_eq!(figure(&ended, "pixels that differ"), found.mismatches as u128, "{a} {b}");
    assert_eq!(figure(&ended, "largest difference"), u128::from(found.largest), "{a} {b}");
    let first = found.first.unwrap();
    let place = format!("row {}, column {}: {} against {}", first.row, first.column, first.left, first.right);
    ended.printing(&["of 16,384", &place, "time ratio"])
}

#[test]
fn roundings_part_where_the_oracles_part() {
    use Rounding::{Contracted, Fused, Separate};
    for (a, b, roundings) in [
        ("components:separate", "components:fused", [Separate, Fused]),
        ("lanes-interleaved:fused", "textbook", [Fused, Separate]),
        ("components:contracted", "lanes-masked:fused", [Contracted, Fused]),
    ] {
        let ended = parting(a, b, roundings.map(Numerics::double));
        let said = format!("roundings differ {} against {}", roundings[0], roundings[1]);
        ended.printing(&[&said, "× the first"]);
    }
    let single = [Separate, Contracted].map(Numerics::single);
    parting("lanes-f32:separate", "lanes-f32:contracted", single).printing(&["roundings differ"]);
}

#[test]
fn precisions_part_where_the_oracles_part_and_that_is_no_failure() {
    let separate = Rounding::Separate;
    let all_numerics = [Numerics::double(separate), Numerics::single(separate)];
    let ended = parting("textbook:separate", "lanes-f32", all_numerics);
    let ended = ended.printing(&["precisions differ f64 against f32: each has its own counts"]);
    ended.printing(&["lanes-f32 computes in f32, the base in f64", "× textbook"]);
    let ended = parting("lanes-f32:fused", "lanes-masked", [Numerics::single(Rounding::Fused), all_numerics[0]]);
    ended.printing(&["precisions differ f32 against f64", "roundings differ fused against separate"]);
}

#[test]
fn rungs_of_one_contract_have_nothing_that_differs() {
    for (a, b) in [
        ("textbook", "lanes-masked"),
        ("array-compacted:contracted", "components:contracted"),
        ("lanes-f32", "lanes-f32"),
    ] {
        let call = lanelab(&format!("compare {a} {b} --size 67x45 --threads 2 --seconds 0.001"));
        let ended = call.succeeds().quietly();
        assert_eq!((figure(&ended, "residual sum"), figure(&ended, "pixels that differ")), (0, 0), "{a} {b}");
        let ended = ended.printing(&["of 3,015 (0 %)", "first difference    none", "time ratio"]);
        let differing = ["precisions differ", "roundings differ"].map(|what| ended.text().contains(what));
        assert_eq!(differing, [false; 2], "one numerics: {}", ended.text());
    }
}

#[test]
fn a_rung_may_be_compared_with_itself() {
    for threads in 1..=2 {
        let call = lanelab("compare textbook textbook --size 20x20 --seconds 0.001 --threads");
        call.word(threads.to_string()).succeeds().printing(&["none", "time ratio"]);
    }
}
