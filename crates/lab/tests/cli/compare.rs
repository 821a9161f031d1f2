//! `lanelab compare`: the numbers of two answers, and the exit codes.

use crate::lanelab::{Ended, lanelab};
use lanelab_grid::{Comparison, Rounding};
use lanelab_ladder::{Form, Map, Scene};

/// How the oracle's answers to two roundings of a small scene lie apart.
fn expected(scene: &str, roundings: [Rounding; 2]) -> Comparison {
    let scene = Scene::named(scene).unwrap();
    let steps =
        |rounding| Map::Mandelbrot.ladder().oracle_steps(rounding, &scene.view(Form::Small), scene.limit());
    let [left, right] = roundings.map(steps);
    left.compare(&right).unwrap()
}

/// The figure after a name, without its commas.
fn figure(ended: &Ended, name: &str) -> u128 {
    let line = ended.text().lines().find_map(|line| line.strip_prefix(name));
    let line = line.unwrap_or_else(|| panic!("no \"{name}\" in\n{}", ended.text()));
    line.split_whitespace().next().unwrap().replace(',', "").parse().unwrap()
}

#[test]
fn roundings_part_where_the_oracles_part() {
    use Rounding::{Contracted, Fused, Separate};
    for (a, b, roundings) in [
        ("components:separate", "components:fused", [Separate, Fused]),
        ("lanes-interleaved:fused", "textbook", [Fused, Separate]),
        ("components:contracted", "lanes-masked:fused", [Contracted, Fused]),
    ] {
        let found = expected("seahorse", roundings);
        assert!(found.mismatches > 0, "the scene tells the roundings apart");
        let call = lanelab(&format!("compare {a} {b} --scene seahorse --small --seconds 0.001"));
        let ended = call.succeeds().quietly().printing(&[&format!("{a} against {b}")]);
        assert_eq!(figure(&ended, "residual sum"), found.residual, "{a} {b}");
        assert_eq!(figure(&ended, "pixels that differ"), found.mismatches as u128, "{a} {b}");
        assert_eq!(figure(&ended, "largest difference"), u128::from(found.largest), "{a} {b}");
        let first = found.first.unwrap();
        let place =
            format!("row {}, column {}: {} against {}", first.row, first.column, first.left, first.right);
        ended.printing(&["of 16,384", &place, "time ratio", "× the first"]);
    }
}

#[test]
fn rungs_of_one_contract_have_nothing_that_differs() {
    for (a, b) in [("textbook", "lanes-masked"), ("array-compacted:contracted", "components:contracted")] {
        let call = lanelab(&format!("compare {a} {b} --size 67x45 --threads 2 --seconds 0.001"));
        let ended = call.succeeds().quietly();
        assert_eq!((figure(&ended, "residual sum"), figure(&ended, "pixels that differ")), (0, 0), "{a} {b}");
        ended.printing(&["of 3,015 (0 %)", "first difference    none", "time ratio"]);
    }
}

#[test]
fn a_rung_may_be_compared_with_itself() {
    for threads in 1..=2 {
        let call = lanelab("compare textbook textbook --size 20x20 --seconds 0.001 --threads");
        call.word(threads.to_string()).succeeds().printing(&["none", "time ratio"]);
    }
}
