//! What moved between two counts of one fill.

use crate::baseline::{Baseline, ByLine, Fill};
use std::collections::BTreeMap;

/// The tolerance, in hundredths of a count: what is beyond it has moved.
pub(crate) const TOLERANCE_PERCENT: u32 = 1;

/// Whether a count is within the tolerance of the one before.
pub(crate) fn is_within(before: u64, after: u64) -> bool {
    u128::from(before.abs_diff(after)) * 100 <= u128::from(before) * u128::from(TOLERANCE_PERCENT)
}

/// A line whose count is another one now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    /// File and number; the number is the new one, unless the line is gone.
    pub(crate) place: String,
    /// Its instructions before, 0 where it is new.
    pub(crate) before: u64,
    /// Its instructions now, 0 where it is gone.
    pub(crate) after: u64,
    /// What stands there.
    pub(crate) text: String,
}

impl Moved {
    /// How many more there are now.
    pub(crate) fn difference(&self) -> i128 {
        i128::from(self.after) - i128::from(self.before)
    }
}

/// The lines that moved, those that moved most first. A line is known again by its file and text.
pub(crate) fn moved(before: (&Baseline, &Fill), after: (&Baseline, &Fill)) -> Vec<Moved> {
    let mut found: BTreeMap<Known<'_>, [Option<(u32, u64)>; 2]> = BTreeMap::new();
    for (side, (of, fill)) in [before, after].into_iter().enumerate() {
        for (known, counted) in known(&fill.lines, &of.source) {
            found.entry(known).or_default()[side] = Some(counted);
        }
    }
    let mut moved: Vec<_> = found.into_iter().map(|(known, sides)| known.moved(sides)).collect();
    let (before, after) = (before.1.others, after.1.others);
    moved.push(Moved { place: "elsewhere".to_owned(), before, after, text: String::new() });
    moved.retain(|moved| moved.difference() != 0);
    moved.sort_by_key(|moved| std::cmp::Reverse(moved.difference().abs()));
    moved
}

/// What a line is known by: of several with one text, which.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Known<'a> {
    file: &'a str,
    text: &'a str,
    which: usize,
}

impl Known<'_> {
    fn moved(&self, [before, after]: [Option<(u32, u64)>; 2]) -> Moved {
        let line = after.or(before).map_or(0, |(line, _)| line);
        let count = |side: Option<(u32, u64)>| side.map_or(0, |(_, count)| count);
        Moved {
            place: format!("{}:{line}", self.file),
            before: count(before),
            after: count(after),
            text: self.text.to_owned(),
        }
    }
}

fn known<'a>(counts: &'a ByLine<u64>, source: &'a ByLine<String>) -> Vec<(Known<'a>, (u32, u64))> {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut known = Vec::new();
    for (file, lines) in counts {
        for (&line, &count) in lines {
            let text = source.get(file).and_then(|texts| texts.get(&line)).map_or("", String::as_str);
            let which = seen.entry((file, text)).or_default();
            known.push((Known { file, text, which: *which }, (line, count)));
            *which += 1;
        }
    }
    known
}

#[cfg(test)]
mod tests {
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
}
