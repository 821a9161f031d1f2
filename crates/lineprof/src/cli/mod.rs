//! The commands of `lineprof`, which is `cargo lineprof` too: cargo runs `cargo-lineprof lineprof …`.

mod built;
mod commands;
mod doctor;

use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// A line profiler for optimised Rust.
#[derive(Debug, Parser)]
#[command(name = "lineprof", bin_name = "lineprof", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs a program and profiles it, with all its threads and libraries
    Record(commands::Record),
    /// Builds a program of this workspace, runs and profiles it, and counts on request
    Run(built::Run),
    /// Builds a bench of this workspace, runs and profiles it, and counts on request
    Bench(built::Bench),
    /// Prints a profile that was written before
    Report(commands::Report),
    /// Compares two profiles: a table of changes and a differential flamegraph
    Diff(commands::Diff),
    /// Prints the instructions of hot functions beside their lines
    Asm(commands::Asm),
    /// Shows what this machine and a program allow, and how to fix what they do not
    Doctor(doctor::Doctor),
}

/// Runs the program's arguments.
#[must_use]
pub fn main() -> ExitCode {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "lineprof") {
        words.remove(1);
    }
    let result = match Arguments::parse_from(words).command {
        Command::Record(record) => record.run(),
        Command::Run(run) => run.run(),
        Command::Bench(bench) => bench.run(),
        Command::Report(report) => report.run(),
        Command::Diff(diff) => diff.run(),
        Command::Asm(asm) => asm.run(),
        Command::Doctor(doctor) => doctor.run(),
    };
    result.unwrap_or_else(|error| {
        if commands::is_closed_pipe(&error) {
            return ExitCode::SUCCESS;
        }
        commands::print_note(&format!("error: {error}"));
        ExitCode::FAILURE
    })
}
