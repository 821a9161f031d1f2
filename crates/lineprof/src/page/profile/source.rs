//! The source of hot functions, with its time and its instructions.

use crate::Profile;
use crate::views::{Instruction, LineRow, LineTable, Share, amount, cell, heading};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Functions with a smaller share of the samples have no source on the page.
pub(super) const LEAST: f64 = 0.005;

/// Lines with a smaller share of the samples have no instructions on the page.
pub(super) const LEAST_CODE: f64 = 0.0005;

/// Most functions with their source.
const MOST: usize = 60;

/// A function of the user's and its lines.
#[derive(Debug, Serialize)]
pub(super) struct Function {
    name: String,
    /// Its anchor on the page.
    id: String,
    share: String,
    about: String,
    file: String,
    edited: bool,
    headings: Vec<String>,
    /// With the number and the text of lines.
    columns: usize,
    rows: Vec<Line>,
}

/// A line.
#[derive(Debug, Serialize)]
struct Line {
    /// Whether lines before it are left out.
    after_gap: bool,
    number: u32,
    /// In percent of the function's time; 0 where there is none.
    heat: f64,
    cells: Vec<String>,
    text: String,
    /// Its instructions, in each of the compiled functions that have some.
    code: Vec<Code>,
}

/// The instructions of a line in a compiled function.
#[derive(Debug, Clone, Serialize)]
struct Code {
    function: String,
    /// Its share of all samples.
    share: String,
    instructions: Vec<Row>,
}

/// An instruction: its share, six characters wide, and its address with its text. The share is empty without samples.
#[derive(Debug, Clone, Serialize)]
struct Row {
    after_gap: bool,
    share: String,
    text: String,
}

/// The functions with most of the time, and how many others have samples.
pub(super) fn sources(profile: &Profile, tables: &[LineTable]) -> (Vec<Function>, usize) {
    let shown = |table: &&LineTable| {
        let counted = table.counters.iter().map(|(_, share)| share);
        counted.chain([&table.inclusive]).any(|share| share.value() >= LEAST)
    };
    let mut code = code(profile);
    let shown: Vec<&LineTable> = tables.iter().filter(shown).take(MOST).collect();
    let functions = shown.iter().enumerate().map(|(number, table)| function(profile, table, number, &mut code));
    (functions.collect(), tables.len() - shown.len())
}

fn function(profile: &Profile, table: &LineTable, number: usize, code: &mut ByLine) -> Function {
    let file = table.file.display().to_string();
    let seconds = profile.recording.time(table.inclusive.samples).as_secs_f64();
    let instances = if table.instances > 1 { format!(", {} instances", table.instances) } else { String::new() };
    let counted = table.counters.iter().filter(|(_, share)| share.samples > 0);
    let counted: String =
        counted.map(|(event, share)| format!("; {} {event}", amount(*event, share.samples))).collect();
    let counters = table.counters.iter().map(|(event, _)| heading(*event));
    let indents = table.rows.iter().filter(|row| !row.contents.trim().is_empty());
    let indent = indents.map(|row| row.contents.len() - row.contents.trim_start().len()).min().unwrap_or(0);
    let mut last = None;
    let row = |row: &LineRow| {
        let after_gap = last.is_some_and(|last: u32| last + 1 < row.number);
        last = Some(row.number);
        let code = code.remove(&(file.clone(), row.number)).unwrap_or_default();
        Line { after_gap, code, ..line(profile, table, row, indent) }
    };
    Function {
        rows: table.rows.iter().map(row).collect(),
        name: table.function.clone(),
        id: format!("function-{number}"),
        share: format!("{} %, itself {} %{counted}", table.inclusive, table.own),
        about: format!("{seconds:.3} s with what it calls{instances}"),
        edited: table.edited,
        columns: 5 + table.counters.len(),
        headings: ["Time ms", "% Time", "% Self"].map(str::to_owned).into_iter().chain(counters).collect(),
        file,
    }
}

/// A line without its instructions, its indentation reduced by this many spaces.
fn line(profile: &Profile, table: &LineTable, row: &LineRow, indent: usize) -> Line {
    let of = |samples| Share { samples, of: table.inclusive.samples };
    let percent = |samples| if samples > 0 { of(samples).to_string() } else { String::new() };
    let time = profile.recording.time(row.inclusive).as_secs_f64() * 1000.0;
    let time = if row.inclusive > 0 { format!("{time:.1}") } else { String::new() };
    let counts = table.counters.iter().zip(&row.counts).map(|((event, _), count)| cell(*event, *count));
    Line {
        after_gap: false,
        number: row.number,
        heat: (1000.0 * of(row.inclusive).value()).round() / 10.0,
        cells: [time, percent(row.inclusive), percent(row.own)].into_iter().chain(counts).collect(),
        text: row.contents.chars().skip(indent).collect(),
        code: Vec::new(),
    }
}

/// Instructions by the shown path and the number of their line.
type ByLine = HashMap<(String, u32), Vec<Code>>;

/// The instructions with samples, and a few around each, by the line of the user's that they belong to.
fn code(profile: &Profile) -> ByLine {
    let mut code = ByLine::new();
    if !cfg!(target_arch = "x86_64") {
        return code;
    }
    let places = profile.places();
    for function in profile.sampled("") {
        let mut lines = BTreeMap::<(u32, u32), Vec<(usize, Instruction)>>::new();
        for (at, instruction) in profile.instructions(&function, &places).into_iter().enumerate() {
            if let Some(line) = instruction.line.filter(|(file, _)| places.get(*file as usize).is_some_and(|of| of.0)) {
                lines.entry(line).or_default().push((at, instruction));
            }
        }
        let name = profile.symbols.name(function.function);
        for ((file, number), instructions) in lines {
            let samples = instructions.iter().map(|(_, instruction)| instruction.samples).sum();
            let share = Share { samples, of: profile.recording.total() };
            if share.value() >= LEAST_CODE {
                let rows = rows(&instructions, samples);
                let place = (places[file as usize].1.clone(), number);
                let share = share.to_string();
                code.entry(place).or_default().push(Code { function: name.to_owned(), share, instructions: rows });
            }
        }
    }
    code
}

fn rows(instructions: &[(usize, Instruction)], of: u64) -> Vec<Row> {
    let mut next = None;
    let row = |(at, instruction): &(usize, Instruction)| {
        let after_gap = next.is_some_and(|next| next != *at || instruction.after_gap);
        next = Some(at + 1);
        let share = Share { samples: instruction.samples, of };
        Row {
            after_gap,
            share: if share.samples > 0 { format!("{share:>6}") } else { String::new() },
            text: format!("  {:>9x}  {}", instruction.address, instruction.text),
        }
    };
    instructions.iter().map(row).collect()
}

/// The anchor of a function.
pub(super) fn link_to_function(sources: &[Function], name: &str) -> Option<String> {
    sources.iter().find(|function| function.name == name).map(|function| function.id.clone())
}

/// The anchor of a line.
pub(super) fn link_to_line(sources: &[Function], file: &str, number: u32, function: &str) -> Option<String> {
    let has_it = |of: &&Function| of.file == file && of.rows.iter().any(|row| row.number == number);
    let by_name = sources.iter().filter(has_it).find(|of| of.name == function);
    by_name.or_else(|| sources.iter().find(has_it)).map(|of| format!("{}-{number}", of.id))
}
