//! What maintainers run, from the root of the workspace: `cargo xtask COMMAND`. The scripts of the same names call it.

mod backends;
mod blocks;
mod book;
mod criterion;
mod gate;
mod ladders;
mod process;
#[cfg(target_os = "linux")]
mod profiler;
#[cfg(target_os = "linux")]
mod profilers;
mod record;
mod tables;

use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "xtask", about = "What maintainers run, from the root of the workspace")]
enum Command {
    /// Measure the ladder and the suites, file the result as a record, and write all tables from it
    Record(record::RecordArgs),
    /// Measure the ladders of crates/ladder/examples, file a record, and write the tables from it
    Ladders(ladders::LaddersArgs),
    /// Measure the suite `backends` for several instruction sets and what its crates cost to build, file a record, and write
    /// the tables from it
    Backends(backends::BackendsArgs),
    /// Write the tables of README.md, ARCHITECTURE.md, profiles/README.md and the book; results are those of a record
    Tables {
        /// The JSON file of the record; without one, that which profiles/README.md names
        record: Option<PathBuf>,
    },
    /// Count the instructions of each rung on the small scenes and compare them with the baseline
    Gate(gate::GateArgs),
    /// Compare lineprof with perf on programs of others, and measure what recording costs and loses
    #[cfg(target_os = "linux")]
    Profiler(profiler::ProfilerArgs),
    /// Compare what lineprof and other profilers show of the same programs, and what each costs
    #[cfg(target_os = "linux")]
    Profilers(profilers::ProfilersArgs),
    /// Make the book's pictures and profiles, and write its chapters
    Book {
        /// Write nothing: compare the pictures and the chapters with what would be written, and check the built pages'
        /// links
        #[arg(long)]
        check: bool,
        /// Make no pictures and profiles: write only the code and the tables that the chapters name
        #[arg(long, conflicts_with = "check")]
        code: bool,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let command = Command::parse();
    anyhow::ensure!(
        Path::new("scripts").is_dir(),
        "this folder has no scripts/: call xtask in the root of the workspace"
    );
    match command {
        Command::Gate(args) => return gate::run(&args),
        #[cfg(target_os = "linux")]
        Command::Profiler(args) => return profiler::run(&args),
        #[cfg(target_os = "linux")]
        Command::Profilers(args) => profilers::run(&args)?,
        Command::Record(args) => record::run(&args)?,
        Command::Ladders(args) => ladders::run(&args)?,
        Command::Backends(args) => backends::run(&args)?,
        Command::Tables { record } => tables::run(record)?,
        Command::Book { code: true, .. } => tables::run(None)?,
        Command::Book { check, .. } => book::run(check)?,
    }
    Ok(ExitCode::SUCCESS)
}
