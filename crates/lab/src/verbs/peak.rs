//! `lanelab peak`: what this core can do at best, and each inner loop against it.

use crate::cli::PeakArgs;
use crate::machine::{Machine, banner};
use crate::output;
use crate::peak::Peak;
use crate::report::peak::{Report, tables};
use lanelab_escape::{Rung, Map};
use lanelab_grid::Rounding;
use lanelab_measure::peak::chains;
use std::io::Write;

/// How long each loop and each chain is measured, in seconds. There are some fifty of them.
const SECONDS: f64 = 0.03;

/// Measures on this thread, while nothing else runs.
pub(crate) fn run(args: &PeakArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    output::json::probe(args.json.as_deref())?;
    banner(&Rounding::ALL);
    let ladder = Map::default().ladder();
    let loops = ladder.rungs.iter().flat_map(Rung::loops);
    let peak = Peak::measured(&ladder, loops, &chains(), SECONDS);
    let machine = Machine::look();
    let report = Report::of(&machine, &ladder, &peak);
    if output::json::write(args.json.as_deref(), &report, out)? {
        write!(out, "{}", tables(&report))?;
    }
    Ok(())
}
