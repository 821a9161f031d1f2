//! The work gate: counts the instructions of each rung on the small scenes and compares them with a baseline.
//!
//! Instructions are work, not time: every run of one build executes the same number, so a change of one per cent is not
//! noise. Another compiler makes another build, so a baseline holds for its own compiler only. Where a count moved, the
//! lines that moved are found by counting the baseline's commit again.

mod baseline;
mod checkout;
mod count;
mod diff;

use crate::process;
use anyhow::{Context, ensure};
use baseline::{Baseline, Entry};
use checkout::Checkout;
use clap::Args;
use count::{Counter, Fills};
use diff::Change;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const BASELINE: &str = "benches/baseline/work.json";

#[derive(Debug, Args)]
pub(crate) struct GateArgs {
    /// Make the counts the baseline, and keep why they are right
    #[arg(long, value_name = "REASON", value_parser = parse_reason)]
    accept: Option<String>,
    /// Where the program that is counted is built; without it, gate in cargo's target folder
    #[arg(long)]
    target_dir: Option<PathBuf>,
}

fn parse_reason(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("say why the counts moved".to_owned()) } else { Ok(text.to_owned()) }
}

/// Counts, then compares or accepts. Fails where a count is beyond the tolerance.
pub(crate) fn run(args: &GateArgs) -> anyhow::Result<ExitCode> {
    if let Some(missing) = missing() {
        writeln!(io::stdout(), "skipped: work gate: {missing}")?;
        ensure!(args.accept.is_none(), "--accept: nothing was counted, so nothing is accepted");
        return Ok(ExitCode::SUCCESS);
    }
    let target = args.target_dir.clone().unwrap_or_else(|| process::target_dir().join("gate"));
    match &args.accept {
        Some(reason) => accept(&target, reason),
        None => compare(&target),
    }
}

/// What this machine lacks for counting, if anything.
fn missing() -> Option<String> {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let is_there = |feature: &&str| cpu.split_whitespace().any(|word| word == *feature);
    if let Some(feature) = ["avx2", "bmi2", "fma"].iter().find(|feature| !is_there(feature)) {
        return Some(format!("this CPU has no {feature}, which the counted build for x86-64-v3 needs"));
    }
    let valgrind = process::line("valgrind --version");
    valgrind.err().map(|_| "there is no valgrind; Debian has it in the package valgrind".to_owned())
}

fn compare(target: &Path) -> anyhow::Result<ExitCode> {
    let baseline = Baseline::read(BASELINE.as_ref())?;
    let last = baseline.history.last().context("the baseline's history is empty: restore the committed one")?;
    let here = baseline::compiler()?;
    let mut out = io::stdout();
    if here != last.compiler {
        writeln!(out, "skipped: work gate: its baseline is for {}, here is {here}", last.compiler)?;
        return Ok(ExitCode::SUCCESS);
    }
    let fills = Counter::build(".".as_ref(), target)?.count_all(&count::jobs())?;
    let counts = count::totals(&fills);
    let changes = diff::beyond_tolerance(&baseline.fills, &counts);
    if changes.is_empty() {
        write!(out, "{}", diff::summary(&baseline.fills, &counts))?;
        return Ok(ExitCode::SUCCESS);
    }
    let before = count_baseline(last, target, &changes);
    for change in &changes {
        writeln!(out, "{change}")?;
        if let (Ok(before), Some(after)) = (&before, fills.get(change.job)) {
            writeln!(out, "{}", before.get(change.job).map_or(String::new(), |before| change.lines(before, after)))?;
        }
    }
    if let Err(error) = &before {
        writeln!(out, "The lines that moved are not known: the baseline's commit cannot be counted: {error:#}")?;
        writeln!(
            out,
            "To see them, accept the counts of an earlier commit that builds, and run scripts/gate here again."
        )?;
    }
    writeln!(
        out,
        "FAILED: {} of {} fills are beyond ±{} % of the baseline. If that is right, say why: \
         scripts/gate --accept \"REASON\"",
        changes.len(),
        counts.len(),
        diff::TOLERANCE_PERCENT
    )?;
    Ok(ExitCode::FAILURE)
}

fn count_baseline(entry: &Entry, target: &Path, changes: &[Change<'_>]) -> anyhow::Result<Fills> {
    let jobs: Vec<_> =
        changes.iter().filter(|change| change.is_on_both_sides()).map(|change| change.job.to_owned()).collect();
    if jobs.is_empty() {
        return Ok(Fills::new());
    }
    let checkout = Checkout::new(entry, target)?;
    // In the same folder cargo could take what it built of one commit for the other's, as their names are the same.
    Counter::build(&checkout.folder, &target.join("before"))?.count_all(&jobs)
}

fn accept(target: &Path, reason: &str) -> anyhow::Result<ExitCode> {
    let path = Path::new(BASELINE);
    let mut history = if path.exists() { Baseline::read(path)?.history } else { Vec::new() };
    let mut commit = process::line("git rev-parse --short=12 HEAD")?;
    if !process::line("git status --porcelain")?.is_empty() {
        commit += "+";
    }
    let date = process::line("date -u +%F")?;
    history.push(Entry { date, commit, compiler: baseline::compiler()?, reason: reason.to_owned() });
    let fills = count::totals(&Counter::build(".".as_ref(), target)?.count_all(&count::jobs())?);
    let count = fills.len();
    Baseline { history, fills }.write(path)?;
    writeln!(io::stdout(), "{BASELINE} has {count} fills; commit it")?;
    Ok(ExitCode::SUCCESS)
}
