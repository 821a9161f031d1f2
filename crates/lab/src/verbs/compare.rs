//! `lanelab compare`: two rungs, or two roundings: answers and times.

use crate::chosen::{Chosen, kernel};
use crate::cli::{CompareArgs, Side};
use crate::failure::Found;
use crate::machine::banner;
use crate::session::{self, Entry, Session};
use crate::verbs::run::{plan, table, those_that_fit};
use lanelab_grid::{Comparison, Steps};
use lanelab_ladder::Threads;
use lanelab_measure::Verdict;
use lanelab_measure::format::{Count, Percent};
use std::io::Write;

/// Compares answers, then times.
pub(crate) fn run(args: &CompareArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let chosen = Chosen::of(&args.view);
    let ladder = chosen.map.ladder();
    let side = |side: &Side| anyhow::Ok((kernel(&ladder, &side.rung, side.rounding)?, side.rounding));
    let sides = [side(&args.a)?, side(&args.b)?];
    those_that_fit(sides.map(|(kernel, _)| kernel).to_vec(), &chosen, args.threads, true)?;
    banner(&sides.map(|(_, rounding)| rounding));

    let threads = Threads::new(args.threads)?;
    let [left, right] =
        sides.map(|(kernel, rounding)| threads.steps(kernel, rounding, &chosen.view, chosen.limit));
    let comparison = left.compare(&right)?;
    writeln!(out, "{} against {}\n{}\n", args.a, args.b, chosen.line())?;
    answers(&comparison, &left, out)?;
    if args.a.rounding == args.b.rounding && !comparison.agrees() {
        out.flush()?;
        let text = format!(
            "{} and {} claim one contract and differ; lanelab verify says which is wrong",
            args.a, args.b
        );
        return Err(Found(text).into());
    }
    let entries = sides.map(|(kernel, rounding)| Entry { kernel, rounding, threads: args.threads });
    let session = session::hold(&ladder, &chosen, &entries, 0, &plan(args.seconds)?)?;
    writeln!(out)?;
    table(&session, out)?;
    verdict(args, &session, out)
}

fn answers(comparison: &Comparison, left: &Steps, out: &mut dyn Write) -> anyhow::Result<()> {
    let pixels = left.view().len();
    let share = f64::from(u32::try_from(comparison.mismatches).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(pixels).unwrap_or(u32::MAX));
    let count = |number: usize| Count(u64::try_from(number).unwrap_or(u64::MAX));
    writeln!(out, "residual sum        {}", comparison.residual)?;
    writeln!(
        out,
        "pixels that differ  {} of {} ({})",
        count(comparison.mismatches),
        count(pixels),
        Percent(share)
    )?;
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
    writeln!(out, "{} {said} {}: time ratio {ratio}.", args.b, args.a)?;
    Ok(())
}
