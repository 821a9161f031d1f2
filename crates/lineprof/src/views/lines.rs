//! Time by line, in the form of Python's `line_profiler`.

use super::hot::{HotLine, hot};
use super::instances::{Instances, label};
use super::layout::{Paragraph, fit, fit_path, write_wrapped};
use super::measure::{cell, heading};
use super::{Costs, Measure, Share};
use crate::evidence::WIDEST_GAP;
use crate::recording::{Counter, Event};
use crate::{Frame, Profile};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
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
    /// What each counter counted there and in the functions that it calls, in the table's order.
    pub counts: Vec<u64>,
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
    /// The counters, and what each counted in the function and in those that it calls.
    pub counters: Vec<(Event, Share)>,
    /// Lines with samples and those between them, by number.
    pub rows: Vec<LineRow>,
    period_ns: u64,
}

/// Time by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// Lines, and samples that are not on lines, hottest first. It holds all samples.
    pub hot: Vec<HotLine>,
    /// The same by each counter.
    pub by_counter: Vec<CounterLines>,
    /// A table for each of the user's functions, hottest first.
    pub tables: Vec<LineTable>,
}

/// Where a counter counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterLines {
    /// What it counts.
    pub event: Event,
    /// Lines, and counts that are not on lines, largest first.
    pub hot: Vec<HotLine>,
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
        let costs = |measure| Costs::of(self, instances, measure, |_| true);
        let time = costs(Measure::Time);
        let by_counter = |counter| (counter, costs(Measure::Counter(counter)));
        let counters: Vec<(&Counter, Costs)> = self.recording.counters.iter().map(by_counter).collect();
        let of_counter = |(of, costs): &(&Counter, Costs)| {
            let hot = hot(self, instances, Measure::Counter(of), costs, apart);
            CounterLines { event: of.event, hot }
        };
        Lines {
            hot: hot(self, instances, Measure::Time, &time, apart),
            by_counter: counters.iter().map(of_counter).collect(),
            tables: tables(self, instances, &time, &counters, counted),
        }
    }
}

fn tables(
    profile: &Profile,
    instances: &Instances,
    costs: &Costs,
    counters: &[(&Counter, Costs)],
    counted: Counted<'_>,
) -> Vec<LineTable> {
    let mut functions: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
    for &Frame { function, file, line } in
        counters.iter().map(|(_, costs)| costs).chain([costs]).flat_map(|of| of.lines.keys())
    {
        if let (Some(file), Some(line)) = (file, line) {
            functions.entry((function, file)).or_default().insert(line);
        }
    }
    let share = |samples| Share { samples, of: costs.total };
    let table = |((function, file), lines): ((u32, u32), BTreeSet<_>)| {
        let path = profile.symbols.path(file);
        let cost = costs.functions.get(&function).copied().unwrap_or_default();
        let counters_of = |(counter, costs): &(&Counter, Costs)| {
            let samples = costs.functions.get(&function).map_or(0, |cost| cost.inclusive);
            (counter.event, Share { samples, of: costs.total })
        };
        let row = |number| {
            let frame = Frame { function, file: Some(file), line: Some(number) };
            let of = |costs: &Costs| costs.lines.get(&frame).copied().unwrap_or_default();
            let (hits, ir) = counted(path, number);
            LineRow {
                number,
                own: of(costs).own,
                inclusive: of(costs).inclusive,
                counts: counters.iter().map(|(_, costs)| of(costs).inclusive).collect(),
                hits,
                ir,
                contents: profile.evidence.text(file, number).to_owned(),
            }
        };
        LineTable {
            function: instances.name(profile, function),
            instances: instances.count(function),
            file: profile.place(path).into(),
            edited: profile.evidence.is_edited(file),
            own: share(cost.own),
            inclusive: share(cost.inclusive),
            counters: counters.iter().map(counters_of).collect(),
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

/// Lines, and those between them where the gap is small.
fn rows(lines: &BTreeSet<u32>, mut row: impl FnMut(u32) -> LineRow) -> Vec<LineRow> {
    let mut rows: Vec<LineRow> = Vec::new();
    for &number in lines {
        let next = rows.last().map_or(number, |row| row.number + 1);
        let first = if number.saturating_sub(next) <= WIDEST_GAP { next } else { number };
        rows.extend((first..=number).map(&mut row));
    }
    rows
}

/// A column of a table: its heading, its least width, and its cells.
struct Column {
    heading: String,
    width: usize,
    cells: Vec<String>,
}

/// As `line_profiler` prints it; columns without values are left out.
impl fmt::Display for LineTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.milliseconds(self.inclusive.samples) / 1000.0;
        let room = f.width().map(|width| width.saturating_sub(10));
        writeln!(f, "Total time: {seconds:.3} s, {} % of all", self.inclusive)?;
        for &(event, amount) in self.counters.iter().filter(|(_, amount)| amount.samples > 0) {
            writeln!(f, "{}: {}, {amount} % of all", heading(event), cell(event, amount.samples))?;
        }
        writeln!(f, "File: {}", fit_path(&self.file.display().to_string(), room))?;
        if self.edited {
            write_wrapped("      edited after the program was built: texts may be of other lines", f)?;
        }
        writeln!(f, "Function: {}\n", label(&self.function, self.instances, room))?;
        let mut columns = self.columns();
        columns.retain(|column| column.cells.iter().any(|cell| !cell.is_empty()));
        let before: usize = columns.iter().map(|column| column.width + 2).sum();
        let room = f.width().map(|width| width.saturating_sub(before));
        let line = |cell: &dyn Fn(&Column) -> String, contents: &str| {
            let cells = columns.iter().map(|column| format!("{:>width$}  ", cell(column), width = column.width));
            (cells.collect::<String>() + &fit(contents, room)).trim_end().to_owned()
        };
        writeln!(f, "{}", line(&|column| column.heading.clone(), "Line Contents"))?;
        let mut last = None;
        for (at, row) in self.rows.iter().enumerate() {
            if last.is_some_and(|last: u32| last + 1 < row.number) {
                writeln!(f, "{:>6}", "⋮")?;
            }
            last = Some(row.number);
            writeln!(f, "{}", line(&|column| column.cells[at].clone(), &row.contents))?;
        }
        Ok(())
    }
}

impl LineTable {
    fn columns(&self) -> Vec<Column> {
        let column = |heading: &str, width: usize, cell: &dyn Fn(&LineRow) -> String| {
            let width = width.max(heading.len());
            Column { heading: heading.to_owned(), width, cells: self.rows.iter().map(cell).collect() }
        };
        let of_samples = |row: &LineRow, text: String| if row.inclusive > 0 { text } else { String::new() };
        let share = |samples| Share { samples, of: self.inclusive.samples }.to_string();
        let number = |count: Option<u64>| count.map_or_else(String::new, |count| count.to_string());
        let per_hit = |row: &LineRow| match row.hits {
            Some(hits @ 1..) => of_samples(row, format!("{:.2}", self.milliseconds(row.inclusive) * 1e6 / hits as f64)),
            _ => String::new(),
        };
        let counter = |(at, &(event, _)): (usize, &(Event, Share))| {
            column(&heading(event), 10, &|row: &LineRow| cell(event, row.counts[at]))
        };
        let (waiting, events): (Vec<_>, Vec<_>) =
            self.counters.iter().enumerate().partition(|(_, (event, _))| *event == Event::Waiting);
        let mut columns = vec![
            column("Line #", 6, &|row| row.number.to_string()),
            column("Hits", 12, &|row| number(row.hits)),
            column("Time ms", 10, &|row| of_samples(row, format!("{:.1}", self.milliseconds(row.inclusive)))),
        ];
        columns.extend(waiting.into_iter().map(counter));
        columns.extend([
            column("Per Hit ns", 10, &per_hit),
            column("% Time", 6, &|row| of_samples(row, share(row.inclusive))),
            column("% Self", 6, &|row| of_samples(row, share(row.own))),
            column("Ir", 14, &|row| number(row.ir)),
        ]);
        columns.extend(events.into_iter().map(counter));
        columns.push(column("IPC", 5, &|row| self.per_cycle(row)));
        columns
    }

    /// Instructions of a line per cycle, where both were counted.
    fn per_cycle(&self, row: &LineRow) -> String {
        let count = |of| self.counters.iter().zip(&row.counts).find(|((event, _), _)| *event == of).map(|(_, n)| *n);
        match (count(Event::Instructions), count(Event::Cycles)) {
            (Some(instructions @ 1..), Some(cycles @ 1..)) => format!("{:.2}", instructions as f64 / cycles as f64),
            _ => String::new(),
        }
    }

    fn milliseconds(&self, samples: u64) -> f64 {
        samples as f64 * self.period_ns as f64 / 1e6
    }
}

/// Functions with a smaller share, also of what counters counted, have no table in the text.
const LEAST_TABLE: f64 = 0.005;

impl LineTable {
    fn is_shown(&self) -> bool {
        self.counters.iter().map(|(_, share)| share).chain([&self.inclusive]).any(|share| share.value() >= LEAST_TABLE)
    }
}

/// What the columns of a [`LineTable`] are.
pub(crate) const INTRODUCTION: Paragraph = Paragraph(
    "Lines of functions, those with most time of their own first: Time and % Time with what a line calls, of the \
     function's time; % Self without functions of yours that it calls",
);

/// The hottest lines, then a table for each function.
impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::hot::write(&self.hot, None, f)?;
        for CounterLines { event, hot } in self.by_counter.iter().filter(|counter| !counter.hot.is_empty()) {
            writeln!(f)?;
            super::hot::write(hot, Some(*event), f)?;
        }
        let tables: Vec<_> = self.tables.iter().filter(|table| table.is_shown()).collect();
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
