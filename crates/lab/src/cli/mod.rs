//! The command line. Each command's arguments stand with the command.

pub(crate) mod parse;
pub(crate) mod view;

use crate::commands::{builds, compare, counts, lesson, occupancy, peak, profile, run, serve, verify};
use clap::error::{ContextKind, ContextValue};
use clap::{Parser, Subcommand};

/// One escape-time computation written many ways, the rungs of a ladder from the plain loop to SIMD and threads:
/// verified, timed, profiled.
///
/// Without a command it does the default run, which takes about a minute: it describes the machine, verifies every
/// rung against the oracle, measures the ladder on three small scenes, and writes pictures and a report to
/// target/lanelab of the Cargo workspace around the current folder, or else to the folder lanelab-out.
#[derive(Debug, Parser)]
#[command(name = "lanelab", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the rungs, maps and scenes
    List,
    /// Follow the course "NumPy for Performance" in Rust, step by step
    Lesson(lesson::LessonArgs),
    /// Check every rung and rounding against the oracle and against NumPy
    Verify(verify::VerifyArgs),
    /// Measure the ladder: rates of all rungs, speed-ups with intervals
    Run(run::RunArgs),
    /// Compute one view and write its steps to a file
    Counts(counts::CountsArgs),
    /// Compare two rungs or roundings: their results, then their times
    Compare(compare::CompareArgs),
    /// Compare one rung in two builds: its answers, then its times
    Builds(builds::BuildsArgs),
    /// Fill a view for each line on standard input; lanelab builds runs this
    #[command(hide = true)]
    Serve(serve::ServeArgs),
    /// Count useful and wasted lane-steps, and draw where they are wasted
    Occupancy(occupancy::OccupancyArgs),
    /// Measure what this core's ports allow, and each inner loop against it
    Peak(peak::PeakArgs),
    /// Profile a rung by function and by source line
    Profile(profile::ProfileArgs),
}

/// The error with a tip where a rung or its rounding is written in the form of other commands.
///
/// Commands that take several rungs or none have `--rung` and `--rounding`; those that take one or two by their place
/// have `RUNG[:ROUNDING]`.
pub(crate) fn with_the_form_of_rungs(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(wrong)) = error.get(ContextKind::InvalidArg) else { return error };
    let rung = wrong.split(':').next().is_some_and(|name| parse::known_rung(name).is_ok());
    let tip = match wrong.split('=').next() {
        Some("--rung" | "--rounding") => "name rung and rounding as RUNG[:ROUNDING], as in best:fused",
        _ if rung => "name rung and rounding as --rung RUNG --rounding ROUNDING",
        _ => return error,
    };
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    error
}
