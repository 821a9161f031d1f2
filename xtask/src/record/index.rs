//! All records as a table of profiles/README.md.

use crate::splice::between;
use anyhow::Context;
use lanelab::report::{Report, Scene};
use lanelab_measure::format::Figure;
use std::fs;
use std::path::{Path, PathBuf};

const BEGIN: &str = "<!-- records: begin; written by scripts/record, not by hand -->";
const END: &str = "<!-- records: end -->";

/// The scene whose figures are shown.
const SHOWN: &str = "overview";

/// The rung whose figures are shown.
const RUNG: &str = "best";

/// The document with a row for every record in a folder, which is named as the document sees it.
pub(crate) fn replaced(text: &str, folder: &Path, shown: &str) -> anyhow::Result<String> {
    let mut table = format!(
        "| record | machine | `{RUNG}` on `{SHOWN}`, iterations/cycle, `separate` | `contracted` |\n|---|---|--:|--:|\n"
    );
    for path in records(folder)? {
        let report = Report::read(&path)?;
        let machine = path.parent().and_then(Path::file_name).unwrap_or_default().display().to_string();
        let name = path.file_stem().unwrap_or_default().display().to_string();
        table += &format!(
            "| [{name}]({shown}/{machine}/{name}.csv) | {machine} | {} | {} |\n",
            cycles(&report, "separate"),
            cycles(&report, "contracted")
        );
    }
    between(text, BEGIN, END, &table)
}

fn records(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut records = Vec::new();
    for machine in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let machine = machine?.path();
        for file in fs::read_dir(&machine).with_context(|| machine.display().to_string())? {
            let path = file?.path();
            records.extend(path.extension().is_some_and(|ending| ending == "json").then_some(path));
        }
    }
    records.sort();
    Ok(records)
}

fn cycles(report: &Report, rounding: &str) -> String {
    let shown = |scene: &&Scene| scene.name == SHOWN;
    let mut rungs = report.scenes.iter().filter(shown).flat_map(|scene| &scene.rungs);
    let found = rungs.find(|rung| rung.name == RUNG && rung.rounding == rounding && rung.threads == 1);
    found.map_or_else(|| "–".to_owned(), |rung| Figure(rung.iter_per_cycle).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_records_is_that_of_their_folder() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let text = fs::read_to_string(root.join("profiles/README.md")).unwrap();
        let fresh = replaced(&text, &root.join("profiles/record"), "record").unwrap();
        assert!(fresh == text, "cargo run --release -p benches --example record -- tables");
        assert!(fresh.matches(".csv)").count() >= 4, "{fresh}");
    }
}
