//! The command line of a ladder's program.

pub(crate) mod baseline;
mod harness;
mod list;
mod profile;
pub(crate) mod run;
mod select;
pub(crate) mod verify;

use crate::Ladder;
use crate::machine::{self, isa};
use crate::program::console::Console;
use crate::program::{failure, signals};
use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Without a command: `run`.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: run::Run,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the rungs and the inputs
    List,
    /// Compare every rung with the oracle on every input
    Verify(verify::Verify),
    /// Verify and measure: times, ratios with intervals, rates, shares of the machine's limits. Also without its name
    Run(run::Run),
    /// Compare two rungs: their answers, then their times
    Compare(run::Compare),
    /// Profile a rung by function and by source line
    Profile(profile::Profile),
}

/// Whether all went well; where not, what failed was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Well,
    Badly,
}

impl<I: Sync + 'static, O: Send + Sync + 'static> Ladder<I, O> {
    /// The whole program of the ladder, on the arguments of this process: `--help` tells its commands. It also answers
    /// what `cargo bench` and `cargo test --benches` pass to a target with `harness = false`.
    ///
    /// What it returns is for `main`: success; 1 where a rung does not agree with the oracle, is slower than
    /// `--fail-slower` allows, or something else failed; 2 for a wrong command line.
    pub fn main(self) -> ExitCode {
        if isa::refuse_a_lesser_cpu() {
            return ExitCode::FAILURE;
        }
        let code = failure::guarded(std::panic::AssertUnwindSafe(|| {
            signals::survive_a_file_too_large();
            let mut console = Console::default();
            let outcome = self.answer(words(), &mut console);
            let outcome = outcome.and_then(|well| console.flush().map_err(Into::into).map(|()| well));
            match outcome {
                Ok(well) => u8::from(!well),
                Err(error) => failure::exit_code(Err(error)),
            }
        }));
        ExitCode::from(code)
    }

    /// As [`Ladder::main`], on these arguments, the first of which is the program's name, and with this standard output;
    /// whether every rung agreed.
    ///
    /// # Errors
    /// Where something else failed.
    pub fn answer(&self, words: impl IntoIterator<Item: Into<OsString>>, out: &mut dyn Write) -> anyhow::Result<bool> {
        self.done(words.into_iter().map(Into::into).collect(), out).map(|done| done == Done::Well)
    }

    fn done(&self, words: Vec<OsString>, out: &mut dyn Write) -> anyhow::Result<Done> {
        self.check()?;
        let words = match harness::parse(words) {
            harness::Call::Harness(harness) => return harness.answer(self, out),
            harness::Call::Own(words) => words,
        };
        let about = format!("{}: one computation written many ways, each verified and measured", self.name);
        let after = list::text(self);
        let command = Arguments::command().about(about).after_help(after);
        let matches = match command.try_get_matches_from(&words) {
            Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
                write!(out, "{}", error.render())?;
                return Ok(Done::Well);
            }
            Err(error) => error.exit(),
            Ok(matches) => matches,
        };
        let Arguments { command, run } = Arguments::from_arg_matches(&matches)?;
        match command {
            None => run.answer(self, out),
            Some(Command::List) => write!(out, "{}", list::text(self)).map_err(Into::into).map(|()| Done::Well),
            Some(Command::Verify(verify)) => verify.answer(self, out),
            Some(Command::Run(run)) => run.answer(self, out),
            Some(Command::Compare(compare)) => compare.answer(self, out),
            Some(Command::Profile(profile)) => profile.answer(self, out),
        }
    }

    /// Checks that there is something to do, and that names differ.
    fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(!self.rungs.is_empty(), "the ladder {} has no rung: add one by .rung(…)", self.name);
        anyhow::ensure!(!self.inputs.is_empty(), "the ladder {} has no input: give .input(…) a value", self.name);
        unique("rungs", "rung", self.rungs.iter().map(|rung| rung.name.as_str()))?;
        unique("inputs", "input", self.inputs.iter().map(|input| input.name.as_str()))
    }
}

/// The words of the command line. `cargo test` gives none to a bench or test, where it wants `--test`.
fn words() -> Vec<OsString> {
    let words: Vec<_> = std::env::args_os().collect();
    let by_cargo = words.len() == 1 && std::env::current_exe().is_ok_and(|program| is_of_harness(&program));
    words.into_iter().chain(by_cargo.then(|| "--test".into())).collect()
}

/// Whether a program is where cargo builds benches and tests: programs that users call are elsewhere.
fn is_of_harness(program: &Path) -> bool {
    program.parent().is_some_and(|folder| folder.ends_with("deps"))
}

fn unique<'a>(many: &str, one: &str, names: impl Iterator<Item = &'a str>) -> anyhow::Result<()> {
    let mut seen = std::collections::HashSet::new();
    for name in names {
        anyhow::ensure!(seen.insert(name), "two {many} are called {name:?}: give each {one} a name of its own");
    }
    Ok(())
}

/// Prints on standard error which vectors the build uses, and how to improve it.
fn banner(name: &str) {
    let mut lines = vec![format!("compiled for {}, {}-bit vectors", isa::NAME, 64 * isa::LANES_F64)];
    if let Some(better) = isa::unused() {
        lines.push(format!(
            "this CPU has {better}, which this build does not use: SIMD rungs may be slower than they need to be. Put into \
             .cargo/config.toml: [build] rustflags = [\"-Ctarget-cpu=native\"]"
        ));
    }
    if cfg!(debug_assertions) {
        lines.push("built without optimisation: times mean nothing; build with --release".to_owned());
    }
    for line in lines {
        machine::note(&format!("{name}: {line}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_of_cargos_harness_are_told_from_those_of_users() {
        let is = |program| is_of_harness(Path::new(program));
        assert!(is("target/release/deps/dot-0123456789abcdef"));
        assert!(!is("target/release/examples/dot") && !is("target/release/deps-of-mine"));
    }
}
