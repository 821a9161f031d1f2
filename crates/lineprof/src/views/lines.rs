//! Time by line, in the form of Python's `line_profiler`.

use super::{Costs, Share};
use crate::exact::{Hits, Ir};
use crate::{Frame, Profile};
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
    /// Samples in whose stacks it occurs: those of what it calls, inlined or not, too.
    pub inclusive: u64,
    /// How often it was executed, where that was counted.
    pub hits: Option<u64>,
    /// Its instructions and those of what is inlined into it, where they were counted.
    pub ir: Option<u64>,
    /// What it says; empty where the file cannot be read.
    pub contents: String,
}

/// What was counted in runs of their own, to stand beside the samples.
#[derive(Debug, Default)]
pub struct Exact {
    /// Executions of lines.
    pub hits: Option<Hits>,
    /// Instructions of lines.
    pub ir: Option<Ir>,
}

impl Exact {
    fn of(&self, path: &Path, line: u32) -> (Option<u64>, Option<u64>) {
        let hits = self.hits.as_ref().and_then(|hits| hits.of(path, line));
        (hits, self.ir.as_ref().and_then(|ir| ir.inclusive(path, line)))
    }
}

/// The lines of one function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTable {
    /// The function, an instance of a generic one.
    pub function: String,
    /// Its file.
    pub path: PathBuf,
    /// The path as it is shown, from the user's folder on.
    pub shown: PathBuf,
    /// Samples charged to it.
    pub own: Share,
    /// Samples in whose stacks the function occurs.
    pub inclusive: Share,
    /// Lines with samples and those between them, by number.
    pub rows: Vec<LineRow>,
    period_ns: u64,
}

/// A line, wherever it lies, and the samples charged to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotLine {
    /// The file, from the user's folder on; what is known in brackets, where there is no line.
    pub place: String,
    /// The line's number, if there is one.
    pub line: Option<u32>,
    /// The function, an instance of a generic one.
    pub function: String,
    /// Samples charged to it.
    pub own: Share,
    /// What it says.
    pub contents: String,
}

/// Time by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// Lines and what else samples were charged to, those first that have most. All samples are in it.
    pub hot: Vec<HotLine>,
    /// A table a function of the user's, those first that have most samples of their own.
    pub tables: Vec<LineTable>,
}

impl Lines {
    pub(crate) fn of(profile: &Profile, exact: &Exact) -> Self {
        let costs = Costs::of(profile, |_| true);
        let mut texts = Texts::default();
        Self { hot: hot(profile, &costs, &mut texts), tables: tables(profile, &costs, exact, &mut texts) }
    }
}

fn hot(profile: &Profile, costs: &Costs, texts: &mut Texts) -> Vec<HotLine> {
    let share = |samples| Share { samples, of: costs.total };
    let mut hot = Vec::new();
    for (frame, cost) in costs.lines.iter().filter(|(_, cost)| cost.own > 0) {
        let path = frame.file.map_or(Path::new("?"), |file| profile.symbols.path(file));
        hot.push(HotLine {
            place: profile.shown(path).display().to_string(),
            line: frame.line,
            function: profile.symbols.name(frame.function).to_owned(),
            own: share(cost.own),
            contents: frame.line.map_or_else(String::new, |line| texts.line(path, line).trim().to_owned()),
        });
    }
    for (&function, &samples) in &costs.foreign {
        let name = profile.symbols.name(function).to_owned();
        let place = "[not the user's]".to_owned();
        hot.push(HotLine { place, line: None, function: name, own: share(samples), contents: String::new() });
    }
    for (&object, &samples) in &costs.unknown {
        let place = profile.object_label(object);
        let function = "[unknown]".to_owned();
        hot.push(HotLine { place, line: None, function, own: share(samples), contents: String::new() });
    }
    hot.sort_by(|a, b| {
        let place = |line: &HotLine| (line.place.clone(), line.line, line.function.clone());
        b.own.samples.cmp(&a.own.samples).then_with(|| place(a).cmp(&place(b)))
    });
    hot
}

fn tables(profile: &Profile, costs: &Costs, exact: &Exact, texts: &mut Texts) -> Vec<LineTable> {
    let mut of_function: BTreeMap<(u32, u32), BTreeMap<u32, (u64, u64)>> = BTreeMap::new();
    for (&Frame { function, file, line }, cost) in &costs.lines {
        if let (Some(file), Some(line)) = (file, line) {
            of_function.entry((function, file)).or_default().insert(line, (cost.own, cost.inclusive));
        }
    }
    let mut tables: Vec<LineTable> = of_function
        .into_iter()
        .map(|((function, file), lines)| {
            let path = profile.symbols.path(file).to_owned();
            let cost = costs.functions.get(&function).copied().unwrap_or_default();
            let share = |samples| Share { samples, of: costs.total };
            LineTable {
                function: profile.symbols.name(function).to_owned(),
                shown: profile.shown(&path).to_owned(),
                own: share(cost.own),
                inclusive: share(cost.inclusive),
                rows: rows(&lines, |number, (own, inclusive)| {
                    let (hits, ir) = exact.of(&path, number);
                    LineRow { number, own, inclusive, hits, ir, contents: texts.line(&path, number) }
                }),
                path,
                period_ns: profile.recording.period_ns,
            }
        })
        .collect();
    tables.sort_by(|a, b| {
        let key = |table: &LineTable| (table.function.clone(), table.path.clone());
        let cost = |table: &LineTable| (table.own.samples, table.inclusive.samples);
        cost(b).cmp(&cost(a)).then_with(|| key(a).cmp(&key(b)))
    });
    tables
}

/// Lines with samples and those between them; a gap of more than this many is left open.
const WIDEST_GAP: u32 = 6;

fn rows(lines: &BTreeMap<u32, (u64, u64)>, mut row: impl FnMut(u32, (u64, u64)) -> LineRow) -> Vec<LineRow> {
    let mut rows: Vec<LineRow> = Vec::new();
    for (&number, &cost) in lines {
        let last = rows.last().map_or(number, |row| row.number + 1);
        if number.saturating_sub(last) <= WIDEST_GAP {
            rows.extend((last..number).map(|number| row(number, (0, 0))));
        }
        rows.push(row(number, cost));
    }
    rows
}

/// Source files, each read once.
#[derive(Debug, Default)]
struct Texts {
    files: HashMap<PathBuf, Vec<String>>,
}

impl Texts {
    fn line(&mut self, path: &Path, line: u32) -> String {
        if !self.files.contains_key(path) {
            let text = fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
            self.files.insert(path.to_owned(), text.lines().map(|line| line.replace('\t', "    ")).collect());
        }
        let index = (line as usize).saturating_sub(1);
        self.files.get(path).and_then(|lines| lines.get(index)).cloned().unwrap_or_default()
    }
}

/// As `line_profiler` prints it; columns that were not counted are left out.
impl fmt::Display for LineTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = milliseconds(self.inclusive.samples, self.period_ns) / 1000.0;
        writeln!(f, "Total time: {seconds:.3} s, {} % of all", self.inclusive)?;
        writeln!(f, "File: {}", self.shown.display())?;
        writeln!(f, "Function: {}\n", self.function)?;
        self.heading(f)?;
        let mut last = None;
        for row in &self.rows {
            if last.is_some_and(|last: u32| last + 1 < row.number) {
                writeln!(f, "{:>6}", "⋮")?;
            }
            last = Some(row.number);
            self.row(row, f)?;
        }
        Ok(())
    }
}

impl LineTable {
    fn has_hits(&self) -> bool {
        self.rows.iter().any(|row| row.hits.is_some())
    }

    fn has_ir(&self) -> bool {
        self.rows.iter().any(|row| row.ir.is_some())
    }

    fn heading(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>6}  ", "Line #")?;
        if self.has_hits() {
            write!(f, "{:>12}  ", "Hits")?;
        }
        write!(f, "{:>10}  ", "Time ms")?;
        if self.has_hits() {
            write!(f, "{:>10}  ", "Per Hit ns")?;
        }
        write!(f, "{:>6}  {:>6}  ", "% Time", "% Self")?;
        if self.has_ir() {
            write!(f, "{:>14}  ", "Ir")?;
        }
        writeln!(f, "Line Contents")
    }

    fn row(&self, row: &LineRow, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = milliseconds(row.inclusive, self.period_ns);
        let sampled = row.inclusive > 0;
        let or_blank = |text: String| if sampled { text } else { String::new() };
        let share = |samples| or_blank(Share { samples, of: self.inclusive.samples }.to_string());
        let counted = |count: Option<u64>| count.map_or_else(String::new, |count| count.to_string());
        write!(f, "{:>6}  ", row.number)?;
        if self.has_hits() {
            write!(f, "{:>12}  ", counted(row.hits))?;
        }
        write!(f, "{:>10}  ", or_blank(format!("{time:.1}")))?;
        if self.has_hits() {
            write!(f, "{:>10}  ", row.hits.map_or_else(String::new, |hits| or_blank(per_hit(time, hits))))?;
        }
        write!(f, "{:>6}  {:>6}  ", share(row.inclusive), share(row.own))?;
        if self.has_ir() {
            write!(f, "{:>14}  ", counted(row.ir))?;
        }
        writeln!(f, "{}", row.contents)
    }
}

/// Nanoseconds an execution; blank of none.
#[expect(clippy::cast_precision_loss, reason = "a time of a few digits")]
fn per_hit(milliseconds: f64, hits: u64) -> String {
    if hits == 0 { String::new() } else { format!("{:.2}", milliseconds * 1e6 / hits as f64) }
}

#[expect(clippy::cast_precision_loss, reason = "a time of a few digits")]
fn milliseconds(samples: u64, period_ns: u64) -> f64 {
    samples as f64 * period_ns as f64 / 1e6
}

/// How many lines the list of the hottest shows.
const SHOWN_HOT: usize = 20;

/// Functions with a smaller share have no table in the text.
const LEAST_TABLE: f64 = 0.005;

/// The hottest lines, then a table a function.
impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>6}  {:>13}  Line", "Self %", "95 % interval")?;
        for line in self.hot.iter().take(SHOWN_HOT) {
            let (low, high) = line.own.interval();
            let interval = format!("{:.1} to {:.1}", 100.0 * low, 100.0 * high);
            let number = line.line.map_or_else(String::new, |line| format!(":{line}"));
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
