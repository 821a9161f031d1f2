//! Which line of a profile is which line of another.

use super::HotLine;
use crate::export::bare_name;
use std::collections::BTreeMap;

/// A line before and after; one of them where it has no samples in the other.
pub(super) type Pair<'a> = [Option<&'a HotLine>; 2];

/// Pairs lines of the same file: those with the same text in the same function, then with the same text, then with the
/// same number. Of several with the same text the order decides, or the distance where some are missing.
pub(super) fn pairs<'a>(before: &'a [HotLine], after: &'a [HotLine]) -> Vec<Pair<'a>> {
    let (mut before, mut after): (Vec<_>, Vec<_>) = (before.iter().collect(), after.iter().collect());
    let mut pairs = Vec::new();
    for key in [by_function, by_text, by_number] {
        let mut groups: BTreeMap<Key, [Vec<&HotLine>; 2]> = BTreeMap::new();
        for (side, lines) in [&mut before, &mut after].into_iter().enumerate() {
            lines.retain(|line| key(line).map(|key| groups.entry(key).or_default()[side].push(line)).is_none());
        }
        for [mut ours, mut theirs] in groups.into_values() {
            pairs.extend(within(&mut ours, &mut theirs));
            before.extend(ours);
            after.extend(theirs);
        }
    }
    pairs.extend(before.into_iter().map(|line| [Some(line), None]));
    pairs.extend(after.into_iter().map(|line| [None, Some(line)]));
    pairs
}

/// File, function, and text or number.
type Key = (String, String, String);

fn by_function(line: &HotLine) -> Option<Key> {
    by_text(line).map(|(file, _, text)| (file, bare_name(&line.function), text))
}

fn by_text(line: &HotLine) -> Option<Key> {
    (!line.contents.is_empty()).then(|| (line.place.clone(), String::new(), line.contents.clone()))
}

/// What has no line is known by its function.
fn by_number(line: &HotLine) -> Option<Key> {
    Some(match line.line {
        Some(number) => (line.place.clone(), String::new(), number.to_string()),
        None => (line.place.clone(), bare_name(&line.function), String::new()),
    })
}

/// Takes pairs out of the lines with the same key.
fn within<'a>(before: &mut Vec<&'a HotLine>, after: &mut Vec<&'a HotLine>) -> Vec<Pair<'a>> {
    before.sort_by_key(|line| line.line);
    after.sort_by_key(|line| line.line);
    let mut pairs = Vec::new();
    if before.len() == after.len() {
        pairs.extend(before.drain(..).zip(after.drain(..)).map(|(before, after)| [Some(before), Some(after)]));
    }
    let distance = |a: &HotLine, b: &HotLine| a.line.unwrap_or(0).abs_diff(b.line.unwrap_or(0));
    while !before.is_empty() && !after.is_empty() {
        let all = (0..before.len()).flat_map(|ours| (0..after.len()).map(move |theirs| (ours, theirs)));
        let nearest = all.min_by_key(|&(ours, theirs)| distance(before[ours], after[theirs]));
        let Some((ours, theirs)) = nearest else { break };
        pairs.push([Some(before.remove(ours)), Some(after.remove(theirs))]);
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::Share;

    fn line(number: u32, contents: &str) -> HotLine {
        HotLine {
            place: "src/main.rs".to_owned(),
            line: Some(number),
            function: "main".to_owned(),
            further: 0,
            own: Share { samples: 1, of: 1 },
            contents: contents.to_owned(),
            via: None,
            compiled: None,
        }
    }

    fn numbers(before: &[HotLine], after: &[HotLine]) -> Vec<[Option<u32>; 2]> {
        let mut found: Vec<_> =
            pairs(before, after).into_iter().map(|pair| pair.map(|line| line.and_then(|line| line.line))).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn lines_that_only_moved_are_the_same() {
        let before = [line(5, "x += 1;"), line(20, "x += 1;"), line(7, "y()"), line(9, "old()")];
        let after = [line(20, "x += 1;"), line(35, "x += 1;"), line(22, "y()"), line(24, "new()")];
        let expected =
            [[None, Some(24)], [Some(5), Some(20)], [Some(7), Some(22)], [Some(9), None], [Some(20), Some(35)]];
        assert_eq!(numbers(&before, &after), expected);
    }

    #[test]
    fn an_edited_line_in_its_place_and_a_line_without_text_are_found_by_number() {
        assert_eq!(numbers(&[line(9, "slow()")], &[line(9, "fast()")]), [[Some(9), Some(9)]]);
        assert_eq!(numbers(&[line(9, "")], &[line(9, "fast()")]), [[Some(9), Some(9)]]);
    }

    #[test]
    fn of_several_the_nearest_is_taken() {
        let (before, after) = ([line(20, "}")], [line(7, "}"), line(22, "}")]);
        assert_eq!(numbers(&before, &after), [[None, Some(7)], [Some(20), Some(22)]]);
    }
}
