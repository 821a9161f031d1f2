//! `lanelab peak`: tables, and JSON of schema lanelab.peak/1. No test asserts a rate, but that there is one.

use crate::lanelab::{Folder, lanelab};
use lanelab_escape::{Map, Rung};
use lanelab_grid::Rounding;
use serde_json::Value;

fn positive(value: &Value) -> bool {
    value.as_f64().is_some_and(|number| number > 0.0)
}

/// The loops that a report must have, by name and rounding.
fn expected() -> Vec<(String, &'static str)> {
    let ladder = Map::Mandelbrot.ladder();
    let peaks = Rounding::ALL.map(|rounding| (&ladder.peak, rounding));
    let loops = ladder.rungs.iter().flat_map(Rung::loops).chain(peaks);
    let mut names: Vec<_> = loops.map(|(inner, rounding)| (inner.name.clone(), rounding.name())).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn expect_the_schema(report: &Value) {
    assert_eq!(report["schema"], "lanelab.peak/1");
    assert!(positive(&report["clock_ghz"]) && positive(&report["machine"]["clock_ghz"]), "{report:#}");
    assert_eq!(report["ceilings"][0]["width"], "f64x2");
    for ceiling in report["ceilings"].as_array().unwrap() {
        for kind in ["multiply", "add", "fma", "fma_and_add", "fma_and_compare"] {
            assert!(positive(&ceiling[kind]), "{kind}: {ceiling:#}");
        }
    }
    let loops = report["loops"].as_array().unwrap();
    for row in loops {
        for field in ["bound_cycles", "bound_iter_per_cycle", "iter_per_cycle", "giter_per_s", "of_bound"] {
            assert!(positive(&row[field]), "{field}: {row:#}");
        }
    }
    let name = |row: &Value| row["name"].as_str().unwrap().to_owned();
    let mut names: Vec<_> = loops.iter().map(|row| (name(row), row["rounding"].as_str().unwrap())).collect();
    names.sort_unstable();
    assert_eq!(names, expected());
}

/// The row of the loop of this rung.
fn row<'a>(report: &'a Value, rung: &str, rounding: Rounding) -> &'a Value {
    let rows = report["loops"].as_array().unwrap();
    let its = |row: &&Value| row["rungs"].as_array().unwrap().iter().any(|name| name == rung);
    let found = rows.iter().filter(its).find(|row| row["rounding"] == rounding.name());
    found.unwrap_or_else(|| panic!("no loop of {rung} in {report:#}"))
}

#[test]
fn the_tables_name_every_loop_and_who_runs_it() {
    let ended = lanelab("peak").succeeds().quietly().leaving(&[]);
    let names: Vec<_> = expected().into_iter().map(|(name, _)| name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    ended.printing(&names).printing(&[
        "fma+compare",
        "beside an fma",
        "of bound",
        "is that of",
        "textbook",
        "lanes-masked",
        "lanes-interleaved",
    ]);
}

#[test]
fn a_dash_prints_json_and_nothing_else() {
    let ended = lanelab("peak --json -").succeeds().quietly().leaving(&[]);
    let report: Value = serde_json::from_str(ended.text()).unwrap();
    expect_the_schema(&report);
    let operations = &row(&report, "components", Rounding::Separate)["operations"];
    for (kind, count) in [("multiply", 3.0), ("fma", 0.0), ("add", 5.0), ("compare", 1.0), ("logic", 0.0)] {
        assert_eq!(operations[kind], count, "{kind}");
    }
    let textbook = &row(&report, "textbook", Rounding::Separate)["operations"];
    assert_eq!(textbook["multiply"], 5.0, "a test of the value just computed shares no squares");
}

#[test]
fn a_file_holds_the_json_and_the_tables_are_printed() {
    let folder = Folder::new();
    let ended = lanelab("peak --json p.json").within(&folder).succeeds().leaving(&["p.json"]);
    expect_the_schema(&serde_json::from_slice(&folder.read("p.json")).unwrap());
    ended.printing(&["Giter/s"]);
}

#[test]
fn a_file_that_cannot_be_written_is_known_before_anything_is_measured() {
    lanelab("peak --json no/such/folder.json").fails().saying(&["--json", "no/such/folder.json"]);
}
