//! `lanelab run`: the measured ladder.

use crate::cli::parse::{rung, seconds, threads};
use crate::cli::view::ViewArgs;
use crate::machine::{banner, inspect, note_oversubscription};
use crate::report::Report;
use crate::session;
use crate::session::plan::{base, entries, fitting, plan};
use crate::session::selection::{Selection, find_rung};
use crate::tables;
use clap::Args;
use lanelab_escape::Ladder;
use lanelab_grid::{Rounding, Rung};
use lanelab_ladder::program::target::{Target, write_json};
use std::io::Write;
use std::path::PathBuf;

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
    /// Also write the results as JSON; - writes them to standard output instead of the table
    #[arg(long, value_name = "FILE|-", allow_hyphen_values = true)]
    json: Option<PathBuf>,
}

/// Measures the rungs of the arguments, or all of them.
pub(crate) fn run(args: &RunArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let selection = Selection::of(&args.view);
    let ladder = selection.map.ladder();
    let rungs = rungs(&ladder, args)?;
    let rungs = fitting(rungs, &selection, &args.threads, !args.rungs.is_empty())?;
    let target = args.json.as_deref().map(|path| Target::probe("--json", path)).transpose()?;
    banner(&[args.rounding]);
    note_oversubscription(args.threads.iter().copied().max());
    let entries = entries(&rungs, args.rounding, &args.threads);
    let session = session::measure(&ladder, &selection, &entries, base(&entries), &plan(args.seconds)?)?;
    let report = Report::of(inspect(), std::slice::from_ref(&session));
    if write_json(target, &report, out)? {
        let selection = session.selection.describe(&format!(", rounding {}", args.rounding));
        write!(out, "{selection}\n{}", tables::ladder::table(&session, " or use --json"))?;
    }
    Ok(out.flush()?)
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
