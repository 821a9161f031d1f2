//! What changed from one profile to another.

use super::difference::Difference;
use super::layout::{fit, fit_name, write_wrapped};
use super::matching::{Pair, pairs};
use super::{HotLine, Share};
use crate::Profile;
use crate::export::{bare_counts, bare_name};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// The time of a function, of a line or of all, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The function without type parameters, the file of a line, or `total`.
    pub name: String,
    /// The numbers of the line before and after; `null` where it has no samples, or is none.
    pub line: [Option<u32>; 2],
    /// The text of the line; empty where it is not known.
    pub text: String,
    /// Samples before and after: of a function those in whose stacks it is, of a line those charged to it.
    pub samples: [u64; 2],
    /// CPU seconds that they stand for.
    pub seconds: [f64; 2],
    /// Their shares of all samples, 0 to 1.
    pub share: [f64; 2],
    /// How the seconds changed.
    pub change_seconds: Difference,
    /// How the share changed.
    pub change_share: Difference,
}

/// What changed from one profile to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes {
    /// All samples.
    pub total: Change,
    /// The user's functions, and those of others that samples are charged to; the greatest change in seconds first. A
    /// sample counts once for each function in its stack.
    pub functions: Vec<Change>,
    /// Lines, and functions of others that samples are charged to; the greatest change first.
    pub lines: Vec<Change>,
}

/// The samples and periods of two profiles.
#[derive(Clone, Copy)]
struct Sides {
    of: [u64; 2],
    period_ns: [u64; 2],
}

impl Sides {
    fn change(self, name: String, samples: [u64; 2]) -> Change {
        let share = [0, 1].map(|side: usize| Share { samples: samples[side], of: self.of[side] });
        let seconds = [0, 1].map(|side: usize| samples[side] as f64 * self.period_ns[side] as f64 / 1e9);
        Change {
            name,
            line: [None; 2],
            text: String::new(),
            samples,
            seconds,
            share: share.map(Share::value),
            change_seconds: Difference::of_seconds((samples[0], self.period_ns[0]), (samples[1], self.period_ns[1])),
            change_share: Difference::of_shares(share[0], share[1]),
        }
    }

    fn line(self, pair: Pair<'_>) -> Change {
        let [before, after] = pair;
        let any: Option<&HotLine> = after.or(before);
        let name = any.map_or("", |line| if line.line.is_some() { &line.place } else { &line.function });
        let text = any.map_or("", |line| &line.contents).to_owned();
        let samples = pair.map(|line| line.map_or(0, |line| line.own.samples));
        Change { line: pair.map(|line| line.and_then(|line| line.line)), text, ..self.change(name.to_owned(), samples) }
    }
}

impl Profile {
    /// What changed from this profile to a later one.
    pub fn changes_to(&self, after: &Self) -> Changes {
        let profiles = [self, after];
        let sides = Sides {
            of: profiles.map(|profile| profile.recording.total()),
            period_ns: profiles.map(|profile| profile.recording.period_ns),
        };
        let counts = profiles.map(bare_counts);
        // Others only call the user's or are called by them, as the start code of every program.
        let rows = profiles.into_iter().flat_map(|profile| profile.functions().rows);
        let rows = rows.filter(|row| row.users || row.own.samples > 0);
        let names: BTreeSet<String> = rows.map(|row| bare_name(&row.name)).collect();
        let functions = names.into_iter().map(|name| {
            let samples = [0, 1].map(|side: usize| counts[side].get(&name).copied().unwrap_or(0));
            sides.change(name, samples)
        });
        let hot = profiles.map(|profile| profile.lines().hot);
        let lines = pairs(&hot[0], &hot[1]).into_iter().map(|pair| sides.line(pair));
        let total = sides.change("total".to_owned(), sides.of);
        Changes { total, functions: greatest_first(functions.collect()), lines: greatest_first(lines.collect()) }
    }
}

fn greatest_first(mut changes: Vec<Change>) -> Vec<Change> {
    let size = |change: &Change| change.change_seconds.value.abs();
    changes.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| (&a.name, a.line).cmp(&(&b.name, b.line))));
    changes
}

impl Changes {
    /// The total, functions and lines whose CPU time grew by more than so many percent of all CPU time before: those
    /// with the whole interval of the change above that.
    pub fn grown(&self, percent: f64) -> Vec<&Change> {
        let most = percent / 100.0 * self.total.seconds[0];
        let all = std::iter::once(&self.total).chain(&self.functions).chain(&self.lines);
        all.filter(|change| change.change_seconds.interval[0] > most).collect()
    }
}

/// The name; of a line its place and text.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = match self.line {
            [None, None] => String::new(),
            [Some(before), Some(after)] if before == after => format!(":{after}"),
            [Some(before), Some(after)] => format!(":{after} (before: {before})"),
            [None, Some(after)] => format!(":{after} (no samples before)"),
            [Some(before), None] => format!(":{before} (no samples after)"),
        };
        let name = fit_name(&self.name, f.width().map(|width| width.saturating_sub(number.chars().count())));
        write!(f, "{name}{number}")
    }
}

const SHOWN: usize = 20;

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_wrapped(INTRODUCTION, f)?;
        writeln!(f)?;
        let ([before, after], change) = (self.total.seconds, self.total.change_seconds.seconds());
        writeln!(f, "Total: {before:.3} s before, {after:.3} s after: {change}")?;
        table("Function, with what it calls", &self.functions, f)?;
        table("Line, by what is charged to it", &self.lines, f)
    }
}

const INTRODUCTION: &str = "Changes of CPU seconds, and of shares in percentage points, with 95 % intervals; \
                            ≈: not distinguishable from no change. Intervals cover the error of sampling, not what \
                            differs from run to run.\n";

const HEADINGS: &str = "Before s   After s    Change       95 % interval  Points       95 % interval";

fn row(change: &Change, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let ([before, after], points) = (change.seconds, change.change_share.times(100.0));
    let [low, high] = points.interval;
    let interval = format!("{low:+.1} to {high:+.1}");
    writeln!(f, "{before:>8.3}  {after:>8.3}  {}  {:>+6.1}  {interval:>18}", change.change_seconds, points.value)
}

fn table(title: &str, changes: &[Change], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let changed = |change: &&Change| change.change_seconds.value != 0.0 || change.change_share.value != 0.0;
    let changes: Vec<&Change> = changes.iter().filter(changed).collect();
    writeln!(f, "\n{title}")?;
    if changes.is_empty() {
        return writeln!(f, "no time changed");
    }
    writeln!(f, "{HEADINGS}")?;
    let width = f.width();
    let room = |before: usize| width.map(|width| width.saturating_sub(before));
    for change in changes.iter().take(SHOWN) {
        row(change, f)?;
        let mark = if change.change_seconds.is_distinguishable() { ' ' } else { '≈' };
        match room(4) {
            Some(room) => writeln!(f, "  {mark} {change:room$}")?,
            None => writeln!(f, "  {mark} {change}")?,
        }
        if !change.text.is_empty() {
            writeln!(f, "        {}", fit(&change.text, room(8)))?;
        }
    }
    if changes.len() > SHOWN {
        writeln!(f, "and {} more", changes.len() - SHOWN)?;
    }
    Ok(())
}
