//! Counts the instructions of each rung on the small scenes, and compares them with a baseline: `scripts/gate`.
//!
//! Instructions are work, not time: they are the same in each run of one build, so a change of a percent is no noise.
//! Another compiler makes another build, so a baseline is compared with on the compiler that it is of alone.

mod baseline;
mod compiler;
mod count;
mod diff;
mod table;

use anyhow::{Context, ensure};
use baseline::{Baseline, Entry};
use clap::{Args, Parser, Subcommand};
use compiler::Compiler;
use count::Counter;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "gate")]
struct Cli {
    #[command(flatten)]
    places: Places,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Args)]
struct Places {
    /// The counts to compare with
    #[arg(long, default_value = "benches/baseline/work.json")]
    baseline: PathBuf,
    /// Where the program that is counted is built
    #[arg(long, default_value = "target/gate")]
    target_dir: PathBuf,
    /// An existing folder for what callgrind writes
    #[arg(long)]
    scratch: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Count, compare, and end with 1 where a count is beyond the tolerance
    Compare,
    /// Count, and make that the baseline
    Accept {
        /// Why the counts are right as they are
        #[arg(long)]
        reason: String,
        /// The date, as in 2026-01-31
        #[arg(long)]
        date: String,
        /// The commit that is counted
        #[arg(long)]
        commit: String,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let Cli { places, verb } = Cli::parse();
    match verb {
        Verb::Compare => compare(&places),
        Verb::Accept { reason, date, commit } => accept(&places, reason, date, commit),
    }
}

fn compare(places: &Places) -> anyhow::Result<ExitCode> {
    let before = Baseline::read(&places.baseline)?;
    let here = Compiler::at_hand()?;
    if here != before.compiler {
        writeln!(io::stdout(), "skipped: work gate: its baseline is for {}, here is {here}", before.compiler)?;
        return Ok(ExitCode::SUCCESS);
    }
    let (fills, source) = Counter::build(&places.target_dir, &places.scratch)?.all()?;
    let (report, passed) = table::report(&before, &Baseline { fills, source, ..before.clone() });
    io::stdout().write_all(report.as_bytes())?;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn accept(places: &Places, reason: String, date: String, commit: String) -> anyhow::Result<ExitCode> {
    ensure!(!reason.trim().is_empty(), "--reason \"{reason}\": a baseline needs a reason: say why the counts moved");
    let exists = places.baseline.try_exists().with_context(|| places.baseline.display().to_string())?;
    let mut history = if exists { Baseline::read(&places.baseline).map(|before| before.history)? } else { Vec::new() };
    let compiler = Compiler::at_hand()?;
    history.push(Entry { date, commit, compiler: compiler.to_string(), reason });
    let (fills, source) = Counter::build(&places.target_dir, &places.scratch)?.all()?;
    let count = fills.len();
    Baseline { history, compiler, fills, source }.write(&places.baseline)?;
    writeln!(io::stdout(), "{} has {count} fills; commit it", places.baseline.display())?;
    Ok(ExitCode::SUCCESS)
}
