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
use baseline::{Baseline, Counts, Entry};
use checkout::Checkout;
use clap::Args;
use count::{Counter, Fill};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct GateArgs {
    /// Make the counts the baseline, and keep why they are right
    #[arg(long, value_name = "REASON", value_parser = parse_reason)]
    accept: Option<String>,
    /// The counts to compare with
    #[arg(long, default_value = "benches/baseline/work.json")]
    baseline: PathBuf,
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
        Some(reason) => accept(args, &target, reason),
        None => compare(args, &target),
    }
}

/// What this machine lacks for counting, if anything.
fn missing() -> Option<String> {
    if let Some(feature) = missing_feature() {
        return Some(format!("this CPU has no {feature}, which the counted build for x86-64-v3 needs"));
    }
    let valgrind = process::command("valgrind", &["--version"]).output();
    let is_there = valgrind.is_ok_and(|output| output.status.success());
    (!is_there).then(|| "no valgrind; Debian has it in the package valgrind".to_owned())
}

#[cfg(target_arch = "x86_64")]
fn missing_feature() -> Option<&'static str> {
    let features = [
        ("avx2", is_x86_feature_detected!("avx2")),
        ("bmi2", is_x86_feature_detected!("bmi2")),
        ("fma", is_x86_feature_detected!("fma")),
    ];
    features.into_iter().find(|(_, is_there)| !is_there).map(|(name, _)| name)
}

#[cfg(not(target_arch = "x86_64"))]
fn missing_feature() -> Option<&'static str> {
    Some("x86-64 instructions")
}

fn compare(args: &GateArgs, target: &Path) -> anyhow::Result<ExitCode> {
    let baseline = Baseline::read(&args.baseline)?;
    let last = baseline.history.last().context("the baseline's history is empty: restore the committed one")?;
    let here = baseline::compiler()?;
    let mut out = io::stdout();
    if here != last.compiler {
        writeln!(out, "skipped: work gate: its baseline is for {}, here is {here}", last.compiler)?;
        return Ok(ExitCode::SUCCESS);
    }
    let (fills, counts) = count_all(target)?;
    let changes = diff::beyond_tolerance(&baseline.fills, &counts);
    if changes.is_empty() {
        write!(out, "{}", diff::summary(&baseline.fills, &counts))?;
        return Ok(ExitCode::SUCCESS);
    }
    let jobs: Vec<_> = changes.iter().filter(|change| change.is_on_both_sides()).map(|change| change.job).collect();
    let before = count_baseline(last, &args.baseline, target, &jobs);
    for change in &changes {
        writeln!(out, "{change}")?;
        if let (Ok(before), Some(after)) = (&before, fills.get(change.job)) {
            writeln!(out, "{}", lines(before.get(change.job), after, change.before))?;
        }
    }
    if let Err(error) = &before {
        writeln!(out, "The lines that moved are not known: the baseline's commit cannot be counted: {error:#}")?;
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

/// Counts everything in the working tree.
fn count_all(target: &Path) -> anyhow::Result<(BTreeMap<String, Fill>, Counts)> {
    let fills = Counter::build(".".as_ref(), target)?.count_all(count::jobs().iter().map(String::as_str))?;
    let counts = fills.iter().map(|(job, fill)| (job.clone(), fill.instructions)).collect();
    Ok((fills, counts))
}

/// Counts fills in the commit that the baseline was counted on.
fn count_baseline(entry: &Entry, path: &Path, target: &Path, jobs: &[&str]) -> anyhow::Result<BTreeMap<String, Fill>> {
    if jobs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let checkout = Checkout::new(entry, path, target)?;
    Counter::build(&checkout.folder, target)?.count_all(jobs.iter().copied())
}

/// The lines that moved from the baseline's commit, if that counts as the baseline says.
fn lines(before: Option<&Fill>, after: &Fill, baseline: Option<u64>) -> String {
    match (before, baseline) {
        (Some(before), Some(count)) if diff::is_within(count, before.instructions) => diff::lines(before, after),
        (Some(before), _) => format!(
            "  The lines that moved are not known: the baseline's commit has {} instructions, not the baseline's count\n",
            before.instructions
        ),
        (None, _) => String::new(),
    }
}

fn accept(args: &GateArgs, target: &Path, reason: &str) -> anyhow::Result<ExitCode> {
    let path = &args.baseline;
    let mut history = if path.exists() { Baseline::read(path)?.history } else { Vec::new() };
    let mut commit = process::line("git", &["rev-parse", "--short=12", "HEAD"])?;
    if !process::line("git", &["status", "--porcelain"])?.is_empty() {
        commit += "+";
    }
    let date = process::line("date", &["-u", "+%F"])?;
    history.push(Entry { date, commit, compiler: baseline::compiler()?, reason: reason.to_owned() });
    let (_, fills) = count_all(target)?;
    let count = fills.len();
    Baseline { history, fills }.write(path)?;
    writeln!(io::stdout(), "{} has {count} fills; commit it", path.display())?;
    Ok(ExitCode::SUCCESS)
}
