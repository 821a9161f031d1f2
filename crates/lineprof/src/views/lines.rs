//! Time by line, in the form of Python's `line_profiler`.

use super::{Costs, Share};
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
    /// What it says; empty where the file cannot be read.
    pub contents: String,
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
    pub(crate) fn of(profile: &Profile) -> Self {
        let costs = Costs::of(profile, |_| true);
        let mut texts = Texts::default();
        Self { hot: hot(profile, &costs, &mut texts), tables: tables(profile, &costs, &mut texts) }
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

fn tables(profile: &Profile, costs: &Costs, texts: &mut Texts) -> Vec<LineTable> {
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
                rows: rows(&lines, |line| texts.line(&path, line)),
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

fn rows(lines: &BTreeMap<u32, (u64, u64)>, mut text: impl FnMut(u32) -> String) -> Vec<LineRow> {
    let mut rows: Vec<LineRow> = Vec::new();
    for (&number, &(own, inclusive)) in lines {
        let last = rows.last().map_or(number, |row| row.number + 1);
        if number.saturating_sub(last) <= WIDEST_GAP {
            rows.extend((last..number).map(|number| LineRow {
                number,
                own: 0,
                inclusive: 0,
                contents: text(number),
            }));
        }
        rows.push(LineRow { number, own, inclusive, contents: text(number) });
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
            let text =
                fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
            self.files.insert(path.to_owned(), text.lines().map(|line| line.replace('\t', "    ")).collect());
        }
        let index = (line as usize).saturating_sub(1);
        self.files.get(path).and_then(|lines| lines.get(index)).cloned().unwrap_or_default()
    }
}

/// As `line_profiler` prints it.
impl fmt::Display for LineTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |samples: u64| milliseconds(samples, self.period_ns) / 1000.0;
        writeln!(f, "Total time: {:.3} s, {} % of all", seconds(self.inclusive.samples), self.inclusive)?;
        writeln!(f, "File: {}", self.shown.display())?;
        writeln!(f, "Function: {}\n", self.function)?;
        writeln!(f, "{:>6}  {:>10}  {:>6}  {:>6}  Line Contents", "Line #", "Time ms", "% Time", "% Self")?;
        let mut last = None;
        for row in &self.rows {
            if last.is_some_and(|last: u32| last + 1 < row.number) {
                writeln!(f, "{:>6}", "⋮")?;
            }
            last = Some(row.number);
            if row.inclusive == 0 {
                writeln!(f, "{:>6}  {:>10}  {:>6}  {:>6}  {}", row.number, "", "", "", row.contents)?;
                continue;
            }
            let of = self.inclusive.samples;
            let share = |samples| Share { samples, of };
            let time = milliseconds(row.inclusive, self.period_ns);
            writeln!(
                f,
                "{:>6}  {time:>10.1}  {:>6}  {:>6}  {}",
                row.number,
                share(row.inclusive),
                share(row.own),
                row.contents
            )?;
        }
        Ok(())
    }
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
