//! The tables of `lanelab peak`.

use super::text::{self, NOTHING};
use crate::report::peak::{CeilingReport, LoopReport, PeakReport};
use lanelab_grid::Width;
use lanelab_lanes::NativeF64;
use lanelab_measure::format::{Figure, Percent};
use lanelab_measure::peak::Kind;

/// From this width on a terminal has room for all columns.
const WIDE: u16 = 96;

/// All tables of the report.
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
        legend(),
    ]
    .join("\n")
}

fn ceilings(rows: &[CeilingReport]) -> String {
    let heading = [vec!["vector"], Kind::ALL.map(Kind::name).to_vec()].concat();
    let right: Vec<usize> = (1..heading.len()).collect();
    let row = |row: &CeilingReport| {
        let rates = Kind::ALL.map(|kind| Figure(row.ports.rate(kind)).to_string());
        [vec![row.width.clone()], rates.to_vec()].concat()
    };
    text::table(&heading, &right, rows.iter().map(row).collect())
}

/// Which operations share ports, from their cost beside a fused multiply-add.
fn ports(row: &CeilingReport) -> String {
    let describe = |what: &str, pair: Kind| {
        let cost = Figure((row.ports.beside_an_fma(pair) * 100.0).round() / 100.0);
        let ports = if row.ports.shares(pair) { "they share its ports" } else { "they have their own ports" };
        format!("{what} cost {cost} cycles each beside an fma: {ports}.")
    };
    let (additions, comparisons) =
        (describe("additions", Kind::FmaAndAdd), describe("comparisons", Kind::FmaAndCompare));
    text::wrap(&format!("On {}, {additions} On {}, {comparisons}", row.width, row.width), "")
}

fn loops(rows: &[LoopReport]) -> String {
    let wide = text::width() >= WIDE;
    let columns = [
        (true, "loop"),
        (true, "rounding"),
        (true, "mul"),
        (true, "add"),
        (true, "cmp"),
        (wide, "cycles"),
        (true, "bound"),
        (true, "iter/cycle"),
        (wide, "Giter/s"),
        (true, "of bound"),
    ];
    let shown = |cells: [String; 10]| cells.into_iter().zip(columns).filter(|(_, (shown, _))| *shown);
    let row = |row: &LoopReport| shown(cells(row)).map(|(cell, _)| cell).collect();
    let heading: Vec<&str> = columns.iter().filter(|(shown, _)| *shown).map(|&(_, heading)| heading).collect();
    let right: Vec<usize> = (2..heading.len()).collect();
    text::table(&heading, &right, rows.iter().map(row).collect())
}

fn cells(row: &LoopReport) -> [String; 10] {
    let operations = &row.operations;
    let figure = |value: f64| Figure(value).to_string();
    let optional = |value: Option<f64>| value.map_or_else(|| NOTHING.to_owned(), figure);
    [
        row.name.clone(),
        row.rounding.to_owned(),
        figure(operations.multiply + operations.fma),
        figure(operations.add),
        figure(operations.compare),
        optional(row.bound_cycles),
        optional(row.bound_iter_per_cycle),
        figure(row.iter_per_cycle),
        figure(row.giter_per_s),
        row.of_bound.map_or_else(|| NOTHING.to_owned(), |share| Percent(share).to_string()),
    ]
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
        vec![rows[0].name.clone(), if users.is_empty() { NOTHING.to_owned() } else { users.join(", ") }]
    };
    text::table(&["loop", "rungs"], &[], rows.chunk_by(|a, b| a.name == b.name).map(cells).collect())
}

fn legend() -> String {
    let text = "mul, add, cmp: operations of one vector's step on average, counted from the map's formula; mul is \
                multiplications and fmas. bound: iterations per cycle that the ports allow; a loop with one vector in \
                flight waits for its own results and stays far below. \"tested after\" tests the value just computed; \
                \"tested\" tests the value that is stepped next, and shares its squares. Rates are the fastest of many \
                short bursts.";
    text::wrap(text, "")
}
