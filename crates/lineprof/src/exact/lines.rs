//! From the counted regions of functions to counted lines.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::PathBuf;

/// Line and column, from 1.
type Place = (u32, u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    /// Where it begins.
    pub(super) start: Place,
    /// Where it ends, exclusive in its column.
    pub(super) end: Place,
    pub(super) hits: u64,
}

/// A function of the source: every instance of a generic one has the same file and extent.
type Extent = (PathBuf, Place, Place);

/// How often each line was executed, from the regions that each compiled function has in a file.
///
/// Instances of one source function are added up. Of different functions that share a line, as a closure and its
/// parent, the one executed most counts.
pub(super) fn hits(functions: impl IntoIterator<Item = (PathBuf, Vec<Region>)>) -> HashMap<(PathBuf, u32), u64> {
    let mut sources: HashMap<Extent, BTreeMap<(Place, Place), u64>> = HashMap::new();
    for (path, regions) in functions {
        let start = regions.iter().map(|region| region.start).min().unwrap_or_default();
        let end = regions.iter().map(|region| region.end).max().unwrap_or_default();
        let summed = sources.entry((path, start, end)).or_default();
        for region in regions {
            *summed.entry((region.start, region.end)).or_default() += region.hits;
        }
    }
    let mut lines = HashMap::new();
    for ((path, ..), summed) in sources {
        let regions: Vec<_> = summed.into_iter().map(|((start, end), hits)| Region { start, end, hits }).collect();
        for line in regions.iter().flat_map(|region| region.start.0..=region.end.0).collect::<BTreeSet<_>>() {
            let hits = of_line(&regions, line);
            let known = lines.entry((path.clone(), line)).or_insert(hits);
            *known = hits.max(*known);
        }
    }
    without_empty_lines(lines)
}

/// The count of the innermost regions that start on a line, the greatest where they stand side by side; else that of
/// the innermost one that covers it.
fn of_line(regions: &[Region], line: u32) -> u64 {
    let starting: Vec<_> = regions.iter().filter(|region| region.start.0 == line).collect();
    let innermost = starting.iter().filter(|outer| !starting.iter().any(|inner| contains(outer, inner)));
    let covering = regions.iter().filter(|region| region.start.0 < line && line <= region.end.0);
    let covering = covering.max_by_key(|region| (region.start, std::cmp::Reverse(region.end)));
    innermost.map(|region| region.hits).max().or(covering.map(|region| region.hits)).unwrap_or(0)
}

fn contains(outer: &Region, inner: &Region) -> bool {
    outer.start <= inner.start && inner.end <= outer.end && (outer.start, outer.end) != (inner.start, inner.end)
}

/// Drops lines that regions cover but that hold no code: regions span comments, blanks and closing brackets.
fn without_empty_lines(mut lines: HashMap<(PathBuf, u32), u64>) -> HashMap<(PathBuf, u32), u64> {
    let mut files: HashMap<PathBuf, Vec<bool>> = HashMap::new();
    lines.retain(|(path, line), _| {
        let is_code = files.entry(path.clone()).or_insert_with(|| {
            // Nothing is known about the lines of a file that cannot be read.
            fs::read_to_string(path).unwrap_or_default().lines().map(is_code).collect()
        });
        is_code.get((*line as usize).saturating_sub(1)).copied().unwrap_or(true)
    });
    lines
}

fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    !line.starts_with("//") && line.chars().any(|character| character.is_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(start: Place, end: Place, hits: u64) -> Region {
        Region { start, end, hits }
    }

    /// The hits of lines of a file that does not exist, so that no line is known to be empty.
    fn of(functions: &[&[Region]]) -> BTreeMap<u32, u64> {
        let functions = functions.iter().map(|regions| (PathBuf::from("/no/such/file.rs"), regions.to_vec()));
        hits(functions).into_iter().map(|((_, line), hits)| (line, hits)).collect()
    }

    #[test]
    fn a_line_has_the_hits_of_its_innermost_region_and_only_instances_are_added_up() {
        let nested = [region((1, 1), (5, 2), 1), region((2, 9), (4, 6), 10), region((3, 9), (3, 20), 5)];
        assert_eq!(of(&[&nested]), BTreeMap::from([(1, 1), (2, 10), (3, 5), (4, 10), (5, 1)]));
        let on_one_line = [region((1, 1), (1, 30), 7), region((1, 10), (1, 20), 3)];
        assert_eq!(of(&[&on_one_line]), BTreeMap::from([(1, 3)]), "the inner one");
        let branches = [region((1, 1), (1, 9), 9), region((1, 10), (3, 6), 7), region((3, 12), (3, 20), 2)];
        assert_eq!(of(&[&branches]), BTreeMap::from([(1, 9), (2, 7), (3, 2)]), "the region that starts on line 3");
        let (small, large) = ([region((1, 1), (2, 2), 4)], [region((1, 1), (2, 2), 5)]);
        assert_eq!(of(&[&small, &large]), BTreeMap::from([(1, 9), (2, 9)]), "instances");
        let function = [region((1, 1), (4, 2), 1)];
        let (often, never) = ([region((2, 10), (2, 20), 8)], [region((3, 10), (3, 20), 0)]);
        assert_eq!(of(&[&function, &often, &never]), BTreeMap::from([(1, 1), (2, 8), (3, 1), (4, 1)]), "closures");
    }

    #[test]
    fn lines_without_code_are_recognised_by_their_text() {
        let is = ["let x = 1;", "_ => {}", "", "  }", "    });", "// let x = 1;", "  /// text"].map(is_code);
        assert_eq!(is, [true, true, false, false, false, false, false]);
    }
}
