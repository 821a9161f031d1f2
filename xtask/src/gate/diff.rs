//! What differs between two counts.

use super::baseline::Counts;
use super::count::Fill;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

/// A count that differs by more has moved.
pub(crate) const TOLERANCE_PERCENT: i64 = 1;

/// How many lines of a fill are printed; the rest is summed up.
const PRINTED: usize = 10;

const fn is_within(before: i64, after: i64) -> bool {
    (after - before).abs() * 100 <= before * TOLERANCE_PERCENT
}

/// A fill whose count is beyond the tolerance, or that is on one side only.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change<'a> {
    pub(crate) job: &'a str,
    before: Option<i64>,
    after: Option<i64>,
}

impl Change<'_> {
    pub(crate) const fn is_on_both_sides(&self) -> bool {
        self.before.is_some() && self.after.is_some()
    }

    /// The lines that moved, from the fill as it is counted in the baseline's commit.
    pub(crate) fn lines(&self, before: &Fill, after: &Fill) -> String {
        let count = before.instructions;
        if self.before.is_some_and(|accepted| is_within(accepted, count)) {
            return lines(before, after);
        }
        format!("  The lines that moved are not known: the baseline's commit has {count} instructions\n")
    }
}

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let job = self.job;
        match (self.before, self.after) {
            (Some(before), Some(after)) => {
                write!(f, "{job}: {before} instructions before, {after} now: {:+.2} %", percent(before, after))
            }
            (None, Some(after)) => write!(f, "{job}: {after} instructions, and not in the baseline"),
            (_, None) => write!(f, "{job}: in the baseline, but not counted any more"),
        }
    }
}

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
    let moved = after.iter().filter_map(|(job, &now)| Some((job, percent(*before.get(job)?, now))));
    let most = match moved.max_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs())) {
        Some((job, percent)) if percent != 0.0 => format!("; {job} moved most, {percent:+.2} %"),
        _ => ", to the instruction".to_owned(),
    };
    format!("The work of {} fills is within ±{TOLERANCE_PERCENT} % of the baseline{most}\n", after.len())
}

/// By how many per cent a count grew.
fn percent(before: i64, after: i64) -> f64 {
    (after - before) as f64 / before.max(1) as f64 * 100.0
}

/// A line with its counts on both sides.
struct Moved<'a> {
    place: String,
    text: &'a str,
    before: i64,
    after: i64,
}

impl Moved<'_> {
    const fn difference(&self) -> i64 {
        self.after - self.before
    }
}

/// A table of the lines that moved, those that moved most first.
fn lines(before: &Fill, after: &Fill) -> String {
    let mut moved = all_lines(before, after);
    moved.retain(|line| line.difference() != 0);
    moved.sort_by_key(|line| Reverse(line.difference().abs()));
    let rest = moved.split_off(PRINTED.min(moved.len()));
    let width = moved.iter().map(|line| line.place.len()).max().unwrap_or(0);
    let mut table = format!("  {:<width$}  {:>13}  {:>13}  {:>13}\n", "line", "before", "after", "difference");
    for line in &moved {
        let Moved { place, text, before, after } = line;
        let row = format!("  {place:<width$}  {before:>13}  {after:>13}  {:>+13}  {text}", line.difference());
        writeln!(table, "{}", row.trim_end()).expect("a string takes what is written");
    }
    if !rest.is_empty() {
        let sum: i64 = rest.iter().map(Moved::difference).sum();
        let more = format!("{} more", rest.len());
        writeln!(table, "  {more:<width$}  {:>13}  {:>13}  {sum:>+13}", "", "")
            .expect("a string takes what is written");
    }
    table
}

/// All lines of two fills. A line is found again by its file and text, and by how many of that text come before it.
fn all_lines<'a>(before: &'a Fill, after: &'a Fill) -> Vec<Moved<'a>> {
    let mut found: BTreeMap<(&str, &str, usize), (u32, [i64; 2])> = BTreeMap::new();
    for (side, fill) in [before, after].into_iter().enumerate() {
        let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for ((file, number), line) in &fill.lines {
            let nth = seen.entry((file, &line.text)).or_default();
            let (place, counts) = found.entry((file, &line.text, *nth)).or_default();
            (*place, counts[side]) = (*number, line.instructions);
            *nth += 1;
        }
    }
    let lines = found.into_iter().map(|((file, text, _), (number, [before, after]))| Moved {
        place: format!("{file}:{number}"),
        text,
        before,
        after,
    });
    let charged = |fill: &Fill| fill.lines.values().map(|line| line.instructions).sum::<i64>();
    let [before, after] = [before, after].map(|fill| fill.instructions - charged(fill));
    lines.chain([Moved { place: "elsewhere".to_owned(), text: "", before, after }]).collect()
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
            |counts: &[(&str, i64)]| -> Counts { counts.iter().map(|&(job, n)| (job.to_owned(), n)).collect() };
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
    fn fill(lines: &[(u32, i64, &str)]) -> Fill {
        let line = |&(number, instructions, text): &(u32, i64, &str)| {
            (("a.rs".to_owned(), number), Line { instructions, text: text.to_owned() })
        };
        let sum: i64 = lines.iter().map(|(_, count, _)| count).sum();
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
    fn lines_of_another_count_than_the_accepted_one_are_not_printed() {
        let (accepted, other) = (fill(&[(1, 1000, "a")]), fill(&[(1, 900, "a")]));
        let change = Change { job: "a", before: Some(1050), after: Some(950) };
        assert!(change.lines(&accepted, &other).contains("a.rs:1"));
        assert!(change.lines(&other, &other).contains("not known: the baseline's commit has 950 instructions"));
    }

    #[test]
    fn of_many_lines_those_that_moved_most_are_printed_and_the_rest_is_summed_up() {
        let many: Vec<_> = (1..=12).map(|line| (line, i64::from(line), "line")).collect();
        let text = lines(&Fill { instructions: 50, ..Fill::default() }, &fill(&many));
        let last: Vec<_> = text.trim_end().lines().last().unwrap().split_whitespace().collect();
        assert_eq!(last, ["2", "more", "+3"], "{text}");
    }
}
