//! Time by line, in the form of Python's `line_profiler`.

use super::hot::{HotLine, hot};
use super::instances::{Instances, label};
use super::layout::{Paragraph, fit, fit_path, write_wrapped};
use super::{Costs, Share};
use crate::evidence::WIDEST_GAP;
use crate::{Frame, Profile};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
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
    /// The function.
    pub function: String,
    /// How many compiled functions it stands for.
    pub instances: usize,
    /// Its file, relative to the user's folder.
    pub file: PathBuf,
    /// Whether the file was edited after the program was built, so that texts may be of other lines.
    pub edited: bool,
    /// Samples charged to it.
    pub own: Share,
    /// Samples in whose stacks the function occurs.
    pub inclusive: Share,
    /// Lines with samples and those between them, by number.
    pub rows: Vec<LineRow>,
    period_ns: u64,
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
    /// Time by line, a row for each line, and a table for all instances of a generic function.
    pub fn lines(&self) -> Lines {
        self.lines_of(&Instances::merged(self), false, &|_, _| (None, None))
    }

    /// Time by line of each instance of a generic function, and of each function that a line lies in.
    pub fn lines_by_instance(&self) -> Lines {
        self.lines_of(&Instances::apart(self), true, &|_, _| (None, None))
    }

    /// Time by line beside exact counts of the same program with the same work.
    #[cfg(feature = "exact")]
    pub fn lines_beside(&self, columns: &crate::exact::Columns) -> Lines {
        self.lines_of(&Instances::merged(self), false, &|path, line| columns.of(path, line))
    }

    fn lines_of(&self, instances: &Instances, apart: bool, counted: Counted<'_>) -> Lines {
        let costs = Costs::of(self, instances, |_| true);
        Lines { hot: hot(self, instances, &costs, apart), tables: tables(self, instances, &costs, counted) }
    }
}

fn tables(profile: &Profile, instances: &Instances, costs: &Costs, counted: Counted<'_>) -> Vec<LineTable> {
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
            LineRow { number, own, inclusive, hits, ir, contents: profile.evidence.text(file, number).to_owned() }
        };
        LineTable {
            function: instances.name(profile, function),
            instances: instances.count(function),
            file: profile.place(path).into(),
            edited: profile.evidence.is_edited(file),
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

const HEADINGS: [&str; 7] = ["Line #", "Hits", "Time ms", "Per Hit ns", "% Time", "% Self", "Ir"];

/// The least widths of the columns.
const WIDTHS: [usize; 7] = [6, 12, 10, 10, 6, 6, 14];

/// As `line_profiler` prints it; columns without values are left out.
impl fmt::Display for LineTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.milliseconds(self.inclusive.samples) / 1000.0;
        let room = f.width().map(|width| width.saturating_sub(10));
        writeln!(f, "Total time: {seconds:.3} s, {} % of all", self.inclusive)?;
        writeln!(f, "File: {}", fit_path(&self.file.display().to_string(), room))?;
        if self.edited {
            write_wrapped("      edited after the program was built: texts may be of other lines", f)?;
        }
        writeln!(f, "Function: {}\n", label(&self.function, self.instances, room))?;
        let rows: Vec<[String; 7]> = self.rows.iter().map(|row| self.cells(row)).collect();
        let is_used = |column: usize| rows.iter().any(|cells| !cells[column].is_empty());
        let columns: Vec<usize> = (0..HEADINGS.len()).filter(|&column| is_used(column)).collect();
        let before: usize = columns.iter().map(|&column| WIDTHS[column] + 2).sum();
        let room = f.width().map(|width| width.saturating_sub(before));
        let mut line = |cells: [&str; 7], contents: &str| {
            let cells = columns.iter().map(|&column| format!("{:>width$}  ", cells[column], width = WIDTHS[column]));
            let line = cells.collect::<String>() + &fit(contents, room);
            writeln!(f, "{}", line.trim_end())
        };
        line(HEADINGS, "Line Contents")?;
        let mut last = None;
        for (row, cells) in self.rows.iter().zip(&rows) {
            if last.is_some_and(|last: u32| last + 1 < row.number) {
                line(["⋮", "", "", "", "", "", ""], "")?;
            }
            last = Some(row.number);
            line(cells.each_ref().map(String::as_str), &row.contents)?;
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

/// Functions with a smaller share have no table in the text.
const LEAST_TABLE: f64 = 0.005;

/// What the columns of a [`LineTable`] are.
pub(crate) const INTRODUCTION: Paragraph = Paragraph(
    "Lines of functions: Time and % Time with what a line calls, of the function's time; % Self without functions of \
     yours that it calls",
);

/// The hottest lines, then a table for each function.
impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::hot::write(&self.hot, f)?;
        let tables: Vec<_> = self.tables.iter().filter(|table| table.inclusive.value() >= LEAST_TABLE).collect();
        if !tables.is_empty() {
            writeln!(f)?;
            fmt::Display::fmt(&INTRODUCTION, f)?;
            writeln!(f)?;
        }
        for (number, table) in tables.into_iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            fmt::Display::fmt(table, f)?;
        }
        Ok(())
    }
}
