//! Measures the ladder and the suites of a committed tree, and files what it finds as a record.

mod filing;
mod suites;

pub(crate) use filing::copy;

use crate::{process, tables};
use anyhow::{Context, bail, ensure};
use clap::Args;
use lanelab::report::Report;
use std::fmt::Write;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::SystemTime;

/// The rungs of a record under `contracted`: those whose speed depends on the rounding, and one to compare them with.
const CONTRACTED: &str = "--rounding contracted --rung lanes-interleaved --rung lanes-batched --rung lanes-refill \
                          --rung lanes-compacted --rung best";

/// The chosen run that a record keeps the profile of.
const PROFILE: &str = "profile best --scene overview --seconds 2";

/// What a profile leaves that is large or has paths of this machine; `lanelab profile` makes it again.
const NOT_KEPT: [&str; 5] = ["icicle.svg", "lineprof.json", "speedscope.json", "stacks.folded", "profile.pb.gz"];

#[derive(Debug, Args)]
pub(crate) struct RecordArgs {
    /// Seconds of timed work for each rung and scene
    #[arg(long, default_value_t = 30.0)]
    seconds: f64,
    /// Leave out the criterion suites
    #[arg(long)]
    no_suites: bool,
}

pub(crate) fn run(args: &RecordArgs) -> anyhow::Result<()> {
    require_committed_tree()?;
    let scratch = process::target_dir().join("record");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).with_context(|| scratch.display().to_string())?;
    }
    let chosen = scratch.join("chosen");
    fs::create_dir_all(&chosen).with_context(|| chosen.display().to_string())?;

    process::run(&mut process::command("cargo build --release -p lanelab"))?;
    process::run(&mut process::lanelab("verify"))?;
    let report = filing::join(measure(&scratch, args.seconds)?)?;
    keep_chosen_run(&chosen)?;
    let about = describe_machine(&report, args.seconds)?;
    let suites = if args.no_suites { None } else { Some(run_suites()?) };
    let stamp = process::line("date -u +%Y%m%dT%H%M%SZ")?;
    let place = filing::file(tables::RECORDS.as_ref(), &stamp, &report, about, suites, &chosen)?;
    tables::run(Some(place.with_extension("json")))?;
    Ok(writeln!(io::stdout(), "Commit profiles, README.md and docs: {}.csv and the tables from it.", place.display())?)
}

pub(crate) fn require_committed_tree() -> anyhow::Result<()> {
    const WHY: &str = "so no commit names what would be measured";
    match process::command("git status --porcelain").output() {
        Err(_) => bail!("there is no git, {WHY}; install git"),
        Ok(output) if !output.status.success() => bail!("this is not a clone, {WHY}; clone the repository"),
        Ok(output) if !output.stdout.is_empty() => bail!("the tree has changes, {WHY}; commit or stash them"),
        Ok(_) => Ok(()),
    }
}

fn measure(scratch: &Path, seconds: f64) -> anyhow::Result<Vec<Report>> {
    let mut reports = Vec::new();
    let mut run = |scene: &str, words: &str| {
        let path = scratch.join(format!("{}.json", reports.len()));
        let mut lanelab = process::lanelab(&format!("run --seconds {seconds} --scene {scene}{words}"));
        process::run(lanelab.arg("--json").arg(&path))?;
        reports.push(Report::read(&path)?);
        anyhow::Ok(())
    };
    for scene in ["lesson", "overview", "seahorse"] {
        run(scene, "")?;
        run(scene, &format!(" {CONTRACTED}"))?;
    }
    let cores = std::thread::available_parallelism()?.get();
    for scene in ["overview", "seahorse"].iter().filter(|_| cores > 1) {
        run(scene, &format!(" --threads 1,{cores} --rung lanes-interleaved --rung best"))?;
    }
    Ok(reports)
}

/// Leaves in a folder where the time of a run goes and what its lanes do. The files must not name the folder, as they
/// are read elsewhere.
fn keep_chosen_run(folder: &Path) -> anyhow::Result<()> {
    let out = folder.display().to_string();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).with_context(|| format!("{out}/{name}"));
    let profile = process::output(process::lanelab(PROFILE).arg("--out").arg(folder))?;
    let tables = profile.split_once("\nIn ").map_or(profile.as_str(), |(tables, _)| tables);
    write("profile.txt", &(tables.trim_end().to_owned() + "\n"))?;

    let occupancy = "occupancy --scene seahorse --small --rung lanes-masked --rung best";
    let occupancy = process::output(process::lanelab(occupancy).arg("--out").arg(folder))?;
    write("occupancy.txt", &occupancy.replace(&format!("In {out}:\n"), ""))?;

    let flamegraph = fs::read_to_string(folder.join("flamegraph.svg")).context("flamegraph.svg")?;
    write("flamegraph.svg", &with_title(&flamegraph, &format!("lanelab {PROFILE}")))?;
    for name in NOT_KEPT {
        drop(fs::remove_file(folder.join(name)));
    }
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let is_named = String::from_utf8_lossy(&fs::read(&path)?).contains(&out);
        ensure!(!is_named, "{}: a file of the chosen run names its folder; cut that out of it", path.display());
    }
    Ok(())
}

/// A picture with another text in its title.
fn with_title(svg: &str, title: &str) -> String {
    let replaced = svg.split_once("<text id=\"title\"").and_then(|(before, rest)| {
        let (attributes, rest) = rest.split_once('>')?;
        let (_, after) = rest.split_once('<')?;
        Some(format!("{before}<text id=\"title\"{attributes}>{title}<{after}"))
    });
    replaced.unwrap_or_else(|| svg.to_owned())
}

/// The commit, the compiler, the system and the CPU.
fn describe_machine(report: &Report, seconds: f64) -> anyhow::Result<String> {
    let mut text = format!("commit {}\nseconds {seconds}\n", process::line("git rev-parse HEAD")?);
    writeln!(text, "{}", process::line("git describe --always --tags")?)?;
    writeln!(text, "{}", process::line("rustc -vV")?)?;
    writeln!(text, "clock_ghz {}\nfeatures {}", report.machine.clock_ghz, report.machine.features)?;
    writeln!(text, "{}", process::line("uname -srm")?)?;
    Ok(text + &process::output(&mut process::command("lscpu")).unwrap_or_default())
}

fn run_suites() -> anyhow::Result<String> {
    let since = SystemTime::now();
    process::run(&mut process::command("cargo bench"))?;
    suites::csv(&process::target_dir().join("criterion"), since)
}
