//! `lanelab compare`: two rungs or two roundings: their answers, then their times.
//!
//! Two sides with the same numerics must agree. Where precision or rounding differ, the answers may differ too, which
//! is not a failure.

use crate::cli::parse::{seconds, threads};
use crate::cli::view::{Side, ViewArgs};
use crate::machine::{banner, note_oversubscription};
use crate::session::plan::fitting;
use crate::session::selection::{Selection, find_rung};
use crate::session::{Entry, Results, Session};
use crate::tables::extras::extras;
use clap::Args;
use lanelab_escape::Threads;
use lanelab_grid::Comparison;
use lanelab_ladder::output::Output;
use lanelab_ladder::plan;
use lanelab_ladder::program::failure::Reported;
use lanelab_ladder::program::text::{self, count};
use lanelab_ladder::tables::Extras;
use lanelab_measure::format::Percent;
use std::io::Write;
use std::sync::Arc;

/// The width of the name of a fact.
const FACT: usize = 19;

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// The base: a rung, with its rounding unless that is separate, as in best or best:fused
    #[arg(value_name = "A[:ROUNDING]")]
    a: Side,
    /// What is compared with it, in the same form
    #[arg(value_name = "B[:ROUNDING]")]
    b: Side,
    #[command(flatten)]
    view: ViewArgs,
    /// Threads, 1 to 1024
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, allow_hyphen_values = true)]
    threads: usize,
    /// Seconds of timed work per side
    #[arg(long, value_name = "S", default_value = "2", value_parser = seconds, allow_hyphen_values = true)]
    seconds: f64,
}

/// Compares answers, then times.
pub(crate) fn run(args: &CompareArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let selection = Selection::of(&args.view);
    let ladder = Arc::new(selection.map.ladder());
    let side =
        |side: &Side| anyhow::Ok((find_rung(&ladder, &side.rung, side.rounding, &side.to_string())?, side.rounding));
    let sides = [side(&args.a)?, side(&args.b)?];
    fitting(sides.map(|(rung, _)| rung).to_vec(), &selection, &[args.threads], true)?;
    let threads = Threads::new(args.threads)?;
    banner(&sides.map(|(_, rounding)| rounding));
    note_oversubscription(Some(args.threads));

    write!(out, "{} against the base {}\n{}\n", args.b, args.a, selection.describe(""))?;
    if args.a == args.b {
        writeln!(out, "{}", text::wrap("Both are the same code: what differs between their times is noise.", ""))?;
    }
    let all_numerics = sides.map(|(rung, rounding)| rung.numerics(rounding));
    let [a, b] = all_numerics;
    let mut differ = Vec::new();
    if a.precision != b.precision {
        differ.push(("precisions differ", format!("{} and {}: their steps may differ", a.precision, b.precision)));
    }
    if a.rounding != b.rounding {
        differ.push(("roundings differ", format!("{} and {}: their steps may differ", a.rounding, b.rounding)));
    }
    write!(out, "{}", text::facts(&differ, FACT))?;
    out.flush()?;
    let [left, right] = sides.map(|(rung, rounding)| {
        let bar = selection.bar(format!("the answer of {}:{rounding}", rung.name));
        selection.steps(rung, rounding, &threads, &bar)
    });
    let comparison = left?.compare(&right?)?;
    print_comparison(&comparison, selection.view.raster().points(), out)?;
    out.flush()?;
    if a == b && !comparison.agrees() {
        anyhow::bail!("{} and {} should agree and differ; lanelab verify shows which is wrong", args.a, args.b);
    }
    let entries = sides.map(|(rung, rounding)| Entry { rung, rounding, threads: args.threads });
    let session = Session::new(&ladder, &selection, &entries)?;
    let output = Output::default();
    let output = output.open(&session.ladder, &session.of_ladder, &[0])?;
    let Results { plain, report } = session.measure(0, &plan(args.seconds)?, None)?;
    writeln!(out)?;
    let extras = Extras { verdicts: true, ..extras(&report, "") };
    let well = output.write(&plain, &report, &extras, out)?;
    out.flush()?;
    if well { Ok(()) } else { Err(Reported.into()) }
}

fn print_comparison(comparison: &Comparison, pixels: usize, out: &mut dyn Write) -> anyhow::Result<()> {
    let share = Percent(comparison.mismatches as f64 / pixels as f64);
    let first = comparison.first.map_or_else(
        || "none".to_owned(),
        |at| format!("row {}, column {}: {} and {} (0 = never escapes)", at.row, at.column, at.left, at.right),
    );
    let facts = [
        ("residual sum", count(comparison.residual)),
        ("pixels that differ", format!("{} of {} ({share})", count(comparison.mismatches), count(pixels))),
        ("largest difference", format!("{} steps", comparison.largest)),
        ("first difference", first),
    ];
    Ok(write!(out, "{}", text::facts(&facts, FACT))?)
}
