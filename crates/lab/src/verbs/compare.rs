//! `lanelab compare`: two rungs, or two roundings: answers and times.
//!
//! Two sides of one contract must agree. Where precision or rounding differ, so may the answers: that is said, and is no
//! failure.

use crate::chosen::{Chosen, kernel};
use crate::cli::{CompareArgs, Side};
use crate::failure::Found;
use crate::machine::banner;
use crate::report::{ladder, table};
use crate::session::{self, Entry, Session};
use crate::verbs::run::{plan, those_that_fit};
use lanelab_escape::{Rung, Threads};
use lanelab_grid::{Comparison, Numerics, Rounding};
use lanelab_measure::Verdict;
use lanelab_measure::format::{Count, Percent};
use std::io::Write;

/// Compares answers, then times.
pub(crate) fn run(args: &CompareArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let chosen = Chosen::of(&args.view);
    let ladder = chosen.map.ladder();
    let side =
        |side: &Side| anyhow::Ok((kernel(&ladder, &side.rung, side.rounding, &side.to_string())?, side.rounding));
    let sides = [side(&args.a)?, side(&args.b)?];
    those_that_fit(sides.map(|(kernel, _)| kernel).to_vec(), &chosen, &[args.threads], true)?;
    let threads = Threads::new(args.threads)?;
    banner(&sides.map(|(_, rounding)| rounding));

    write!(out, "{} against {}\n{}\n", args.a, args.b, chosen.text(""))?;
    let all_numerics = sides.map(|(kernel, rounding)| kernel.numerics(rounding));
    differing(all_numerics, out)?;
    let agree = answers(&chosen, &sides, &threads, out)?;
    out.flush()?;
    if all_numerics[0] == all_numerics[1] && !agree {
        let text =
            format!("{} and {} claim one contract and differ; lanelab verify says which is wrong", args.a, args.b);
        return Err(Found(text).into());
    }
    let entries = sides.map(|(kernel, rounding)| Entry { kernel, rounding, threads: args.threads });
    let session = session::hold(&ladder, &chosen, &entries, 0, &plan(args.seconds)?)?;
    writeln!(out, "\n{}", ladder::table(&session))?;
    verdict(args, &session, out)
}

/// Says in what the contracts of two sides differ, if in anything.
fn differing([a, b]: [Numerics; 2], out: &mut dyn Write) -> anyhow::Result<()> {
    if a.precision != b.precision {
        writeln!(out, "precisions differ   {} against {}: each has its own counts", a.precision, b.precision)?;
    }
    if a.rounding != b.rounding {
        writeln!(out, "roundings differ    {} against {}: each has its own counts", a.rounding, b.rounding)?;
    }
    Ok(())
}

/// Says how far the answers of two sides lie apart, and returns whether they agree.
fn answers(
    chosen: &Chosen,
    sides: &[(&Rung, Rounding); 2],
    threads: &Threads,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    let [left, right] = sides.map(|(kernel, rounding)| chosen.steps(kernel, rounding, threads));
    let comparison = left?.compare(&right?)?;
    said(&comparison, chosen.view.raster().points(), out)?;
    Ok(comparison.agrees())
}

fn said(comparison: &Comparison, pixels: usize, out: &mut dyn Write) -> anyhow::Result<()> {
    let share = f64::from(u32::try_from(comparison.mismatches).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(pixels).unwrap_or(u32::MAX));
    let count = |number: usize| Count(u64::try_from(number).unwrap_or(u64::MAX));
    let residual = Count(u64::try_from(comparison.residual).unwrap_or(u64::MAX));
    writeln!(out, "residual sum        {residual}")?;
    writeln!(out, "pixels that differ  {} of {} ({})", count(comparison.mismatches), count(pixels), Percent(share))?;
    writeln!(out, "largest difference  {} steps", comparison.largest)?;
    match comparison.first {
        None => writeln!(out, "first difference    none")?,
        Some(first) => writeln!(
            out,
            "first difference    row {}, column {}: {} against {} (0 = never escapes)",
            first.row, first.column, first.left, first.right
        )?,
    }
    Ok(())
}

fn verdict(args: &CompareArgs, session: &Session, out: &mut dyn Write) -> anyhow::Result<()> {
    let ratio = session.lines[1].speed_up.inverse();
    let said = match ratio.verdict(session.floor) {
        Verdict::Faster => "is faster than",
        Verdict::Slower => "is slower than",
        Verdict::NotDistinguishable => "is not distinguishable in time from",
        Verdict::TooFewPairs => "was measured too few times for a verdict against",
    };
    let text = format!("{} {said} {}: time ratio {ratio}.", args.b, args.a);
    Ok(write!(out, "{}", table::wrapped(&text, ""))?)
}
