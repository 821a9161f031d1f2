//! The commands of `lineprof`, which is `cargo lineprof` too: cargo runs `cargo-lineprof lineprof …`.

mod cargo;
mod diff;
mod doctor;
mod old;
mod owned;
mod record;
mod report;
mod width;

use crate::Error;
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// What a recording has so far, in the folder of its profile, until that is written.
const SAVED: &str = "recording.json";

/// A line profiler for optimised Rust.
#[derive(Debug, Parser)]
#[command(name = "lineprof", bin_name = "lineprof", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs a program, or attaches to one that runs already, and profiles it, with all its threads and libraries
    Record(record::Record),
    /// Profiles what `cargo run` runs, and counts on request
    ///
    /// Cargo builds it with the given options and your settings. Only debug information is added. The profile is `release`
    /// unless the options name another.
    Run(cargo::Run),
    /// Profiles what `cargo test` runs, and counts on request
    ///
    /// As `run`. The profile is `release` here too, since without optimisation lines take other shares of the time;
    /// `--profile test` selects that of `cargo test`.
    Test(cargo::Test),
    /// Profiles what `cargo bench` runs, and counts on request
    ///
    /// As `run`. The profile is `bench` unless the options name another.
    Bench(cargo::Bench),
    /// Prints a profile
    Report(report::Report),
    /// Compares two profiles: tables of changed functions and lines, and a differential flamegraph
    Diff(diff::Diff),
    /// Prints the instructions of hot functions beside their lines
    Asm(report::Asm),
    /// Shows what this machine and a program allow, and how to fix what they do not
    Doctor(doctor::Doctor),
}

/// Runs the program's arguments.
pub fn main() -> ExitCode {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "lineprof") {
        words.remove(1);
    }
    let result = match Arguments::parse_from(words).command {
        Command::Record(record) => record.run(),
        Command::Run(run) => run.run(),
        Command::Test(test) => test.run(),
        Command::Bench(bench) => bench.run(),
        Command::Report(report) => report.run().and_then(print),
        Command::Diff(diff) => diff.run(),
        Command::Asm(asm) => asm.run().and_then(print),
        Command::Doctor(doctor) => doctor.run().and_then(print),
    };
    result.unwrap_or_else(|error| {
        // A reader of the output that goes away is not an error.
        let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
        if kind == Some(io::ErrorKind::BrokenPipe) {
            return ExitCode::SUCCESS;
        }
        // Cargo has printed why it failed, and a signal needs no message.
        if let Some(Error::Failed(_, status)) = error.downcast_ref() {
            return record::exit_code(*status);
        }
        print_note(&format!("error: {error}"));
        ExitCode::FAILURE
    })
}

fn print(text: String) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Writes to standard error; a failure cannot be reported anywhere.
fn print_note(text: &str) {
    let _ = writeln!(io::stderr(), "{}", text.trim_end());
}
