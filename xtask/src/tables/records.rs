//! The list of all records.

use super::cells;
use anyhow::Context;
use lanelab::report::{Report, Scene};
use std::fs;
use std::path::{Path, PathBuf};

/// A row for every record in a folder, which the document names `link`.
pub(crate) fn table(folder: &Path, link: &str) -> anyhow::Result<String> {
    let mut rows = Vec::new();
    for path in records(folder)? {
        let report = Report::read(&path)?;
        let machine = path.parent().and_then(Path::file_name).unwrap_or_default().display().to_string();
        let name = path.file_stem().unwrap_or_default().display().to_string();
        let record = format!("[{name}]({link}/{machine}/{name}.csv)");
        rows.push(vec![record, machine, cycles(&report, "separate"), cycles(&report, "contracted")]);
    }
    let titles = ["record|", "machine|", "`best` on `overview`, iterations/cycle, `separate`", "`contracted`"];
    Ok(cells::table(&titles, rows.into_iter()))
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
    let overview = |scene: &&Scene| scene.name == "overview";
    let mut rungs = report.scenes.iter().filter(overview).flat_map(|scene| &scene.rungs);
    let found = rungs.find(|rung| rung.name == "best" && rung.more.rounding == rounding && rung.threads == 1);
    found.map_or_else(|| "–".to_owned(), cells::cycles)
}
