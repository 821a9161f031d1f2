//! Ladders whose rungs are compared at an equal width of vectors.

use lanelab_ladder::Ladder;
use lanelab_ladder::report::{Code, Report};
use lanelab_ladder::tables::{Extras, report};
use serde_json::{Value, json};
use std::io::Write as _;

/// Two rungs.
fn sums() -> Ladder<Vec<u32>, u32> {
    let ladder = Ladder::new("sums").input("n", [1000], |&n| (0..n).collect::<Vec<u32>>());
    let ladder = ladder.oracle(|v: &Vec<u32>| v.iter().sum::<u32>());
    ladder.rung("first", "adds", |v| v.iter().sum()).rung("back", "adds", |v| v.iter().rev().sum())
}

fn measured(ladder: &Ladder<Vec<u32>, u32>) -> Value {
    let mut out = Vec::new();
    let well = ladder.answer("ladder run --seconds 0.001 --json -".split(' '), &mut out).expect("a report");
    assert!(well, "the rungs are right");
    serde_json::from_slice(&out).expect("it is JSON")
}

#[test]
fn a_verdict_on_times_needs_known_and_equal_widths() {
    let report: Report = serde_json::from_value(measured(&sums().at_equal_width())).expect("a report");
    let codes: Vec<Option<&Code>> = report.scenes[0].rungs.iter().map(|rung| rung.code.as_ref()).collect();
    let of_width = ["other width", "width not known"].contains(&report.scenes[0].rungs[1].verdict.as_str());
    match codes[..] {
        [Some(first), Some(back)] => {
            assert_eq!(of_width, first.vector_bits != back.vector_bits, "{report:?}");
            assert!(first.length() > 0 && back.length() > 0, "both loops have instructions: {report:?}");
        }
        _ => {
            assert!(of_width, "{report:?}");
            drop(writeln!(std::io::stderr(), "skipped: widths of vectors: nothing can be sampled or decoded here"));
        }
    }
}

/// A report with these widths; of the base first.
fn with_widths(widths: [u32; 2], verdict: &str) -> String {
    let mut measured = measured(&sums());
    for (rung, bits) in measured["scenes"][0]["rungs"].as_array_mut().expect("rungs").iter_mut().zip(widths) {
        rung["code"] = json!({ "vector_bits": bits, "instructions": { "addpd": 2, "cmp": 1 } });
        rung["verdict"] = json!(verdict);
    }
    let text = report(&serde_json::from_value(measured).expect("a report"), &Extras::default());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn tables_say_what_a_ratio_compares() {
    let other = with_widths([512, 256], "other width");
    let remark = "note: back on n=1000 was compiled to 256 bits, first to 512 bits: their ratio compares widths.";
    assert!(other.contains(remark) && other.contains("]) 256 bits A, 3"), "{other}");
    let equal = with_widths([512, 512], "faster");
    assert!(!equal.contains("was compiled to") && equal.contains("] 512 bits A, 3"), "{equal}");
}

#[test]
fn a_later_run_reproduces_ratios_whose_intervals_overlap_at_the_same_width() {
    let (file, report) = (tempfile::NamedTempFile::new().expect("a file"), measured(&sums()));
    let narrow = json!({ "vector_bits": 128, "instructions": {} });
    for (low, code, expected) in [
        (0.0, Value::Null, "Reproduced: 1 of 1 ratios"),
        (1e8, Value::Null, "Reproduced: 0 of 1 ratios"),
        (0.0, narrow, "at 128 bits then,"),
    ] {
        let mut then = report.clone();
        let rung = &mut then["scenes"][0]["rungs"][1];
        (rung["speed_up"]["low"], rung["speed_up"]["high"], rung["code"]) = (json!(low), json!(1e9), code);
        std::fs::write(file.path(), then.to_string()).expect("a report");
        let words = ["ladder", "run", "--seconds", "0.001", "--baseline", file.path().to_str().expect("it is text")];
        let mut out = Vec::new();
        sums().answer(words, &mut out).expect("it is compared");
        let text = String::from_utf8(out).expect("it is text").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(expected), "{expected}: {text}");
    }
}
