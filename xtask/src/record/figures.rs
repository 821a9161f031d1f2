//! A record as the figures in the chapters of the book: tables between two marks.

use crate::tables;
use anyhow::Context;
use lanelab::report::{Report, Rung, Scene};
use lanelab_measure::format::{Count, Figure, Percent};
use std::fs;
use std::path::{Path, PathBuf};

/// Where texts with such tables lie, what their names end with, and what each line of a table begins with.
const PLACES: [(&str, &str, &str); 1] = [("docs/src", "md", "")];

/// The way from a chapter to the root, for its link to the record.
const UP: &str = "../..";

const BEGIN: &str = "<!-- figures: ";
const END: &str = "<!-- figures: end -->\n";

/// Every module and chapter that has figures, with the text that it should have.
pub(crate) fn modules(root: &Path, report: &Report, record: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut modules = Vec::new();
    for (folder, ending, prefix) in PLACES {
        let folder = root.join(folder);
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.extension().is_some_and(|other| other == ending) {
                let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
                let fresh = fresh(&text, prefix, report, record).with_context(|| path.display().to_string())?;
                modules.extend(fresh.map(|fresh| (path, fresh)));
            }
        }
    }
    modules.sort();
    Ok(modules)
}

/// The text with its figures, or with the tables that the README has; none where it has neither.
fn fresh(text: &str, prefix: &str, report: &Report, record: &Path) -> anyhow::Result<Option<String>> {
    if prefix.is_empty() && text.contains(tables::BEGIN) {
        return tables::replaced(text, &tables::of(report, &Path::new(UP).join(record))).map(Some);
    }
    replaced(text, prefix, report, record)
}

/// The text with the figures of the rungs that it names; none where it names none.
fn replaced(text: &str, prefix: &str, report: &Report, record: &Path) -> anyhow::Result<Option<String>> {
    let (begin, end) = (format!("{prefix}{BEGIN}"), format!("{prefix}{END}"));
    let mut fresh = String::new();
    let mut left = text;
    while let Some((before, rest)) = left.split_once(&begin) {
        let (rung, rest) = rest.split_once(" -->\n").context("the mark of the figures does not end")?;
        let (_, after) = rest.split_once(&end).context("the figures do not end")?;
        let lines = of(rung, report, record);
        let table: String = lines.lines().map(|line| prefixed(prefix, line) + "\n").collect();
        fresh += &format!("{before}{begin}{rung} -->\n{table}{end}");
        left = after;
    }
    Ok(if fresh.is_empty() { None } else { Some(fresh + left) })
}

fn prefixed(prefix: &str, line: &str) -> String {
    format!("{prefix}{line}").trim_end().to_owned()
}

/// The figures of one rung on one thread.
fn of(rung: &str, report: &Report, record: &Path) -> String {
    let machine = &report.machine;
    let mut text = format!(
        "Measured on one thread of {}, {}; record `{}`:\n\n",
        machine.cpu,
        machine.isa,
        record.file_stem().unwrap_or_default().display()
    );
    text += "| scene | rounding | iterations/cycle | of its loop's rate | occupancy |\n|---|---|--:|--:|--:|\n";
    for scene in report.scenes.iter().filter(|scene| scene.rungs.iter().all(|rung| rung.threads == 1)) {
        text.extend(scene.rungs.iter().filter(|other| other.name == rung).map(|rung| row(scene, rung)));
    }
    text
}

fn row(scene: &Scene, rung: &Rung) -> String {
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| Percent(share).to_string());
    format!(
        "| `{}` {}×{}, limit {} | `{}` | {} | {} | {} |\n",
        scene.name,
        scene.width,
        scene.height,
        Count(scene.limit.into()),
        rung.rounding,
        Figure(rung.iter_per_cycle),
        share(rung.of_peak),
        share(rung.occupancy),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_between_their_marks_and_a_module_without_marks_is_left_alone() {
        let report = Report::parse(
            r#"{"schema": "lanelab.run/1", "scenes": [{"name": "lesson", "width": 3, "height": 2, "limit": 50,
            "iterations": 1, "clock_ghz": 1.0, "floor": 0.01, "base": "some", "rungs": [{"name": "some",
            "rounding": "fused", "threads": 1, "samples": 9, "median_ns": 5, "mad_ns": 1, "giter_per_s": 1.0,
            "iter_per_cycle": 1.25, "of_peak": 0.5, "occupancy": null, "effective": false, "of_copies": null,
            "speed_up": {"median": 1.0, "low": 1.0, "high": 1.0, "pairs": 9}}]}], "machine": {"cpu": "a", "cores": 2,
            "isa": "AVX-512", "lanes_f64": 8, "rustc": "rustc 1", "commit": "abc"}}"#,
        );
        let report = report.unwrap();
        let replaced = |text: &str, prefix| replaced(text, prefix, &report, Path::new("a/b.json"));
        for prefix in ["//! ", ""] {
            let marks = format!("{prefix}<!-- figures: some -->\n{prefix}old\n{prefix}<!-- figures: end -->\n");
            let fresh = replaced(&format!("{marks}between\n{marks}use x;\n"), prefix).unwrap().unwrap();
            let row = format!("\n{prefix}| `lesson` 3×2, limit 50 | `fused` | 1.25 | 50 % | – |\n");
            assert_eq!(fresh.matches(&row).count(), 2, "{fresh}");
            assert!(fresh.ends_with("<!-- figures: end -->\nuse x;\n") && !fresh.contains("old"), "{fresh}");
            assert_eq!(replaced(&fresh, prefix).unwrap().as_ref(), Some(&fresh));
            assert_eq!(replaced("nothing", prefix).unwrap(), None);
            assert!(replaced(&format!("{prefix}<!-- figures: some -->\n"), prefix).is_err());
        }
    }
}
