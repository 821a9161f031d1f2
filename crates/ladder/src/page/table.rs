//! The tables of the page.

use super::{Scene, is_base, label, ratio};
use crate::program::text::NOTHING;
use crate::report::{Bandwidth, HEADINGS, LimitShare, Limits, Rung, RungProfile};
use lanelab_measure::format::{Bytes, Figure, Percent};
use lanelab_measure::{Seconds, Usage};
use serde::Serialize;

/// Headings and rows; the first cell of a row is its name.
#[derive(Debug, Serialize)]
pub(super) struct Table {
    headings: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    about: String,
    cells: Vec<String>,
}

type Cell = fn(&Rung) -> Option<String>;

/// All that was measured of the rungs on an input; columns that no rung has are left out.
pub(super) fn of_rungs(scene: &Scene) -> Table {
    let unit = scene.rungs.iter().find_map(|rung| rung.rate.as_ref()).map_or("", |rate| rate.unit.as_str());
    let columns: [(String, Cell); 11] = [
        (format!("× {} [99 %]", scene.base), |rung| Some(ratio(rung))),
        ("verdict".to_owned(), |rung| Some(if is_base(rung) { "base".to_owned() } else { rung.verdict.clone() })),
        ("median".to_owned(), |rung| Some(seconds(rung.median_s))),
        ("± MAD".to_owned(), |rung| Some(Percent(rung.mad_ns as f64 / (rung.median_s * 1e9)).to_string())),
        (format!("G{unit}/s"), |rung| Some(Figure(rung.rate.as_ref()?.per_s / 1e9).to_string())),
        (format!("{unit}/cycle"), |rung| Some(Figure(rung.rate.as_ref()?.per_cycle).to_string())),
        ("of the limit".to_owned(), |rung| {
            let parts = |limit: &LimitShare| [Percent(limit.share).to_string(), limit.name.clone()].map(unbroken);
            rung.limit.as_ref().map(|limit| parts(limit).join(" "))
        }),
        ("samples × calls".to_owned(), |rung| Some(format!("{} × {}", rung.samples, rung.calls_a_sample))),
        ("user".to_owned(), |rung| rung.user_ns.map(nanoseconds)),
        ("system".to_owned(), |rung| rung.system_ns.map(nanoseconds)),
        ("page faults".to_owned(), |rung| usage(rung).map(|usage| Figure(usage.faults()).to_string())),
    ];
    let filled = |(_, cell): &&(String, Cell)| scene.rungs.iter().any(|rung| cell(rung).is_some());
    let columns: Vec<_> = columns.iter().filter(filled).collect();
    let cells = |rung: &Rung| {
        let cell = |(heading, cell): &&(String, Cell)| match cell(rung) {
            Some(text) if matches!(heading.as_str(), "verdict" | "of the limit") => text,
            text => text.map_or_else(|| NOTHING.to_owned(), unbroken),
        };
        columns.iter().map(cell).collect()
    };
    let row = |rung: &Rung| Row { name: label(rung), about: rung.about.clone(), cells: cells(rung) };
    let headings = ["rung".to_owned()].into_iter().chain(columns.iter().map(|(heading, _)| heading.clone()));
    Table { headings: headings.collect(), rows: scene.rungs.iter().map(row).collect() }
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
        Row { name: level.clone(), about: Bytes(bytes as u64).to_string(), cells }
    };
    let headings = ["level", "threads"].into_iter().chain(ACCESSES).map(str::to_owned).collect();
    Table { headings, rows: lines.into_iter().map(row).collect() }
}

/// What the rungs were compiled to.
pub(super) fn of_profiles(profiles: &[RungProfile]) -> Table {
    let row = |rung: &RungProfile| Row { name: rung.label(), about: String::new(), cells: rung.cells().into() };
    let headings = ["rung"].into_iter().chain(HEADINGS).map(str::to_owned).collect();
    Table { headings, rows: profiles.iter().map(row).collect() }
}

/// What a call consumes; none where the system does not count it.
pub(super) fn usage(rung: &Rung) -> Option<Usage> {
    let [user, system] = [rung.user_ns?, rung.system_ns?].map(|ns| ns as f64 * 1e-9);
    Some(Usage { user, system, minor_faults: rung.minor_faults?, major_faults: rung.major_faults? })
}

fn nanoseconds(nanoseconds: u64) -> String {
    seconds(nanoseconds as f64 * 1e-9)
}

fn seconds(seconds: f64) -> String {
    Seconds::new(seconds).map_or_else(|_| NOTHING.to_owned(), |seconds| seconds.to_string())
}
