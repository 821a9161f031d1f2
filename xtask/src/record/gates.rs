//! The gates that a record bears out: each rung against the one before it, and threads against copies.

use lanelab::report::{Report, Rung, Scene};
use std::fmt::Write;
use std::path::Path;

/// What a gate asks, of what the record found: builds and machines of one kind differ by less, and so do two rungs that
/// are measured alone, with warm caches and predictors, and the same two among all others.
const MARGIN: f64 = 0.8;

/// A rung that takes longer than this, in nanoseconds, is not measured again by a gate.
pub(crate) const LONGEST: u64 = 400_000_000;

/// The text of the file.
pub(crate) fn of(report: &Report, record: &Path) -> String {
    let mut text = format!(
        "# Ratios that must hold, whatever the machine's mood: lanelab run --gate benches/gates.toml\n\
         # Written by scripts/record from {}, not by hand: four fifths of what it found.\n",
        record.display()
    );
    for scene in &report.scenes {
        for (a, b, ratio) in pairs(scene) {
            gate(&mut text, report, scene, [a, b], 1, ratio);
        }
        for rung in &scene.rungs {
            if let Some(ratio) = &rung.of_copies {
                gate(&mut text, report, scene, [&side(rung), "copies"], rung.threads, ratio.median);
            }
        }
    }
    text
}

/// Each rung and the one before it, the faster one first, with how many times as fast it is.
pub(crate) fn pairs(scene: &Scene) -> Vec<(&str, &str, f64)> {
    let separate = |rung: &&Rung| rung.threads == 1 && rung.precision == "f64" && rung.rounding == "separate";
    let rungs: Vec<_> = scene.rungs.iter().filter(separate).collect();
    let brief = |rung: &Rung| rung.median_ns <= LONGEST;
    let pairs = rungs.windows(2).filter(|pair| pair.iter().all(|rung| brief(rung)));
    pairs
        .map(|pair| {
            let (before, rung) = (pair[0], pair[1]);
            let ratio = times(before, rung);
            if ratio >= 1.0 {
                (rung.name.as_str(), before.name.as_str(), ratio)
            } else {
                (before.name.as_str(), rung.name.as_str(), 1.0 / ratio)
            }
        })
        .collect()
}

/// How many times as fast a rung is as another.
#[expect(clippy::cast_precision_loss, reason = "two digits are kept")]
fn times(before: &Rung, rung: &Rung) -> f64 {
    before.median_ns as f64 / rung.median_ns as f64
}

fn side(rung: &Rung) -> String {
    format!("{}:{}", rung.name, rung.rounding)
}

fn gate(text: &mut String, report: &Report, scene: &Scene, [a, b]: [&str; 2], threads: usize, ratio: f64) {
    let least = (ratio * MARGIN * 100.0).floor() / 100.0;
    let (name, isa) = (&scene.name, &report.machine.isa);
    let result = write!(
        text,
        "\n[[gate]]\nscene = \"{name}\"\nform = \"full\"\na = \"{a}\"\nb = \"{b}\"\nthreads = {threads}\n\
         min_ratio = {least:.2}\nisa = \"{isa}\"\n"
    );
    result.expect("a string takes what is written");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_asks_four_fifths_of_what_was_found_of_the_faster_side() {
        let rung = |name: &str, median: u64, threads: u32, copies: &str| {
            format!(
                r#"{{"name": "{name}", "rounding": "separate", "threads": {threads}, "samples": 9, "median_ns": {median},
                "mad_ns": 1, "giter_per_s": 1.0, "iter_per_cycle": 1.0, "of_peak": null, "effective": false,
                "of_copies": {copies}, "speed_up": {{"median": 1.0, "low": 1.0, "high": 1.0, "pairs": 9}}}}"#
            )
        };
        let copies = r#"{"median": 1.0, "low": 0.9, "high": 1.1, "pairs": 9}"#;
        let rungs = [
            rung("one", 300, 1, "null"),
            rung("two", 150, 1, "null"),
            rung("slow", 600_000_000, 1, "null"),
            rung("three", 200, 1, "null"),
            rung("four", 400, 1, "null"),
            rung("four", 200, 2, copies),
        ];
        let report = Report::parse(&format!(
            r#"{{"schema": "lanelab.run/1", "scenes": [{{"name": "lesson", "width": 1, "height": 1, "limit": 1,
            "iterations": 1, "clock_ghz": 1.0, "floor": 0.01, "base": "one", "rungs": [{}]}}], "machine": {{"cpu": "a",
            "cores": 2, "isa": "AVX2", "lanes_f64": 4, "rustc": "rustc 1", "commit": "abc"}}}}"#,
            rungs.join(",")
        ));
        let text = of(&report.unwrap(), Path::new("a.json"));
        let rows: Vec<_> = text
            .split("[[gate]]")
            .skip(1)
            .map(|row| row.lines().filter_map(|line| Some(line.split_once(" = ")?.1)).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(
            rows,
            [
                r#""lesson" "full" "two" "one" 1 1.60 "AVX2""#,
                r#""lesson" "full" "three" "four" 1 1.60 "AVX2""#,
                r#""lesson" "full" "four:separate" "copies" 2 0.80 "AVX2""#
            ]
        );
    }
}
