//! The lab at the command line: verifies every rung, times it, and explains what it measured.
//!
//! One file per command, in `commands`. Console, files, failures and signals are those of every ladder's program, from
//! `lanelab_ladder`.
//!
//! Other programs of the workspace use [`report`], the format of results.
#![forbid(unsafe_code)]

mod cli;
mod commands;
mod machine;
mod output;
mod peak;
mod picture;
pub mod report;
mod session;
mod tables;

use clap::Parser;
use clap::error::ErrorKind;
use cli::{Cli, Command};
use lanelab_ladder::program::console::Console;
use lanelab_ladder::program::{failure, signals};
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Runs the program on the arguments of this process.
pub fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os().collect()))
}

/// Runs the program on these arguments, the first of which is its name. What it returns is for the process's exit: 0, or
/// 1 for a failure, or 2 for a wrong command line. On a wrong command line and on a signal it ends the process itself.
pub fn run(words: Vec<OsString>) -> u8 {
    if machine::isa::refuse_a_lesser_cpu() { 1 } else { lab(words) }
}

/// Apart from `run`, so that nothing in it runs before the CPU has been checked.
#[inline(never)]
fn lab(words: Vec<OsString>) -> u8 {
    failure::guarded(|| {
        signals::survive_a_file_too_large();
        let mut console = Console::default();
        let outcome = parse_and_run(words, &mut console);
        failure::exit_code(outcome.and_then(|()| Ok(console.flush()?)))
    })
}

fn parse_and_run(words: Vec<OsString>, console: &mut Console) -> anyhow::Result<()> {
    match Cli::try_parse_from(words) {
        Ok(cli) => dispatch(cli, console),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Ok(write!(console, "{}", error.render())?)
        }
        Err(error) => cli::with_the_form_of_rungs(error).exit(),
    }
}

fn dispatch(cli: Cli, out: &mut dyn Write) -> anyhow::Result<()> {
    match cli.command {
        None => commands::default_run::run(out),
        Some(Command::List) => commands::list::run(out),
        Some(Command::Lesson(args)) => commands::lesson::run(&args, out),
        Some(Command::Verify(args)) => commands::verify::run(&args, out),
        Some(Command::Run(args)) => commands::run::run(&args, out),
        Some(Command::Counts(args)) => commands::counts::run(&args, out),
        Some(Command::Compare(args)) => commands::compare::run(&args, out),
        Some(Command::Builds(args)) => commands::builds::run(&args, out),
        Some(Command::Serve(args)) => commands::serve::run(&args, out),
        Some(Command::Occupancy(args)) => commands::occupancy::run(&args, out),
        Some(Command::Peak(args)) => commands::peak::run(&args, out),
        Some(Command::Profile(args)) => commands::profile::run(&args, out),
    }
}
