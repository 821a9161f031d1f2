//! `lanelab run --html` and `--baseline`: what all ladders have.

use crate::lanelab::{Folder, lanelab};
use serde_json::{Value, json};

const RUN: &str = "run --size 40x30 --rung textbook --rung lanes-f32 --rung period --rung best --seconds 0.001";

#[test]
fn a_page_has_the_rungs_with_the_columns_of_escape_time() {
    let ended = lanelab(RUN).words("--html p.html").succeeds().quietly().leaving(&["p.html"]);
    let page = String::from_utf8(ended.folder.read("p.html")).unwrap();
    for part in [
        "<h1>Escape time of mandelbrot, rounding separate</h1>",
        "4 rungs on 1 input: all agree with the oracle",
        "data-label=\"occupancy\"",
        "data-label=\"% of peak\">skips<",
        "data-label=\"iter&#x2f;cycle\"",
        "lanes-f32 computes in f32, the base in f64",
        "<svg ",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
    assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("<script"), "{page}");
    lanelab(RUN).words("--html -").refuses().saying(&["--html must name a file"]);
}

#[test]
fn a_rung_that_is_slower_than_in_the_baseline_fails() {
    let folder = Folder::new();
    lanelab(RUN).words("--json b.json").within(&folder).succeeds();
    let mut report: Value = serde_json::from_slice(&folder.read("b.json")).unwrap();
    let against = |report: &Value| {
        let folder = Folder::new().with("b.json", report.to_string());
        lanelab(RUN).words("--baseline b.json --fail-slower 5%").within(&folder).ends()
    };
    for (factor, code, part) in
        [(1e9, 0, "faster"), (1e-9, 1, "SLOWER than --fail-slower 5 % allows: textbook on lesson")]
    {
        for rung in report["scenes"][0]["rungs"].as_array_mut().unwrap() {
            rung["median_s"] = json!(rung["median_s"].as_f64().unwrap() * factor);
        }
        against(&report).exits_with(code).quietly().printing(&["against the baseline of commit", part]);
        report = serde_json::from_slice(&folder.read("b.json")).unwrap();
    }
    report["ladder"] = json!("Escape time of mandelbrot, rounding fused");
    against(&report).exits_with(2).saying(&[
        "it is of the ladder",
        "rounding fused",
        "name a file that this ladder wrote",
    ]);
}
