//! `verify`: compares rungs with the oracle.

use super::Done;
use super::select::Select;
use crate::Ladder;
use crate::engine::{Entry, Outcome, Prepared, verify};
use crate::program::console::{progress_bar, show_time};
use crate::program::text;
use crate::report::{Verification, with_threads};
use clap::Args;
use lanelab_measure::format::plural;
use std::io::Write;

/// Calls of a rung before it is measured: one that depends on its last call is found by the second.
pub(crate) const CALLS: u32 = 2;

#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    pub(super) select: Select,
    /// Calls of each rung on each input, every one compared: many find a race between threads
    #[arg(long, value_name = "N", default_value_t = CALLS, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) repeat: u32,
}

impl Verify {
    pub(super) fn answer<I: Sync, O: Send>(&self, ladder: &Ladder<I, O>, out: &mut dyn Write) -> anyhow::Result<Done> {
        let (entries, inputs) = (self.select.entries(ladder)?, self.select.inputs(ladder)?);
        let mut failures = Vec::new();
        for &index in &inputs {
            let prepared = ladder.prepare(index, &entries)?;
            agreeing(ladder, &entries, &prepared, self.repeat, &mut failures)?;
        }
        let (agreement, rungs, inputs) = (ladder.agreements(), entries.len(), inputs.len());
        report(&Verification { agreement, rungs, inputs, failures }, out)
    }
}

/// The indices of the entries whose answer on an input is right; what the others did is added to the failures.
pub(crate) fn agreeing<I: Sync, O: Send>(
    ladder: &Ladder<I, O>,
    entries: &[Entry],
    prepared: &Prepared<I, O>,
    calls: u32,
    failures: &mut Vec<String>,
) -> anyhow::Result<Vec<usize>> {
    let mut agreeing = Vec::new();
    let bar = progress_bar(entries.len());
    show_time(&bar, true);
    for (index, &entry) in entries.iter().enumerate() {
        bar.set_message(format!("verifying {}", with_threads(&ladder.rungs[entry.rung].name, entry.threads)));
        match verify(ladder, entry, prepared, calls)? {
            Outcome::Agrees => agreeing.push(index),
            Outcome::Fails(how) => failures.push(failure(ladder, entry, &prepared.name, &how)),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(agreeing)
}

/// An entry on an input, and how it failed.
pub(crate) fn failure<I, O>(ladder: &Ladder<I, O>, entry: Entry, input: &str, how: &str) -> String {
    format!("{}, {input}: {how}", with_threads(&ladder.rungs[entry.rung].name, entry.threads))
}

/// Prints what was verified, and each failure.
pub(crate) fn report(found: &Verification, out: &mut dyn Write) -> anyhow::Result<Done> {
    let many = |n: usize, noun: &str| format!("{n} {}", plural(n as u64, noun));
    let Verification { agreement, rungs, inputs, failures } = found;
    if failures.is_empty() {
        let what = format!("{} on {}", many(*rungs, "rung"), many(*inputs, "input"));
        let agree = if *rungs == 1 { "agrees" } else { "agree" };
        write!(out, "{}", text::wrap(&format!("Verified: {what} {agree} with the oracle ({agreement})."), ""))?;
        return Ok(Done::Well);
    }
    for failure in failures {
        write!(out, "{}", text::hang(&format!("DISAGREES: {failure}"), "    "))?;
    }
    let (wrong, of) = (many(failures.len(), "disagreement"), many(rungs * inputs, "comparison"));
    writeln!(out, "{wrong} of {of} (agreement: {agreement})")?;
    Ok(Done::Badly)
}
