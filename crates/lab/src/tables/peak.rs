//! The tables of `lanelab peak`.

use super::text::{self, NOTHING};
use crate::report::peak::{CeilingReport, LoopReport, PeakReport};
use lanelab_grid::Width;
use lanelab_lanes::NativeF64;
use lanelab_measure::format::{Figure, Percent};
use lanelab_measure::peak::Kind;

/// From this width on a terminal has room for all columns.
const WIDE: u16 = 96;

pub(crate) fn tables(report: &PeakReport<'_>) -> String {
    let clock = Figure(report.clock_ghz);
    let ceilings_are = format!("Ceilings: operations on whole vectors per cycle, one core at {clock} GHz");
    let loops_are = format!("Inner loops of {} alone, against the bound of the ports", report.map);
    let native = Width::of::<NativeF64>().to_string();
    [
        text::wrap(&ceilings_are, ""),
        ceilings(&report.ceilings),
        report.ceilings.iter().find(|row| row.width == native).map(ports).unwrap_or_default(),
        text::wrap(&loops_are, ""),
        loops(&report.loops),
        users(&report.loops),
        text::wrap(LEGEND, ""),
    ]
    .join("\n")
}

fn ceilings(rows: &[CeilingReport]) -> String {
    let heading = [vec!["vector"], Kind::ALL.map(Kind::name).to_vec()].concat();
    let row = |row: &CeilingReport| {
        let rates = Kind::ALL.map(|kind| Figure(row.ports.rate(kind)).to_string());
        [vec![row.width.to_owned()], rates.to_vec()].concat()
    };
    text::table(&heading, 1.., rows.iter().map(row).collect())
}

/// Which operations share ports, from their cost beside a fused multiply-add.
fn ports(row: &CeilingReport) -> String {
    let describe = |what: &str, pair: Kind| {
        let cost = Figure((row.ports.beside_an_fma(pair) * 100.0).round() / 100.0);
        let ports = if row.ports.shares(pair) { "they share its ports" } else { "they have their own ports" };
        format!("On {}, {what} cost {cost} cycles each beside an fma: {ports}.", row.width)
    };
    text::wrap(&[describe("additions", Kind::FmaAndAdd), describe("comparisons", Kind::FmaAndCompare)].join(" "), "")
}

/// Whether it needs a wide terminal, its heading, and its cell.
type Column = (bool, &'static str, fn(&LoopReport) -> String);

fn loops(rows: &[LoopReport]) -> String {
    let wide = text::width() >= WIDE;
    let columns: [Column; 10] = [
        (true, "loop", |row| row.name.clone()),
        (true, "rounding", |row| row.rounding.to_owned()),
        (true, "mul", |row| figure(row.operations.multiply + row.operations.fma)),
        (true, "add", |row| figure(row.operations.add)),
        (true, "cmp", |row| figure(row.operations.compare)),
        (wide, "cycles", |row| row.bound_cycles.map_or_else(nothing, figure)),
        (true, "bound", |row| row.bound_iter_per_cycle.map_or_else(nothing, figure)),
        (true, "iter/cycle", |row| figure(row.iter_per_cycle)),
        (wide, "Giter/s", |row| figure(row.giter_per_s)),
        (true, "of bound", |row| row.of_bound.map_or_else(nothing, |share| Percent(share).to_string())),
    ];
    let shown = || columns.iter().filter(|(shown, ..)| *shown);
    let heading: Vec<&str> = shown().map(|(_, heading, _)| *heading).collect();
    let row = |row| shown().map(|(.., cell)| cell(row)).collect();
    text::table(&heading, 2.., rows.iter().map(row).collect())
}

fn figure(value: f64) -> String {
    Figure(value).to_string()
}

fn nothing() -> String {
    NOTHING.to_owned()
}

/// Which rungs have which loop. Rows of one loop are adjacent, a row per rounding.
fn users(rows: &[LoopReport]) -> String {
    let cells = |rows: &[LoopReport]| {
        let mut users: Vec<&str> = Vec::new();
        for rung in rows.iter().flat_map(|row| &row.rungs) {
            if !users.contains(rung) {
                users.push(rung);
            }
        }
        vec![rows[0].name.clone(), if users.is_empty() { nothing() } else { users.join(", ") }]
    };
    text::table(&["loop", "rungs"], 2.., rows.chunk_by(|a, b| a.name == b.name).map(cells).collect())
}

const LEGEND: &str = "mul, add, cmp: operations of one vector's step on average, counted from the map's formula; mul is \
    multiplications and fmas. bound: iterations per cycle that the ports allow; a loop with one vector in flight waits \
    for its own results and stays far below. \"tested after\" tests the value just computed; \"tested\" tests the value \
    that is stepped next, and shares its squares. Rates are the fastest of many short bursts.";
