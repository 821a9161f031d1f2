//! The suite `backends` for three instruction sets, and what each crate costs to build: a record, or a comparison with one.

mod cost;
mod table;

pub(crate) use table::block;

use crate::record::require_committed_tree;
use crate::{ladders, process, tables};
use anyhow::{bail, ensure};
use clap::Args;
use lanelab_ladder::report::{Machine, Nothing, Report};
use serde::Deserialize;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder for each record, named by its time and commit; in it a report and the printed tables for each build, and the
/// cost of building.
const RECORDS: &str = "profiles/backends";

/// The sources of the backends.
const SOURCES: &str = "benches/suites/backend";

/// The builds by their names in a record, with the flags that replace those of the workspace; none for its own.
const BUILDS: [(&str, Option<&str>); 3] = [
    ("native", None),
    ("x86-64-v3", Some("-Ctarget-cpu=x86-64-v3 -Cforce-frame-pointers=yes -Csymbol-mangling-version=v0")),
    ("x86-64", Some("-Ctarget-cpu=x86-64 -Cforce-frame-pointers=yes -Csymbol-mangling-version=v0")),
];

#[derive(Debug, Args)]
pub(crate) struct BackendsArgs {
    /// Seconds of timed work for each rung and kernel
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// File no record: measure again, compare with the newest record of this CPU, and exit with 1 where a ratio is not
    /// reproduced
    #[arg(long)]
    again: bool,
}

pub(crate) fn run(args: &BackendsArgs) -> anyhow::Result<()> {
    let toolchain = Toolchain::find()?;
    // Cargo runs a suite in the folder of its package.
    let scratch = std::path::absolute(process::target_dir().join("backends"))?;
    if args.again {
        return again(&toolchain, &scratch, args.seconds);
    }
    require_committed_tree()?;
    let results = ladders::empty(&scratch.join("results"))?;
    for (name, flags) in builds() {
        let mut suite = toolchain.suite(&scratch.join(name), flags, args.seconds);
        ladders::measure(&results.join(name), &mut suite)?;
    }
    let cost = cost::measure(&toolchain, &scratch.join("cost"))?;
    fs::write(results.join("cost.json"), serde_json::to_string_pretty(&cost)? + "\n")?;
    let place = ladders::file(RECORDS, &results)?;
    tables::run(None)?;
    Ok(writeln!(io::stdout(), "Commit profiles and docs: {}.", place.display())?)
}

/// Other architectures have one build: there only some of the crates know more than one instruction set.
fn builds() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    BUILDS.into_iter().filter(|(_, flags)| cfg!(target_arch = "x86_64") || flags.is_none())
}

/// What is read of a report with a baseline.
#[derive(Deserialize)]
struct Compared {
    baseline: Changes,
}

#[derive(Deserialize)]
struct Changes {
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    reproduced: Option<bool>,
}

/// The newest record that was measured on a CPU like this.
fn newest_here(root: &Path) -> anyhow::Result<PathBuf> {
    let processor = Machine::inspect(String::new()).processor();
    for record in tables::records(root, RECORDS)?.into_iter().rev() {
        if Report::<Nothing>::read(&record.join("native.json"))?.machine.processor() == processor {
            return Ok(record);
        }
    }
    bail!("{RECORDS} has no record of this CPU, {processor}; scripts/backends measures one")
}

/// Measures each build again, prints what has changed since the newest record of this CPU, and fails where a ratio is not
/// reproduced.
fn again(toolchain: &Toolchain, scratch: &Path, seconds: f64) -> anyhow::Result<()> {
    let newest = newest_here(".".as_ref())?;
    let json = scratch.join("again.json");
    let mut others = 0;
    for (name, flags) in builds() {
        let mut suite = toolchain.suite(&scratch.join(name), flags, seconds);
        suite
            .arg("--baseline")
            .arg(std::path::absolute(newest.join(name).with_extension("json"))?)
            .arg("--json")
            .arg(&json);
        process::run(&mut suite)?;
        let Compared { baseline } = serde_json::from_str(&fs::read_to_string(&json)?)?;
        others += baseline.changes.iter().filter(|change| change.reproduced == Some(false)).count();
    }
    ensure!(others == 0, "{others} ratios are not those of {}: see NOT REPRODUCED above", newest.display());
    Ok(writeln!(io::stdout(), "Every ratio is that of {}, within the intervals.", newest.display())?)
}

/// The compiler: a nightly one where there is one, since all backends are compared under one compiler.
struct Toolchain {
    nightly: bool,
}

impl Toolchain {
    fn find() -> anyhow::Result<Self> {
        let version = process::command("cargo +nightly --version").output();
        let nightly = version.is_ok_and(|output| output.status.success());
        if !nightly {
            let how = "rustup toolchain install nightly --profile minimal";
            writeln!(io::stdout(), "skipped: std::simd, which needs a nightly compiler: {how}")?;
        }
        Ok(Self { nightly })
    }

    /// Whether a backend can be compiled.
    fn has(&self, backend: &str) -> bool {
        self.nightly || backend != "std_simd"
    }

    /// A tool of the toolchain with arguments.
    fn tool(&self, tool: &str, words: &str) -> Command {
        process::command(&format!("{tool} {}{words}", if self.nightly { "+nightly " } else { "" }))
    }

    fn suite(&self, target: &Path, flags: Option<&str>, seconds: f64) -> Command {
        let features = if self.nightly { " --features std-simd" } else { "" };
        let words = format!("bench --quiet -p benches --bench backends{features} -- --seconds {seconds}");
        let mut cargo = self.tool("cargo", &words);
        cargo.env("CARGO_TARGET_DIR", target).envs(flags.map(|flags| ("RUSTFLAGS", flags)));
        cargo
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_is_compared_with_the_newest_record_of_the_same_cpu() {
        let root = tempfile::tempdir().unwrap();
        let file = |name: &str, model: &str| {
            let (from, place) = (tables::newest("..".as_ref(), RECORDS).unwrap(), root.path().join(RECORDS).join(name));
            let mut report = Report::<Nothing>::read(&from.join("native.json")).unwrap();
            report.machine = Machine { cpu_model: model.to_owned(), ..Machine::inspect(String::new()) };
            fs::create_dir_all(&place).unwrap();
            fs::write(place.join("native.json"), serde_json::to_string(&report).unwrap()).unwrap();
        };
        file("20260103T000000Z-c", "another");
        let error = newest_here(root.path()).unwrap_err().to_string();
        assert!(error.ends_with("scripts/backends measures one"), "{error}");
        let model = Machine::inspect(String::new()).cpu_model;
        file("20260101T000000Z-a", &model);
        file("20260102T000000Z-b", &model);
        assert!(newest_here(root.path()).unwrap().ends_with("20260102T000000Z-b"));
    }
}
