//! What differs between two counts.

use super::baseline::Counts;
use super::count::Fill;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

/// A count that differs by more has moved.
pub(crate) const TOLERANCE_PERCENT: u64 = 1;

/// So many lines of a fill are printed; the rest is summed up.
const PRINTED: usize = 10;

/// Whether a count is within the tolerance of the one before.
pub(crate) fn is_within(before: u64, after: u64) -> bool {
    u128::from(before.abs_diff(after)) * 100 <= u128::from(before) * u128::from(TOLERANCE_PERCENT)
}

/// A fill whose count is beyond the tolerance, or that is on one side only.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change<'a> {
    pub(crate) job: &'a str,
    pub(crate) before: Option<u64>,
    pub(crate) after: Option<u64>,
}

impl Change<'_> {
    pub(crate) const fn is_on_both_sides(&self) -> bool {
        self.before.is_some() && self.after.is_some()
    }
}

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let job = self.job;
        match (self.before, self.after) {
            (Some(before), Some(after)) => {
                write!(f, "{job}: {before} instructions before, {after} now: {}", percent(before, after))
            }
            (None, Some(after)) => write!(f, "{job}: {after} instructions, and not in the baseline"),
            (_, None) => write!(f, "{job}: in the baseline, but not counted any more"),
        }
    }
}

/// The fills that changed.
pub(crate) fn beyond_tolerance<'a>(before: &'a Counts, after: &'a Counts) -> Vec<Change<'a>> {
    let jobs: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let changes = jobs.into_iter().map(|job| {
        let count = |counts: &Counts| counts.get(job).copied();
        Change { job, before: count(before), after: count(after) }
    });
    changes.filter(|change| !matches!((change.before, change.after), (Some(a), Some(b)) if is_within(a, b))).collect()
}

/// That all is within the tolerance, and which fill moved most.
pub(crate) fn summary(before: &Counts, after: &Counts) -> String {
    let moved = after.iter().filter_map(|(job, &now)| Some((job, *before.get(job)?, now)));
    let most = moved.filter(|(_, old, now)| old != now).max_by_key(|&(_, old, now)| hundredths(old, now).abs());
    let most = match most {
        Some((job, old, now)) => format!("; {job} moved most, {}", percent(old, now)),
        None => ", to the instruction".to_owned(),
    };
    format!("The work of {} fills is within ±{TOLERANCE_PERCENT} % of the baseline{most}\n", after.len())
}

/// A line that moved: file and number, counts before and after, text.
type Moved<'a> = (String, u64, u64, &'a str);

/// A table of the lines that moved, those that moved most first.
pub(crate) fn lines(before: &Fill, after: &Fill) -> String {
    let difference = |&(_, before, after, _): &Moved<'_>| i128::from(after) - i128::from(before);
    let mut moved = moved(before, after);
    moved.retain(|line| difference(line) != 0);
    moved.sort_by_key(|line| Reverse(difference(line).abs()));
    let rest = moved.split_off(PRINTED.min(moved.len()));
    let width = moved.iter().map(|(place, ..)| place.len()).max().unwrap_or(0);
    let mut text = String::new();
    let mut row = |place: &str, [before, after, difference]: [&str; 3], source: &str| {
        let row = format!("  {place:<width$}  {before:>13}  {after:>13}  {difference:>13}  {source}");
        writeln!(text, "{}", row.trim_end()).expect("a string takes what is written");
    };
    row("line", ["before", "after", "difference"], "");
    for line in &moved {
        let (place, before, after, source) = line;
        row(place, [&before.to_string(), &after.to_string(), &format!("{:+}", difference(line))], source);
    }
    if !rest.is_empty() {
        let sum: i128 = rest.iter().map(difference).sum();
        row(&format!("{} more", rest.len()), ["", "", &format!("{sum:+}")], "");
    }
    text + "\n"
}

/// All lines with both counts. A line is found again by its file and text, and by how many of that text come before it.
fn moved<'a>(before: &'a Fill, after: &'a Fill) -> Vec<Moved<'a>> {
    let mut found: BTreeMap<(&str, &str, usize), (u32, [u64; 2])> = BTreeMap::new();
    for (side, fill) in [before, after].into_iter().enumerate() {
        let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for ((file, number), line) in &fill.lines {
            let nth = seen.entry((file, &line.text)).or_default();
            let (place, counts) = found.entry((file, &line.text, *nth)).or_default();
            (*place, counts[side]) = (*number, line.instructions);
            *nth += 1;
        }
    }
    let lines = found.into_iter();
    let mut moved: Vec<_> =
        lines.map(|((file, text, _), (line, [old, new]))| (format!("{file}:{line}"), old, new, text)).collect();
    moved.push(("elsewhere".to_owned(), elsewhere(before), elsewhere(after), ""));
    moved
}

/// The instructions that are charged to no line.
fn elsewhere(fill: &Fill) -> u64 {
    fill.instructions.saturating_sub(fill.lines.values().map(|line| line.instructions).sum())
}

/// By how many hundredths of a per cent a count grew.
fn hundredths(before: u64, after: u64) -> i128 {
    (i128::from(after) - i128::from(before)) * 10_000 / i128::from(before.max(1))
}

fn percent(before: u64, after: u64) -> String {
    let (sign, hundredths) = (if after < before { '-' } else { '+' }, hundredths(before, after).abs());
    format!("{sign}{}.{:02} %", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::super::count::Line;
    use super::*;

    #[test]
    fn one_percent_either_way_is_within_and_no_more() {
        for (before, after, within) in [
            (1000, 1010, true),
            (1000, 1011, false),
            (1000, 990, true),
            (1000, 989, false),
            (0, 0, true),
            (0, 1, false),
        ] {
            assert_eq!(is_within(before, after), within, "{before} to {after}");
        }
    }

    #[test]
    fn fills_within_the_tolerance_pass_and_others_are_listed() {
        let counts =
            |counts: &[(&str, u64)]| -> Counts { counts.iter().map(|&(job, n)| (job.to_owned(), n)).collect() };
        let (before, near) = (counts(&[("a", 10_000), ("b", 10_000)]), counts(&[("a", 10_079), ("b", 9_990)]));
        assert_eq!(beyond_tolerance(&before, &near), []);
        assert!(
            summary(&before, &near).contains("2 fills") && summary(&before, &near).contains("a moved most, +0.79 %")
        );
        assert!(summary(&before, &before).contains("to the instruction"));

        let far = counts(&[("a", 9_060), ("c", 5)]);
        let changes: Vec<_> = beyond_tolerance(&before, &far).iter().map(ToString::to_string).collect();
        assert_eq!(changes[0], "a: 10000 instructions before, 9060 now: -9.40 %");
        assert!(
            changes[1].contains("not counted any more") && changes[2].contains("not in the baseline"),
            "{changes:?}"
        );
    }

    /// Lines of one file: number, count, text; and 50 instructions of no line.
    fn fill(lines: &[(u32, u64, &str)]) -> Fill {
        let line = |&(number, instructions, text): &(u32, u64, &str)| {
            (("a.rs".to_owned(), number), Line { instructions, text: text.to_owned() })
        };
        let sum: u64 = lines.iter().map(|(_, count, _)| count).sum();
        Fill { instructions: sum + 50, lines: lines.iter().map(line).collect() }
    }

    #[test]
    fn a_line_that_moved_is_printed_and_one_that_only_has_another_number_is_not() {
        let before = fill(&[(3, 950, "step();"), (4, 9000, "test();"), (9, 100, "step();")]);
        let after = fill(&[(3, 30, "wasted();"), (4, 950, "step();"), (5, 9400, "test();"), (10, 100, "step();")]);
        let text = lines(&before, &after);
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|row| row.split_whitespace().collect()).collect();
        assert_eq!(rows[0], ["a.rs:5", "9000", "9400", "+400", "test();"], "{text}");
        assert_eq!(rows[1], ["a.rs:3", "0", "30", "+30", "wasted();"], "{text}");
        assert!(!text.contains("step();"), "{text}");
    }

    #[test]
    fn of_many_lines_those_that_moved_most_are_printed_and_the_rest_is_summed_up() {
        let many: Vec<_> = (1..=12).map(|line| (line, u64::from(line), "line")).collect();
        let text = lines(&Fill { instructions: 50, ..Fill::default() }, &fill(&many));
        let last: Vec<_> = text.trim_end().lines().last().unwrap().split_whitespace().collect();
        assert_eq!(last, ["2", "more", "+3"], "{text}");
    }
}
