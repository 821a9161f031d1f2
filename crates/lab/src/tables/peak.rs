//! The tables of `lanelab peak`.

use crate::report::peak::{CeilingReport, LoopReport, PeakReport};
use lanelab_grid::Width;
use lanelab_ladder::program::text::{self, NOTHING};
use lanelab_lanes::NativeF64;
use lanelab_measure::format::{Figure, Percent};
use lanelab_measure::peak::Kind;

/// A loop that is further above its bound than measurements vary.
const IMPOSSIBLE: f64 = 1.05;

pub(crate) fn tables(report: &PeakReport<'_>) -> String {
    let clock = Figure(report.clock_ghz);
    let ceilings_are =
        format!("Operations on whole vectors that this core executes per cycle, at {clock} GHz. {CEILINGS}");
    let loops_are = format!("The rungs' inner loops for {} alone, against the bound of the ports. {LOOPS}", report.map);
    let native = Width::of::<NativeF64>().to_string();
    let above = report.loops.iter().any(|row| row.of_bound.is_some_and(|share| share > IMPOSSIBLE));
    let parts = [
        text::wrap(&ceilings_are, ""),
        ceilings(&report.ceilings),
        report.ceilings.iter().find(|row| row.width == native).map(ports).unwrap_or_default(),
        text::wrap(&loops_are, ""),
        loops(&report.loops),
        if above { text::wrap(ALARM, "") } else { String::new() },
        users(&report.loops),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
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

/// The rank at which it is left out, its heading, and its cell.
type Column = (u8, &'static str, fn(&LoopReport) -> String);

fn loops(rows: &[LoopReport]) -> String {
    let columns: [Column; 10] = [
        (0, "loop", |row| label(&row.name)),
        (0, "rounding", |row| row.rounding.to_owned()),
        (4, "mul", |row| figure(row.operations.multiply + row.operations.fma)),
        (5, "add", |row| figure(row.operations.add)),
        (6, "cmp", |row| figure(row.operations.compare)),
        (3, "cycles", |row| row.bound_cycles.map_or_else(nothing, figure)),
        (1, "bound", |row| row.bound_iter_per_cycle.map_or_else(nothing, figure)),
        (0, "iter/cycle", |row| figure(row.iter_per_cycle)),
        (2, "Giter/s", |row| figure(row.giter_per_s)),
        (0, "% of bound", |row| row.of_bound.map_or_else(nothing, |share| Percent(share).to_string())),
    ];
    let headings = columns.map(|(rank, heading, _)| (rank, heading));
    let rows: Vec<Vec<String>> = rows.iter().map(|row| columns.iter().map(|(.., cell)| cell(row)).collect()).collect();
    let (table, left_out) = text::fitting(&headings, &rows);
    table + &text::note_left_out(&left_out, " or use --json")
}

/// The name of a loop with its test in words.
fn label(name: &str) -> String {
    let (test, vectors) = name.split_once(", ").unwrap_or(("", name));
    let test = match test {
        "untested" => "no test",
        "tested" => "test, step",
        "tested after" => "step, test",
        other => other,
    };
    format!("{vectors}: {test}")
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
        vec![label(&rows[0].name), if users.is_empty() { nothing() } else { users.join(", ") }]
    };
    text::table(&["loop", "rungs"], 2.., rows.chunk_by(|a, b| a.name == b.name).map(cells).collect())
}

const CEILINGS: &str = "\"fma\" is a fused multiply-add, a·b + c in one instruction. \"fma+add\" and \"fma+compare\" mix \
    fmas with as many additions, or comparisons, and count both: a mix that reaches more than fma alone shows that the \
    two have ports of their own.";

const LOOPS: &str = "\"4 f64x8: test, step\" keeps 4 vectors of 8 f64 in flight, tests a value for escape and then steps it, \
    so that both share its squares; \"step, test\" tests the new value; \"no test\" only steps. mul, add, cmp: operations \
    of one vector's step, counted from the map's formula; mul has multiplications and fmas. They are averages over three \
    steps, of which some loops take one in a second form with the same result, so they may be fractions. cycles: what the \
    ports need for that step. bound: the iterations per cycle that this allows; a loop with one vector in flight waits \
    for its own results and stays far below. Rates are the fastest of many short bursts.";

const ALARM: &str = "Some loops exceed their bound, which cannot be: the ports were measured too slow, since other work ran \
    or the build is not a release build. Measure again with a release build on an idle machine.";
