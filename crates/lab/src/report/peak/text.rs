//! The tables of `lanelab peak`.

use super::{CeilingReport, LoopReport, Report};
use crate::report::table::{self, NOTHING};
use lanelab_grid::Width;
use lanelab_lanes::NativeF64;
use lanelab_measure::peak::Kind;
use lanelab_measure::format::{Figure, Percent};

/// A terminal narrower than this gets the columns that matter most.
const WIDE: u16 = 96;

/// All that the report has to say.
pub(crate) fn tables(report: &Report<'_>) -> String {
    let clock = Figure(report.clock_ghz);
    let ceilings_are = format!("Ceilings: operations on whole vectors a cycle, one core at {clock} GHz");
    let loops_are = format!("Inner loops of {} alone, against what the ports allow", report.map);
    let native = Width::of::<NativeF64>().to_string();
    let described = report.ceilings.iter().find(|row| row.width == native).map(ports);
    [
        table::wrapped(&ceilings_are, ""),
        ceilings(&report.ceilings),
        described.unwrap_or_default(),
        table::wrapped(&loops_are, ""),
        loops(&report.loops),
        users(&report.loops),
    ]
    .join("\n")
}

fn ceilings(rows: &[CeilingReport]) -> String {
    let mut heading = vec!["vector"];
    heading.extend(Kind::ALL.map(Kind::name));
    let right: Vec<usize> = (1..heading.len()).collect();
    let row = |row: &CeilingReport| {
        let rates = Kind::ALL.map(|kind| Figure(row.ports.rate(kind)).to_string());
        [vec![row.width.clone()], rates.to_vec()].concat()
    };
    table::plain(&heading, &right, rows.iter().map(row).collect())
}

/// Which operations share pipes, read from what they cost beside a fused multiply-add.
fn ports(row: &CeilingReport) -> String {
    let said = |what: &str, pair: Kind| {
        let cost = Figure((row.ports.beside_an_fma(pair) * 100.0).round() / 100.0);
        let pipes = if row.ports.shares(pair) { "they share its pipes" } else { "they have pipes of their own" };
        format!("{what} cost {cost} cycles each beside an fma: {pipes}.")
    };
    let text = format!(
        "On {}, {} And {}",
        row.width,
        said("additions", Kind::FmaAndAdd),
        said("comparisons", Kind::FmaAndCompare)
    );
    table::wrapped(&text, "")
}

fn loops(rows: &[LoopReport<'_>]) -> String {
    let wide = table::width() >= WIDE;
    let mut heading = vec!["loop", "rounding", "mul", "add", "cmp"];
    if wide {
        heading.push("cycles");
    }
    heading.extend(["bound", "iter/cycle"]);
    if wide {
        heading.push("Giter/s");
    }
    heading.push("of bound");
    let right: Vec<usize> = (2..heading.len()).collect();
    table::plain(&heading, &right, rows.iter().map(|row| cells(row, wide)).collect())
}

fn cells(row: &LoopReport<'_>, wide: bool) -> Vec<String> {
    let operations = &row.operations;
    let figure = |value: f64| Figure(value).to_string();
    let perhaps = |value: Option<f64>| value.map_or_else(|| NOTHING.to_owned(), figure);
    let mut cells = vec![row.name.to_owned(), row.rounding.to_owned()];
    cells.extend([operations.multiply + operations.fma, operations.add, operations.compare].map(figure));
    if wide {
        cells.push(perhaps(row.bound_cycles));
    }
    cells.extend([perhaps(row.bound_iter_per_cycle), figure(row.iter_per_cycle)]);
    if wide {
        cells.push(figure(row.giter_per_s));
    }
    cells.push(row.of_bound.map_or_else(|| NOTHING.to_owned(), |share| Percent(share).to_string()));
    cells
}

/// Which rungs run which loop.
fn users(rows: &[LoopReport<'_>]) -> String {
    let mut rungs: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in rows {
        let known = rungs.iter().position(|(name, _)| *name == row.name);
        let place = known.unwrap_or_else(|| {
            rungs.push((row.name, Vec::new()));
            rungs.len() - 1
        });
        let users = &mut rungs[place].1;
        users.extend(row.rungs.iter().filter(|rung| !users.contains(rung)).copied().collect::<Vec<_>>());
    }
    let cells = |(name, users): (&str, Vec<&str>)| {
        vec![name.to_owned(), if users.is_empty() { NOTHING.to_owned() } else { users.join(", ") }]
    };
    table::plain(&["loop", "is that of"], &[], rungs.into_iter().map(cells).collect()) + "\n" + &legend()
}

fn legend() -> String {
    let text = "mul, add, cmp: operations of one vector's step on average, counted from the map's formula; mul holds \
                multiplications and fmas. bound: the iterations a cycle that the ports allow; a loop with one vector \
                in flight waits for its own results and stays far below. \"tested after\" tests the value just \
                computed; \"tested\" the one that is stepped next, and shares its squares. Rates are the fastest of \
                many short bursts.";
    table::wrapped(text, "")
}
