//! `verify`: compares rungs with the oracle.

use super::Done;
use super::select::Select;
use crate::Ladder;
use crate::engine::{Entry, Outcome, Prepared, verify};
use crate::program::text;
use lanelab_measure::format::plural;
use std::io::Write;

pub(super) fn answer<I: Sync, O: Send>(
    ladder: &Ladder<I, O>,
    select: &Select,
    out: &mut dyn Write,
) -> anyhow::Result<Done> {
    let (entries, inputs) = (select.entries(ladder)?, select.inputs(ladder)?);
    let mut failures = Vec::new();
    for &index in &inputs {
        let prepared = ladder.prepare(index)?;
        agreeing(ladder, &entries, &prepared, &mut failures)?;
    }
    report(ladder, entries.len(), inputs.len(), &failures, out)
}

/// The entries whose answer on an input is right; what the others did is added to the failures.
pub(super) fn agreeing<I: Sync, O: Send>(
    ladder: &Ladder<I, O>,
    entries: &[Entry],
    prepared: &Prepared<I, O>,
    failures: &mut Vec<String>,
) -> anyhow::Result<Vec<Entry>> {
    let mut agreeing = Vec::new();
    for &entry in entries {
        match verify(ladder, entry, prepared)? {
            Outcome::Agrees => agreeing.push(entry),
            Outcome::Fails(how) => failures.push(failure(ladder, entry, &prepared.name, &how)),
        }
    }
    Ok(agreeing)
}

/// An entry on an input, and how it failed.
pub(super) fn failure<I, O>(ladder: &Ladder<I, O>, entry: Entry, input: &str, how: &str) -> String {
    let rung = &ladder.rungs[entry.rung];
    let threads = if rung.threaded { format!(" on {} threads", entry.threads) } else { String::new() };
    format!("{}{threads}, {input}: {how}", rung.name)
}

/// Prints what was verified, and each failure.
pub(super) fn report<I, O>(
    ladder: &Ladder<I, O>,
    rungs: usize,
    inputs: usize,
    failures: &[String],
    out: &mut dyn Write,
) -> anyhow::Result<Done> {
    let many = |n: usize, noun: &str| format!("{n} {}", plural(n as u64, noun));
    if failures.is_empty() {
        let agreement = &ladder.agreement;
        let what = format!("{} on {}", many(rungs, "rung"), many(inputs, "input"));
        write!(out, "{}", text::wrap(&format!("Verified: {what} agree with the oracle ({agreement})."), ""))?;
        return Ok(Done::Well);
    }
    for failure in failures {
        write!(out, "{}", text::hang(&format!("DISAGREES: {failure}"), "    "))?;
    }
    writeln!(
        out,
        "{} of {} (agreement: {})",
        many(failures.len(), "disagreement"),
        many(rungs * inputs, "comparison"),
        ladder.agreement
    )?;
    Ok(Done::Badly)
}
