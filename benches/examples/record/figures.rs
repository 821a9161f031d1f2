//! A record as the figures in the module docs of rungs: a table between two marks, in comments.

use crate::report::{Report, Rung, Scene};
use anyhow::Context;
use lanelab_measure::format::{Count, Figure, Percent};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the modules of rungs with such tables lie.
pub(crate) const FOLDER: &str = "crates/lanes/src";

const BEGIN: &str = "//! <!-- figures: ";
const END: &str = "//! <!-- figures: end -->\n";

/// Every module that has figures, with the text that it should have.
pub(crate) fn modules(
    folder: &Path,
    report: &Report,
    record: &Path,
) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut modules = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let fresh = replaced(&text, report, record).with_context(|| path.display().to_string())?;
            modules.extend(fresh.map(|fresh| (path, fresh)));
        }
    }
    modules.sort();
    Ok(modules)
}

/// The text with the figures of the rung that it names; none where it names none.
fn replaced(text: &str, report: &Report, record: &Path) -> anyhow::Result<Option<String>> {
    let Some((before, rest)) = text.split_once(BEGIN) else { return Ok(None) };
    let (rung, rest) = rest.split_once(" -->\n").context("the mark of the figures does not end")?;
    let (_, after) = rest.split_once(END).context("the figures do not end")?;
    let table: String = of(rung, report, record).lines().map(|line| comment(line) + "\n").collect();
    Ok(Some(format!("{before}{BEGIN}{rung} -->\n{table}{END}{after}")))
}

fn comment(line: &str) -> String {
    format!("//! {line}").trim_end().to_owned()
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
    text +=
        "| scene | rounding | iterations/cycle | of its loop's rate | occupancy |\n|---|---|--:|--:|--:|\n";
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
        let text = "//! <!-- figures: some -->\n//! old\n//! <!-- figures: end -->\nuse x;\n";
        let fresh = replaced(text, &report, Path::new("a/b.json")).unwrap().unwrap();
        assert!(fresh.contains("//! | `lesson` 3×2, limit 50 | `fused` | 1.25 | 50 % | – |\n"), "{fresh}");
        assert!(fresh.ends_with("//! <!-- figures: end -->\nuse x;\n") && !fresh.contains("old"), "{fresh}");
        assert_eq!(replaced(&fresh, &report, Path::new("a/b.json")).unwrap().as_ref(), Some(&fresh));
        assert_eq!(replaced("nothing", &report, Path::new("a/b.json")).unwrap(), None);
        assert!(replaced("//! <!-- figures: some -->\n", &report, Path::new("a/b.json")).is_err());
    }
}
