//! `lanelab peak`: what this core's ports allow, and each inner loop against it.

use crate::machine::{banner, inspect};
use crate::peak::Peak;
use crate::report::peak::PeakReport;
use crate::tables;
use clap::Args;
use lanelab_escape::Map;
use lanelab_grid::Rounding;
use lanelab_ladder::program::target::{Target, write_json};
use lanelab_measure::peak::chains;
use std::io::Write;
use std::path::PathBuf;

/// How long each loop and each chain is measured, in seconds. There are about fifty of them.
const SECONDS: f64 = 0.03;

#[derive(Debug, Args)]
pub(crate) struct PeakArgs {
    /// Also write the results as JSON; - writes them to standard output instead of the tables
    #[arg(long, value_name = "FILE|-", allow_hyphen_values = true)]
    json: Option<PathBuf>,
}

/// Measures on this thread, while nothing else runs.
pub(crate) fn run(args: &PeakArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let target = args.json.as_deref().map(|path| Target::probe("--json", path)).transpose()?;
    banner(&Rounding::ALL);
    let ladder = Map::default().ladder();
    let inner = ladder.rungs.iter().filter_map(|rung| Some((rung.inner.as_ref()?, &rung.roundings)));
    let loops = inner.flat_map(|(inner, roundings)| roundings.iter().map(move |&rounding| (inner, rounding)));
    let peak = Peak::measure(&ladder, loops, &chains(), SECONDS);
    let report = PeakReport::of(inspect(), &ladder, &peak);
    if write_json(target, &report, out)? {
        write!(out, "{}", tables::peak::tables(&report))?;
    }
    Ok(())
}
