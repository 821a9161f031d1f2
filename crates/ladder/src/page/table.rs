//! The tables of the page.

use super::Scene;
use crate::program::text::NOTHING;
use crate::report::{Bandwidth, HEADINGS, LimitShare, Limits, Rung, RungProfile};
use crate::tables::{Column, efficiency, label, seconds, speed_up, spread, usage};
use lanelab_measure::format::{Bytes, Figure, Percent};
use lineprof::page::{Row, Table};

/// All that was measured of the rungs on an input, and columns of the program; those that no rung has are left out.
pub(super) fn of_rungs(scene: &Scene, index: usize, more: &[Column]) -> Table {
    let unit = scene.rungs.iter().find_map(|rung| rung.rate.as_ref()).map_or("", |rate| rate.unit.as_str());
    let column = |heading: &str, cell: &dyn Fn(&Rung) -> Option<String>| {
        (heading.to_owned(), scene.rungs.iter().map(|rung| cell(rung).map(unbroken)).collect())
    };
    let own: [(String, Vec<Option<String>>); 12] = [
        column(&format!("× {} [99 %]", scene.base), &|rung| Some(speed_up(scene, rung))),
        ("verdict".to_owned(), scene.rungs.iter().map(|rung| Some(verdict(scene, rung))).collect()),
        column("median", &|rung| Some(seconds(rung.median_s))),
        column("± MAD", &|rung| Some(spread(rung))),
        column(&format!("G{unit}/s"), &|rung| Some(Figure(rung.rate.as_ref()?.per_s / 1e9).to_string())),
        column(&format!("{unit}/cycle"), &|rung| Some(Figure(rung.rate.as_ref()?.per_cycle).to_string())),
        ("of the limit".to_owned(), scene.rungs.iter().map(|rung| rung.limit.as_ref().map(limit)).collect()),
        column("efficiency [99 %]", &efficiency),
        column("samples × calls", &|rung| Some(format!("{} × {}", rung.samples, rung.calls_a_sample))),
        column("user", &|rung| rung.user_ns.map(nanoseconds)),
        column("system", &|rung| rung.system_ns.map(nanoseconds)),
        column("page faults", &|rung| usage(rung).map(|usage| Figure(usage.faults()).to_string())),
    ];
    let unbroken_cells = |cells: &[Option<String>]| cells.iter().map(|cell| cell.clone().map(unbroken)).collect();
    let more = more.iter().map(|column| (column.heading.clone(), unbroken_cells(&column.cells[index])));
    let filled = |(_, cells): &(String, Vec<Option<String>>)| cells.iter().any(Option::is_some);
    let columns: Vec<_> = own.into_iter().chain(more).filter(filled).collect();
    let row = |(at, rung): (usize, &Rung)| {
        let cell = |(_, cells): &(_, Vec<Option<String>>)| cells[at].clone().unwrap_or_else(|| NOTHING.to_owned());
        Row {
            name: label(rung),
            about: rung.about.clone(),
            cells: columns.iter().map(cell).collect(),
            ..Row::default()
        }
    };
    let headings = ["rung".to_owned()].into_iter().chain(columns.iter().map(|(heading, _)| heading.clone()));
    Table { headings: headings.collect(), rows: scene.rungs.iter().enumerate().map(row).collect() }
}

fn verdict(scene: &Scene, rung: &Rung) -> String {
    if scene.is_base(rung) { "base".to_owned() } else { rung.verdict.clone() }
}

fn limit(limit: &LimitShare) -> String {
    [Percent(limit.share).to_string(), limit.name.clone()].map(unbroken).join(" ")
}

/// Text that stays on one line.
#[expect(clippy::needless_pass_by_value, reason = "maps a cell")]
fn unbroken(text: String) -> String {
    text.replace(' ', "\u{a0}")
}

/// Bytes per second of each level of memory, on each number of threads.
pub(super) fn of_limits(limits: &Limits) -> Table {
    const ACCESSES: [&str; 3] = ["read", "write", "copy"];
    let mut lines: Vec<_> =
        limits.bandwidths.iter().map(|found| (found.threads, found.level_bytes, &found.level)).collect();
    lines.sort_unstable();
    lines.dedup();
    let row = |(threads, bytes, level): (usize, usize, &String)| {
        let rate = |access: &str| {
            let is =
                |found: &&Bandwidth| (found.threads, &found.level, found.access.as_str()) == (threads, level, access);
            let found = limits.bandwidths.iter().find(is);
            found.map_or_else(|| NOTHING.to_owned(), |found| Figure(found.bytes_per_s / 1e9).to_string())
        };
        let cells = [threads.to_string()].into_iter().chain(ACCESSES.map(rate)).collect();
        Row { name: level.clone(), about: Bytes(bytes as u64).to_string(), cells, ..Row::default() }
    };
    let headings = ["level", "threads"].into_iter().chain(ACCESSES).map(str::to_owned).collect();
    Table { headings, rows: lines.into_iter().map(row).collect() }
}

/// What the rungs were compiled to.
pub(super) fn of_profiles(profiles: &[RungProfile]) -> Table {
    let cells = |rung: &RungProfile| rung.cells().map(unbroken).into();
    let row = |rung: &RungProfile| Row { name: unbroken(rung.label()), cells: cells(rung), ..Row::default() };
    let headings = ["rung"].into_iter().chain(HEADINGS).map(str::to_owned).collect();
    Table { headings, rows: profiles.iter().map(row).collect() }
}

fn nanoseconds(nanoseconds: u64) -> String {
    seconds(nanoseconds as f64 * 1e-9)
}
