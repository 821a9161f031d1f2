//! The lines that lineprof finds, compared with those of `perf`.

use super::finding::{Finding, Promise};
use super::programs::{Work, is_of};
use super::{Checker, perf, read};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A file, as `memchr-2.8.0/src/lib.rs`, and a line of it.
pub(crate) type Line = (String, u32);

/// Samples by line.
#[derive(Debug, Default)]
pub(crate) struct ByLine {
    total: u64,
    lines: BTreeMap<Line, u64>,
}

impl ByLine {
    /// Adds samples on a line, or on none.
    pub(crate) fn add(&mut self, line: Option<Line>, samples: u64) {
        self.total += samples;
        if let Some(line) = line {
            *self.lines.entry(line).or_default() += samples;
        }
    }

    fn merge(&mut self, other: Self) {
        self.total += other.total;
        other.lines.into_iter().for_each(|(line, samples)| *self.lines.entry(line).or_default() += samples);
    }

    /// The share of the samples on a line.
    fn share(&self, line: &Line) -> f64 {
        self.lines.get(line).map_or(0.0, |&samples| samples as f64 / self.total as f64)
    }

    /// The line with most samples, and its share.
    pub(crate) fn hottest(&self) -> Option<(Line, f64)> {
        let (line, _) = self.lines.iter().max_by_key(|(_, samples)| **samples)?;
        Some((line.clone(), self.share(line)))
    }

    fn without_line(&self) -> f64 {
        1.0 - self.lines.values().sum::<u64>() as f64 / self.total as f64
    }
}

/// The line of a source file from the registry, where that is of one of these crates and has a line.
pub(crate) fn line_of_crates(path: &Path, line: u32, crates: &[&str]) -> Option<Line> {
    let path = path.to_str()?.split_once("/registry/src/")?.1.split_once('/')?.1;
    let folder = path.split('/').next()?;
    (line > 0 && crates.iter().any(|name| is_of(folder, name))).then(|| (path.to_owned(), line))
}

/// Records the work by both in alternation.
pub(crate) fn check(checker: &Checker, work: &Work, recordings: u32) -> anyhow::Result<Vec<Finding>> {
    let (mut ours, mut theirs) = (ByLine::default(), ByLine::default());
    let (mut rooted, mut lost) = (0, 0);
    for _ in 0..recordings {
        let profile = read(&checker.record(work, &[])?)?;
        for sample in &profile.recording.samples {
            let frame = profile.charged(sample.stack);
            let line =
                frame.and_then(|frame| line_of_crates(profile.symbols.path(frame.file?), frame.line?, work.crates));
            ours.add(line, sample.weight.into());
        }
        rooted += profile.quality().rooted.samples;
        lost += profile.recording.lost;
        theirs.merge(perf::record(work, &checker.scratch)?);
    }
    let finding = |what, value, unit, promise| Finding::new(work.name, what, value, unit, promise);
    let percent = |what, share: f64, promise| finding(what, 100.0 * share, "%", promise);
    let on_a_line = percent("samples on a line of its crates", 1.0 - ours.without_line(), Promise::AtLeast(90.0));
    let rooted = rooted as f64 / ours.total as f64;
    let of = format!("of {} samples; perf has {}", ours.total, theirs.total);
    let mut findings = vec![
        on_a_line.with_remark(of),
        percent("the same in perf", 1.0 - theirs.without_line(), Promise::Nothing),
        percent("stacks that reach a root", rooted, Promise::AtLeast(98.0)),
        finding("lost samples", lost as f64, "", Promise::AtMost(0.0)),
    ];
    findings.extend(largest_difference(&ours, &theirs).map(|(line, difference, allowed)| {
        let shares = format!("{:.2} %, perf {:.2} %", 100.0 * ours.share(line), 100.0 * theirs.share(line));
        let largest = finding("largest difference by line", difference, "points", Promise::AtMost(allowed));
        largest.with_remark(format!("{}:{} {shares}", line.0, line.1))
    }));
    Ok(findings)
}

/// The line whose shares differ most among those with at least 1 % in either, by how many points, and how many it may:
/// 3, or four standard errors where these are more.
fn largest_difference<'a>(ours: &'a ByLine, theirs: &'a ByLine) -> Option<(&'a Line, f64, f64)> {
    let lines: BTreeSet<&Line> = ours.lines.keys().chain(theirs.lines.keys()).collect();
    let hot = lines.into_iter().filter(|line| ours.share(line).max(theirs.share(line)) >= 0.01);
    let differences = hot.map(|line| {
        let (our, their) = (ours.share(line), theirs.share(line));
        let both = (our * ours.total as f64 + their * theirs.total as f64) / (ours.total + theirs.total) as f64;
        let variance = both * (1.0 - both) * (1.0 / ours.total as f64 + 1.0 / theirs.total as f64);
        (line, 100.0 * (our - their).abs(), (400.0 * variance.sqrt()).max(3.0))
    });
    differences.max_by(|(_, a, may), (_, b, might)| (a / may).total_cmp(&(b / might)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_line(lines: &[(u32, u64)]) -> ByLine {
        let mut all = ByLine::default();
        lines
            .iter()
            .for_each(|&(line, samples)| all.add((line > 0).then(|| ("a-1.0.0/a.rs".to_owned(), line)), samples));
        all
    }

    #[test]
    fn the_largest_difference_is_relative_to_what_is_allowed() {
        let ours = by_line(&[(1, 50_000), (2, 30_000), (3, 500), (0, 19_500)]);
        let theirs = by_line(&[(1, 44_000), (2, 36_500), (4, 900), (0, 18_600)]);
        let (line, points, allowed) = largest_difference(&ours, &theirs).unwrap();
        assert!(line.1 == 2 && (points - 6.5).abs() < 1e-9 && (allowed - 3.0).abs() < 1e-9, "{points} of {allowed}");
        let few = by_line(&[(1, 5), (0, 5)]);
        let (line, _, allowed) = largest_difference(&few, &ours).unwrap();
        assert!(line.1 == 2 && (57.9..58.0).contains(&allowed), "four standard errors of ten samples: {allowed}");
        assert!(largest_difference(&by_line(&[(0, 9)]), &by_line(&[(0, 9)])).is_none(), "no line");
        assert!((ours.without_line() - 0.195).abs() < 1e-9);
    }

    #[test]
    fn lines_of_other_crates_and_line_0_are_none() {
        let path = Path::new("/home/me/.cargo/registry/src/index.crates.io-1/memchr-2.8.0/src/lib.rs");
        let found = Some(("memchr-2.8.0/src/lib.rs".to_owned(), 7));
        assert_eq!(line_of_crates(path, 7, &["ignore", "memchr"]), found);
        assert_eq!(line_of_crates(path, 0, &["memchr"]), None);
        assert_eq!(line_of_crates(path, 7, &["mem"]), None);
        assert_eq!(line_of_crates(Path::new("/rustc/1/library/memchr-2/lib.rs"), 7, &["memchr"]), None);
    }
}
