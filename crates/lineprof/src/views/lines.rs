//! Time by line, in the form of Python's `line_profiler`.

use super::{Costs, Share};
use crate::{Frame, Profile};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// A line and its samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    /// Its number, from 1.
    pub number: u32,
    /// Samples charged to it.
    pub own: u64,
    /// Samples in whose stacks it occurs, so with those of the functions that it calls, inlined or not.
    pub inclusive: u64,
    /// How often it was executed, where that was counted.
    pub hits: Option<u64>,
    /// Its instructions and those of functions inlined into it, where they were counted.
    pub ir: Option<u64>,
    /// Its text; empty where the file cannot be read.
    pub contents: String,
}

/// The lines of one function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTable {
    /// The function, an instance of a generic one.
    pub function: String,
    /// Its file, relative to the user's folder.
    pub file: PathBuf,
    /// Samples charged to it.
    pub own: Share,
    /// Samples in whose stacks the function occurs.
    pub inclusive: Share,
    /// Lines with samples and those between them, by number.
    pub rows: Vec<LineRow>,
    period_ns: u64,
}

/// A line anywhere in the sources, and the samples charged to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotLine {
    /// The file, relative to the user's folder; where there is no line, what is known, in brackets.
    pub place: String,
    /// The line's number, if there is one.
    pub line: Option<u32>,
    /// The function, an instance of a generic one.
    pub function: String,
    /// Samples charged to it.
    pub own: Share,
    /// Its text.
    pub contents: String,
}

/// Time by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// Lines, and samples that are not on lines, hottest first. It holds all samples.
    pub hot: Vec<HotLine>,
    /// A table for each of the user's functions, hottest first.
    pub tables: Vec<LineTable>,
}

/// Hits and instructions of a line of a file, where they were counted.
type Counted<'a> = &'a dyn Fn(&Path, u32) -> (Option<u64>, Option<u64>);

impl Profile {
    /// Time by line.
    pub fn lines(&self) -> Lines {
        self.lines_with(&|_, _| (None, None))
    }

    /// Time by line beside exact counts of the same program with the same work.
    #[cfg(feature = "exact")]
    pub fn lines_beside(&self, columns: &crate::exact::Columns) -> Lines {
        self.lines_with(&|path, line| columns.of(path, line))
    }

    fn lines_with(&self, counted: Counted<'_>) -> Lines {
        let costs = Costs::of(self, |_| true);
        let mut sources = SourceTexts::default();
        Lines { hot: hot(self, &costs, &mut sources), tables: tables(self, &costs, counted, &mut sources) }
    }
}

fn hot(profile: &Profile, costs: &Costs, sources: &mut SourceTexts) -> Vec<HotLine> {
    let share = |samples| Share { samples, of: costs.total };
    let other = |place: String, function: &str, samples| HotLine {
        place,
        line: None,
        function: function.to_owned(),
        own: share(samples),
        contents: String::new(),
    };
    let mut hot = Vec::new();
    for (frame, cost) in costs.lines.iter().filter(|(_, cost)| cost.own > 0) {
        let path = frame.file.map_or(Path::new("?"), |file| profile.symbols.path(file));
        hot.push(HotLine {
            place: profile.relative(path).display().to_string(),
            line: frame.line,
            function: profile.symbols.name(frame.function).to_owned(),
            own: share(cost.own),
            contents: frame.line.map_or_else(String::new, |line| sources.line(path, line).trim().to_owned()),
        });
    }
    for (&function, &samples) in &costs.foreign {
        hot.push(other("[not the user's]".to_owned(), profile.symbols.name(function), samples));
    }
    for (&object, &samples) in &costs.unknown {
        hot.push(other(profile.object_label(object), "[unknown]", samples));
    }
    hot.sort_by_cached_key(|line| (Reverse(line.own.samples), line.place.clone(), line.line, line.function.clone()));
    hot
}

fn tables(profile: &Profile, costs: &Costs, counted: Counted<'_>, sources: &mut SourceTexts) -> Vec<LineTable> {
    let mut functions: BTreeMap<(u32, u32), BTreeMap<u32, (u64, u64)>> = BTreeMap::new();
    for (&Frame { function, file, line }, cost) in &costs.lines {
        if let (Some(file), Some(line)) = (file, line) {
            functions.entry((function, file)).or_default().insert(line, (cost.own, cost.inclusive));
        }
    }
    let share = |samples| Share { samples, of: costs.total };
    let table = |((function, file), lines): ((u32, u32), BTreeMap<_, _>)| {
        let path = profile.symbols.path(file);
        let cost = costs.functions.get(&function).copied().unwrap_or_default();
        let row = |number, (own, inclusive)| {
            let (hits, ir) = counted(path, number);
            LineRow { number, own, inclusive, hits, ir, contents: sources.line(path, number) }
        };
        LineTable {
            function: profile.symbols.name(function).to_owned(),
            file: profile.relative(path).to_owned(),
            own: share(cost.own),
            inclusive: share(cost.inclusive),
            rows: rows(&lines, row),
            period_ns: profile.recording.period_ns,
        }
    };
    let mut tables: Vec<LineTable> = functions.into_iter().map(table).collect();
    tables.sort_by_cached_key(|table| {
        let cost = Reverse((table.own.samples, table.inclusive.samples));
        (cost, table.function.clone(), table.file.clone())
    });
    tables
}

/// Lines without samples between two with samples are shown up to this many.
const WIDEST_GAP: u32 = 6;

fn rows(lines: &BTreeMap<u32, (u64, u64)>, mut row: impl FnMut(u32, (u64, u64)) -> LineRow) -> Vec<LineRow> {
    let mut rows: Vec<LineRow> = Vec::new();
    for (&number, &cost) in lines {
        let next = rows.last().map_or(number, |row| row.number + 1);
        if number.saturating_sub(next) <= WIDEST_GAP {
            rows.extend((next..number).map(|number| row(number, (0, 0))));
        }
        rows.push(row(number, cost));
    }
    rows
}

#[derive(Debug, Default)]
struct SourceTexts(HashMap<PathBuf, Vec<String>>);

impl SourceTexts {
    fn line(&mut self, path: &Path, line: u32) -> String {
        let lines = self.0.entry(path.to_owned()).or_insert_with(|| {
            let bytes = fs::read(path).unwrap_or_default();
            String::from_utf8_lossy(&bytes).lines().map(|line| line.replace('\t', "    ")).collect()
        });
        lines.get((line as usize).saturating_sub(1)).cloned().unwrap_or_default()
    }
}

/// As `line_profiler` prints it; columns that were not counted are left out.
impl fmt::Display for LineTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.milliseconds(self.inclusive.samples) / 1000.0;
        writeln!(f, "Total time: {seconds:.3} s, {} % of all", self.inclusive)?;
        writeln!(f, "File: {}", self.file.display())?;
        writeln!(f, "Function: {}\n", self.function)?;
        let has_hits = self.rows.iter().any(|row| row.hits.is_some());
        let has_ir = self.rows.iter().any(|row| row.ir.is_some());
        let widths = [6, 12 * usize::from(has_hits), 10, 10 * usize::from(has_hits), 6, 6, 14 * usize::from(has_ir)];
        let line = |cells: [String; 7], contents: &str| {
            let cells = cells.iter().zip(widths).filter(|(_, width)| *width > 0);
            cells.map(|(cell, width)| format!("{cell:>width$}  ")).collect::<String>() + contents
        };
        let headings = ["Line #", "Hits", "Time ms", "Per Hit ns", "% Time", "% Self", "Ir"].map(str::to_owned);
        writeln!(f, "{}", line(headings, "Line Contents"))?;
        let mut last = None;
        for row in &self.rows {
            if last.is_some_and(|last: u32| last + 1 < row.number) {
                writeln!(f, "{:>6}", "⋮")?;
            }
            last = Some(row.number);
            writeln!(f, "{}", line(self.cells(row), &row.contents))?;
        }
        Ok(())
    }
}

impl LineTable {
    fn cells(&self, row: &LineRow) -> [String; 7] {
        let time = self.milliseconds(row.inclusive);
        let of_samples = |text: String| if row.inclusive > 0 { text } else { String::new() };
        let share = |samples| of_samples(Share { samples, of: self.inclusive.samples }.to_string());
        let counted = |count: Option<u64>| count.map_or_else(String::new, |count| count.to_string());
        let per_hit = |hits: u64| of_samples(format!("{:.2}", time * 1e6 / hits as f64));
        [
            row.number.to_string(),
            counted(row.hits),
            of_samples(format!("{time:.1}")),
            row.hits.filter(|&hits| hits > 0).map_or_else(String::new, per_hit),
            share(row.inclusive),
            share(row.own),
            counted(row.ir),
        ]
    }

    fn milliseconds(&self, samples: u64) -> f64 {
        samples as f64 * self.period_ns as f64 / 1e6
    }
}

const SHOWN_HOT: usize = 20;

/// Functions with a smaller share have no table in the text.
const LEAST_TABLE: f64 = 0.005;

/// The hottest lines, then a table for each function.
impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>6}  {:>13}  Line", "Self %", "95 % interval")?;
        for line in self.hot.iter().take(SHOWN_HOT) {
            let number = line.line.map_or_else(String::new, |line| format!(":{line}"));
            let interval = line.own.interval_text();
            writeln!(f, "{:>6}  {interval:>13}  {}{number}  {}", line.own, line.place, line.function)?;
            if !line.contents.is_empty() {
                writeln!(f, "{:>6}  {:>13}      {}", "", "", line.contents)?;
            }
        }
        for table in self.tables.iter().filter(|table| table.inclusive.value() >= LEAST_TABLE) {
            write!(f, "\n{table}")?;
        }
        Ok(())
    }
}
