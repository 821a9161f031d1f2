//! `lanelab run`: the measured ladder.

use crate::cli::parse::{rung, seconds, threads};
use crate::cli::view::ViewArgs;
use crate::commands::profile::sampled;
use crate::machine::{banner, note_oversubscription};
use crate::session::plan::{base, entries, fitting};
use crate::session::selection::{Selection, find_rung};
use crate::session::{Results, Session};
use crate::tables::extras::extras;
use clap::Args;
use lanelab_escape::Ladder;
use lanelab_grid::{Rounding, Rung};
use lanelab_ladder::output::Output;
use lanelab_ladder::plan;
use lanelab_ladder::program::failure::Reported;
use std::io::Write;
use std::sync::Arc;

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    view: ViewArgs,
    /// Rung to measure, see lanelab list; may be repeated [default: all rungs]
    #[arg(long = "rung", value_name = "RUNG", value_parser = rung)]
    rungs: Vec<String>,
    /// Numbers of threads, 1 to 1024 each
    #[arg(long, value_name = "N[,M…]", default_value = "1", value_delimiter = ',', value_parser = threads,
          allow_hyphen_values = true)]
    threads: Vec<usize>,
    /// Rounding: separate, fused or contracted
    #[arg(long, value_name = "ROUNDING", default_value = "separate")]
    rounding: Rounding,
    /// Seconds of timed work per rung
    #[arg(long, value_name = "S", default_value = "2", value_parser = seconds, allow_hyphen_values = true)]
    seconds: f64,
    #[command(flatten)]
    output: Output,
}

/// Measures the rungs of the arguments, or all of them.
pub(crate) fn run(args: &RunArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let selection = Selection::of(&args.view);
    let ladder = Arc::new(selection.map.ladder());
    let rungs = rungs(&ladder, args)?;
    let rungs = fitting(rungs, &selection, &args.threads, !args.rungs.is_empty())?;
    let entries = entries(&rungs, args.rounding, &args.threads);
    let session = Session::new(&ladder, &selection, &entries)?;
    let output = args.output.open(&session.ladder, &session.of_ladder, &[0])?;
    banner(&[args.rounding]);
    note_oversubscription(args.threads.iter().copied().max());
    if !output.json_to_standard_output() {
        write!(out, "{}", selection.describe(&format!(", rounding {}", args.rounding)))?;
        out.flush()?;
    }
    let sampling = args.output.sampling(sampled());
    let Results { plain, report } = session.measure(base(&entries), &plan(args.seconds)?, sampling.as_ref())?;
    let well = output.write(&plain, &report, &extras(&report, " or use --json"), out)?;
    out.flush()?;
    if well { Ok(()) } else { Err(Reported.into()) }
}

fn rungs<'a>(ladder: &'a Ladder, args: &RunArgs) -> anyhow::Result<Vec<&'a Rung>> {
    if args.rungs.is_empty() {
        return Ok(ladder.rungs.iter().filter(|rung| rung.gives(args.rounding)).collect());
    }
    let mut rungs: Vec<&Rung> = Vec::new();
    for name in &args.rungs {
        let rung = find_rung(ladder, name, args.rounding, &format!("--rounding {}", args.rounding))?;
        if !rungs.iter().any(|known| known.name == rung.name) {
            rungs.push(rung);
        }
    }
    Ok(rungs)
}
