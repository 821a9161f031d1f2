//! What a comparison says.

use crate::baseline::{Baseline, Fill, Job};
use crate::diff::{Moved, TOLERANCE_PERCENT, is_within, moved};
use std::collections::BTreeMap;
use std::fmt::Write;

/// So many lines of a fill are shown; the rest is summed up.
const SHOWN: usize = 10;

/// The report, and whether no fill is beyond the tolerance.
pub(crate) fn report(before: &Baseline, after: &Baseline) -> (String, bool) {
    let (old, new) = (by_job(before), by_job(after));
    let mut tables = String::new();
    let mut beyond = 0;
    for (job, fill) in &new {
        let is_equal = old.get(job).is_some_and(|old| is_within(old.instructions, fill.instructions));
        if !is_equal {
            beyond += 1;
            tables += &match old.get(job) {
                Some(old) => table((before, old), (after, fill)),
                None => format!("{job}: {} instructions, and not in the baseline\n\n", fill.instructions),
            };
        }
    }
    for job in old.keys().filter(|job| !new.contains_key(*job)) {
        beyond += 1;
        tables += &format!("{job}: in the baseline, but nothing fills it\n\n");
    }
    let summary = if beyond == 0 {
        format!(
            "The work of {} fills is within ±{TOLERANCE_PERCENT} % of the baseline{}\n",
            new.len(),
            most(&old, &new)
        )
    } else {
        format!(
            "FAILED: {beyond} of {} fills are beyond ±{TOLERANCE_PERCENT} % of the baseline. \
             If that is right, say why: scripts/gate --accept \"REASON\"\n",
            new.len()
        )
    };
    (tables + &summary, beyond == 0)
}

fn by_job(baseline: &Baseline) -> BTreeMap<&Job, &Fill> {
    baseline.fills.iter().map(|fill| (&fill.job, fill)).collect()
}

/// Which fill moved most, within the tolerance.
fn most(old: &BTreeMap<&Job, &Fill>, new: &BTreeMap<&Job, &Fill>) -> String {
    let change = |(job, fill): (&&Job, &&Fill)| {
        let old = old.get(*job)?.instructions;
        (old != fill.instructions).then(|| (hundredths(old, fill.instructions), format!("{job}")))
    };
    match new.iter().filter_map(change).max_by_key(|(hundredths, _)| hundredths.abs()) {
        Some((hundredths, job)) => format!("; {job} moved most, {}", percent(hundredths)),
        None => ", to the instruction".to_owned(),
    }
}

fn table(before: (&Baseline, &Fill), after: (&Baseline, &Fill)) -> String {
    let (old, new) = (before.1.instructions, after.1.instructions);
    let change = percent(hundredths(old, new));
    let mut text = format!("{}: {old} instructions before, {new} now: {change}\n", after.1.job);
    let moved = moved(before, after);
    let width = moved.iter().take(SHOWN).map(|moved| moved.place.len()).max().unwrap_or(0);
    row(&mut text, width, "line", ["before", "after", "difference"], "");
    for Moved { place, before, after, text: source } in moved.iter().take(SHOWN) {
        let difference = format!("{:+}", i128::from(*after) - i128::from(*before));
        row(&mut text, width, place, [&before.to_string(), &after.to_string(), &difference], source);
    }
    if let Some(rest) = moved.get(SHOWN..).filter(|rest| !rest.is_empty()) {
        let sum: i128 = rest.iter().map(Moved::difference).sum();
        row(&mut text, width, &format!("{} more", rest.len()), ["", "", &format!("{sum:+}")], "");
    }
    text + "\n"
}

fn row(text: &mut String, width: usize, place: &str, [before, after, difference]: [&str; 3], source: &str) {
    let row = format!("  {place:<width$}  {before:>13}  {after:>13}  {difference:>13}  {source}");
    writeln!(text, "{}", row.trim_end()).expect("a string takes what is written");
}

/// Hundredths of a percent that a count grew by.
fn hundredths(before: u64, after: u64) -> i128 {
    (i128::from(after) - i128::from(before)) * 10_000 / i128::from(before.max(1))
}

fn percent(hundredths: i128) -> String {
    let sign = if hundredths < 0 { '-' } else { '+' };
    format!("{sign}{}.{:02} %", hundredths.abs() / 100, hundredths.abs() % 100)
}

#[cfg(test)]
mod tests;
