//! The lab at the command line: verifies every rung, times it, and explains what it measured.
//!
//! A command a file, in `verbs`. All standard output goes through one handle; `failure` decides the exit code.
//!
//! Other programs of the workspace use [`report`], the format of results, and [`output`], which writes files atomically.
#![forbid(unsafe_code)]

mod chosen;
mod cli;
mod failure;
mod machine;
pub mod output;
mod peak;
mod picture;
mod progress;
pub mod report;
mod session;
mod signals;
mod tables;
mod verbs;

use clap::Parser;
use clap::error::ErrorKind;
use cli::{Cli, Verb};
use output::console::Console;
use std::io::Write;
use std::process::ExitCode;

/// Runs the program on the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    if machine::isa::refuse_a_lesser_cpu() {
        return ExitCode::FAILURE;
    }
    lab()
}

/// Apart from `main`, so that nothing in it runs before the CPU is known to do.
#[inline(never)]
fn lab() -> ExitCode {
    failure::guarded(|| {
        signals::survive_a_file_too_large();
        let mut console = Console::new();
        let outcome = obey(&mut console);
        failure::exit_code(outcome.and_then(|()| Ok(console.flush()?)))
    })
}

fn obey(console: &mut Console) -> anyhow::Result<()> {
    match Cli::try_parse() {
        Ok(cli) => carry_out(cli, console),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Ok(write!(console, "{}", error.render())?)
        }
        Err(error) => error.exit(),
    }
}

fn carry_out(cli: Cli, out: &mut dyn Write) -> anyhow::Result<()> {
    match cli.verb {
        None => verbs::main_job::run(out),
        Some(Verb::List) => verbs::list::run(out),
        Some(Verb::Lesson(args)) => verbs::lesson::run(&args, out),
        Some(Verb::Verify(args)) => verbs::verify::run(&args, out),
        Some(Verb::Run(args)) => verbs::run::run(&args, out),
        Some(Verb::Counts(args)) => verbs::counts::run(&args, out),
        Some(Verb::Compare(args)) => verbs::compare::run(&args, out),
        Some(Verb::Builds(args)) => verbs::builds::run(&args, out),
        Some(Verb::Serve(args)) => verbs::serve::run(&args, out),
        Some(Verb::Occupancy(args)) => verbs::occupancy::run(&args, out),
        Some(Verb::Balance(args)) => verbs::balance::run(&args, out),
        Some(Verb::Peak(args)) => verbs::peak::run(&args, out),
        Some(Verb::History(args)) => verbs::history::run(&args, out),
        Some(Verb::Profile(args)) => verbs::profile::run(&args, out),
    }
}
