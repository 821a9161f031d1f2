//! The ladders of `crates/ladder/examples`, measured: a record of their reports, and the tables that documents show.

use crate::record::{copy, require_committed_tree};
use crate::{process, tables};
use anyhow::Context;
use clap::Args;
use lanelab_ladder::report::Machine;
use serde::Deserialize;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder for each record, named by its time and commit; in it a report and the printed tables for each ladder.
const RECORDS: &str = "profiles/ladders";

const EXAMPLES: [&str; 5] = ["sum_of_squares", "dot", "colour", "count_byte", "histogram"];

/// This one is also measured as a project without build flags compiles it, under this name.
const WITHOUT_FLAGS: (&str, &str) = ("colour", "colour-without-flags");

#[derive(Debug, Args)]
pub(crate) struct LaddersArgs {
    /// Seconds of timed work for each rung and input
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
}

/// What is read of a report.
#[derive(Deserialize)]
struct Measured {
    machine: Machine,
}

pub(crate) fn run(args: &LaddersArgs) -> anyhow::Result<()> {
    require_committed_tree()?;
    let scratch = empty(&process::target_dir().join("ladders"))?;
    for name in EXAMPLES {
        measure(&scratch.join(name), &mut example(name, args.seconds))?;
    }
    let (of, name) = WITHOUT_FLAGS;
    let target = process::target_dir().join(name).display().to_string();
    // Cargo's own flags are replaced by any; this one changes no vectors.
    let flags = [("RUSTFLAGS", "-Cforce-frame-pointers=yes"), ("CARGO_TARGET_DIR", target.as_str())];
    measure(&scratch.join(name), example(of, args.seconds).envs(flags))?;
    let place = file(RECORDS, &scratch)?;
    tables::run(None)?;
    Ok(writeln!(io::stdout(), "Commit profiles, crates/ladder/README.md and docs: {}.", place.display())?)
}

fn example(name: &str, seconds: f64) -> Command {
    let words = format!("cargo run --release --quiet -p lanelab-ladder --example {name} -- --seconds {seconds}");
    process::command(&words)
}

/// A folder without anything in it.
pub(crate) fn empty(folder: &Path) -> anyhow::Result<PathBuf> {
    drop(fs::remove_dir_all(folder));
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    Ok(folder.to_owned())
}

/// Copies results into a new record, named by the time and the commit, and returns it.
pub(crate) fn file(records: &str, results: &Path) -> anyhow::Result<PathBuf> {
    let (stamp, commit) = (process::line("date -u +%Y%m%dT%H%M%SZ")?, process::line("git rev-parse --short=12 HEAD")?);
    let place = Path::new(records).join(format!("{stamp}-{commit}"));
    fs::create_dir_all(&place).with_context(|| place.display().to_string())?;
    copy(results, &place)?;
    Ok(place)
}

/// Runs a ladder; leaves its report and what it printed, below a line on the machine and the build.
pub(crate) fn measure(place: &Path, ladder: &mut Command) -> anyhow::Result<()> {
    let json = place.with_extension("json");
    let text = process::output(ladder.arg("--json").arg(&json))?;
    let report = fs::read_to_string(&json).with_context(|| json.display().to_string())?;
    let Measured { machine } = serde_json::from_str(&report)?;
    let (processor, Machine { cores, isa, rustc, commit, .. }) = (machine.processor(), &machine);
    let about = format!("{processor}, {cores} cores, compiled for {isa} by {rustc}, commit {commit}");
    Ok(fs::write(place.with_extension("txt"), format!("{about}\n\n{text}"))?)
}

/// The block of a ladder: its tables in the newest record. `NAME on INPUT, INPUT` has those of these inputs only.
pub(crate) fn block(root: &Path, name: &str) -> anyhow::Result<String> {
    let newest = tables::newest(root, RECORDS).context("measure the ladders by scripts/ladders")?;
    let (name, inputs) = name.split_once(" on ").map_or((name, None), |(name, inputs)| (name, Some(inputs)));
    let path = newest.join(name).with_extension("txt");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let is_wanted = |part: &&str| {
        let is = |input: &str| part.lines().next().is_some_and(|heading| heading.contains(&format!(", {input}:")));
        inputs.is_none_or(|inputs| !part.contains("──") || inputs.split(", ").any(is))
    };
    let parts: Vec<_> = text.trim_end().split("\n\n").filter(is_wanted).collect();
    Ok(format!("```text\n{}\n```\n", parts.join("\n\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_show_the_newest_record() {
        let root = tempfile::tempdir().unwrap();
        for (record, text) in [
            ("20260102T000000Z-abc", "new\n\nd, n=1: x\n──\n\nd, n=2: x\n──\n\nend\n"),
            ("20260101T000000Z-def", "old\n"),
        ] {
            let place = root.path().join(RECORDS).join(record);
            fs::create_dir_all(&place).unwrap();
            fs::write(place.join("dot.txt"), text).unwrap();
        }
        let blocks = ["dot", "dot on n=2"].map(|name| block(root.path(), name).unwrap());
        assert_eq!(blocks[0], "```text\nnew\n\nd, n=1: x\n──\n\nd, n=2: x\n──\n\nend\n```\n");
        assert_eq!(blocks[1], "```text\nnew\n\nd, n=2: x\n──\n\nend\n```\n");
        assert!(format!("{:#}", block(root.path(), "none").unwrap_err()).contains("none.txt"));
    }
}
