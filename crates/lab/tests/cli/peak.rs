//! `lanelab peak`: tables, and JSON of schema lanelab.peak/1. No test asserts a rate, only that there is one.

use crate::lanelab::lanelab;
use lanelab_escape::Map;
use lanelab_grid::Rounding;
use serde_json::Value;

/// The loops that a report must have, by name and rounding.
fn expected() -> Vec<(String, &'static str)> {
    let ladder = Map::Mandelbrot.ladder();
    let mut names: Vec<_> = Rounding::ALL.map(|rounding| (ladder.peak.name(), rounding.name())).to_vec();
    for rung in &ladder.rungs {
        let roundings = rung.roundings.iter().map(|rounding| rounding.name());
        names.extend(rung.inner.iter().flat_map(|inner| roundings.clone().map(|rounding| (inner.name(), rounding))));
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn assert_schema(report: &Value) {
    let positive = |object: &Value, names: &[&str]| {
        let is_positive = |name: &&str| object[*name].as_f64().is_some_and(|number| number > 0.0);
        assert!(names.iter().all(is_positive), "{names:?}: {object:#}");
    };
    assert_eq!((&report["schema"], &report["ceilings"][0]["width"]), (&"lanelab.peak/1".into(), &"f64x2".into()));
    positive(report, &["clock_ghz"]);
    positive(&report["machine"], &["clock_ghz"]);
    for ceiling in report["ceilings"].as_array().unwrap() {
        positive(ceiling, &["multiply", "add", "fma", "fma_and_add", "fma_and_compare"]);
    }
    let mut names = Vec::new();
    for row in report["loops"].as_array().unwrap() {
        positive(row, &["bound_cycles", "bound_iter_per_cycle", "iter_per_cycle", "giter_per_s", "of_bound"]);
        names.push((row["name"].as_str().unwrap().to_owned(), row["rounding"].as_str().unwrap()));
    }
    names.sort_unstable();
    assert_eq!(names, expected());
}

/// The operations of the loop of a rung under the rounding separate.
fn operations<'a>(report: &'a Value, rung: &str) -> &'a Value {
    let rows = report["loops"].as_array().unwrap().iter();
    let mut its = rows.filter(|row| row["rungs"].as_array().unwrap().iter().any(|name| name == rung));
    let row = its.find(|row| row["rounding"] == "separate");
    &row.unwrap_or_else(|| panic!("no loop of {rung} in {report:#}"))["operations"]
}

#[test]
fn a_file_has_the_json_and_the_tables_name_every_loop_and_its_rungs() {
    let ended = lanelab("peak --json p.json").succeeds().quietly().leaving(&["p.json"]);
    assert_schema(&serde_json::from_slice(&ended.folder.read("p.json")).unwrap());
    let expected = expected();
    let labels = expected.iter().map(|(name, _)| match name.split_once(", ").unwrap() {
        ("untested", vectors) => format!("{vectors}: no test"),
        ("tested", vectors) => format!("{vectors}: test, step"),
        (_, vectors) => format!("{vectors}: step, test"),
    });
    let ended = labels.fold(ended, |ended, label| ended.printing(&[&label]));
    let ended = ended.printing(&["fma+compare", "beside an fma", "% of bound", "Giter/s"]);
    ended.printing(&["textbook", "lanes-masked", "lanes-interleaved"]);
    lanelab("peak --json no/such/folder.json").fails().before_the_work().saying(&["--json", "no/such/folder.json"]);
}

#[test]
fn a_dash_prints_json_and_nothing_else() {
    let ended = lanelab("peak --json -").succeeds().quietly().leaving(&[]);
    let report: Value = serde_json::from_str(ended.text()).unwrap();
    assert_schema(&report);
    for (kind, count) in [("multiply", 3.0), ("fma", 0.0), ("add", 5.0), ("compare", 1.0), ("logic", 0.0)] {
        assert_eq!(operations(&report, "components")[kind], count, "{kind}");
    }
    let textbook = &operations(&report, "textbook")["multiply"];
    assert_eq!(*textbook, 5.0, "a test of the value just computed shares no squares");
}
