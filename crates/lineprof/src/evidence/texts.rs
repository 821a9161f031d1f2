//! The source lines that a profile can show.

use crate::Symbols;
use crate::recording::Recording;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Lines without samples between two with samples are shown, and kept, up to this many.
pub(crate) const WIDEST_GAP: u32 = 6;

/// Generated lines may be long.
const MOST_CHARACTERS: usize = 400;

/// The lines of a source file that a profile can show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// The file, as the compiler saw it.
    pub path: PathBuf,
    /// Whether it was changed after a program with its lines was built, so that texts may be of other lines.
    pub edited: bool,
    /// Consecutive lines: the number of the first, and their texts.
    pub runs: Vec<(u32, Vec<String>)>,
}

impl SourceText {
    pub(super) fn line(&self, number: u32) -> Option<&str> {
        let run = self.runs.partition_point(|(first, _)| *first <= number).checked_sub(1)?;
        let (first, lines) = &self.runs[run];
        lines.get((number - first) as usize).map(String::as_str)
    }
}

/// Files, and which of their lines are needed.
pub(super) struct Files {
    paths: Vec<PathBuf>,
    numbers: HashMap<PathBuf, u32>,
    needed: BTreeMap<u32, BTreeSet<u32>>,
    /// When each object's file was written.
    built: Vec<Option<SystemTime>>,
    /// When the oldest program with lines of a file was built.
    oldest: HashMap<u32, SystemTime>,
}

impl Files {
    /// The files of the symbols and all lines of frames in them.
    pub(super) fn of(recording: &Recording, symbols: &Symbols) -> Self {
        let paths: Vec<PathBuf> = symbols.files.iter().map(|file| file.path.clone()).collect();
        let numbers = paths.iter().cloned().zip(0..).collect();
        let built = recording.objects.iter().map(|object| modified(object.file())).collect();
        let mut files = Self { paths, numbers, needed: BTreeMap::new(), built, oldest: HashMap::new() };
        for location in &symbols.locations {
            for frame in &location.frames {
                if let (Some(file), Some(line), Some(object)) = (frame.file, frame.line, location.pc.object) {
                    files.need(file, line, object);
                }
            }
        }
        files
    }

    /// The number of a file, which is added where it is new.
    pub(super) fn number(&mut self, path: &Path) -> u32 {
        if let Some(&number) = self.numbers.get(path) {
            return number;
        }
        let number = u32::try_from(self.paths.len()).expect("fewer files than bytes of debug information");
        self.paths.push(path.to_owned());
        self.numbers.insert(path.to_owned(), number);
        number
    }

    /// Notes that a line is needed, from which an object was compiled.
    pub(super) fn need(&mut self, file: u32, line: u32, object: u32) {
        self.needed.entry(file).or_default().insert(line);
        if let Some(built) = self.built.get(object as usize).copied().flatten() {
            self.oldest.entry(file).and_modify(|oldest| *oldest = built.min(*oldest)).or_insert(built);
        }
    }

    /// The needed lines, and those between them.
    pub(super) fn read(self) -> Vec<SourceText> {
        let none = BTreeSet::new();
        let text = |(number, path): (u32, &PathBuf)| {
            let needed = self.needed.get(&number).unwrap_or(&none);
            let built = self.oldest.get(&number);
            let edited = built.is_some_and(|built| modified(path).is_some_and(|changed| changed > *built));
            let bytes = if needed.is_empty() { Vec::new() } else { fs::read(path).unwrap_or_default() };
            let lines = String::from_utf8_lossy(&bytes);
            SourceText { path: path.clone(), edited, runs: runs(needed, &lines.lines().collect::<Vec<_>>()) }
        };
        (0..).zip(&self.paths).map(text).collect()
    }
}

fn runs(needed: &BTreeSet<u32>, lines: &[&str]) -> Vec<(u32, Vec<String>)> {
    let kept = |line: &&str| line.replace('\t', "    ").chars().take(MOST_CHARACTERS).collect::<String>();
    let mut runs: Vec<(u32, Vec<String>)> = Vec::new();
    let mut next = 0;
    for &number in needed.iter().filter(|&&number| (1..=lines.len()).contains(&(number as usize))) {
        let from = if number - next <= WIDEST_GAP && !runs.is_empty() { next } else { number };
        let texts = lines[from as usize - 1..number as usize].iter().map(kept);
        match runs.last_mut() {
            Some((_, run)) if from == next => run.extend(texts),
            _ => runs.push((from, texts.collect())),
        }
        next = number + 1;
    }
    runs
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_in_runs_with_short_gaps() {
        let lines: Vec<String> = (1..=40).map(|number| format!("\t{number}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let runs = runs(&BTreeSet::from([0, 3, 4, 6, 13, 21, 99]), &lines);
        let found: Vec<_> = runs.iter().map(|(first, texts)| (*first, texts.len())).collect();
        assert_eq!(found, [(3, 11), (21, 1)]);
        let text = SourceText { path: PathBuf::new(), edited: false, runs };
        assert_eq!(
            [2, 3, 10, 13, 14, 21].map(|number| text.line(number)),
            [None, Some("    3"), Some("    10"), Some("    13"), None, Some("    21")]
        );
    }
}
