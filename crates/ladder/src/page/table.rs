//! The tables of the page.

use super::{Scene, label, ratio};
use crate::program::text::NOTHING;
use crate::report::{Limits, Rung};
use lanelab_measure::format::{Bytes, Count, Figure, Percent};
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
    let columns: [(String, Cell); 13] = [
        (format!("× {} [99 %]", scene.base), |rung| Some(ratio(rung))),
        ("verdict".to_owned(), |rung| Some(rung.verdict.clone())),
        ("median".to_owned(), |rung| Some(seconds(rung.median_s))),
        ("± MAD".to_owned(), |rung| Some(Percent(rung.mad_ns as f64 / (rung.median_s * 1e9)).to_string())),
        ("least".to_owned(), |rung| Some(nanoseconds(rung.min_ns))),
        (format!("G{unit}/s"), |rung| Some(Figure(rung.rate.as_ref()?.per_s / 1e9).to_string())),
        (format!("{unit}/cycle"), |rung| Some(Figure(rung.rate.as_ref()?.per_cycle).to_string())),
        ("of the limit".to_owned(), |rung| {
            rung.limit.as_ref().map(|limit| format!("{} {}", Percent(limit.share), limit.name))
        }),
        ("samples".to_owned(), |rung| Some(Count(rung.samples as u64).to_string())),
        ("calls a sample".to_owned(), |rung| Some(Count(u64::from(rung.calls_a_sample)).to_string())),
        ("user".to_owned(), |rung| rung.user_ns.map(nanoseconds)),
        ("system".to_owned(), |rung| rung.system_ns.map(nanoseconds)),
        ("page faults".to_owned(), |rung| usage(rung).map(|usage| Figure(usage.faults()).to_string())),
    ];
    let filled = |(_, cell): &&(String, Cell)| scene.rungs.iter().any(|rung| cell(rung).is_some());
    let columns: Vec<_> = columns.iter().filter(filled).collect();
    let cells =
        |rung: &Rung| columns.iter().map(|(_, cell)| cell(rung).unwrap_or_else(|| NOTHING.to_owned())).collect();
    let row = |rung: &Rung| Row { name: label(rung), about: rung.about.clone(), cells: cells(rung) };
    let headings = ["rung".to_owned()].into_iter().chain(columns.iter().map(|(heading, _)| heading.clone()));
    Table { headings: headings.collect(), rows: scene.rungs.iter().map(row).collect() }
}

/// What the machine can do at most.
pub(super) fn of_limits(limits: &Limits) -> Table {
    let row = |name: String, about: String, threads: usize, rate: String| Row {
        name,
        about,
        cells: vec![threads.to_string(), rate],
    };
    let peak = |name: &str, flops: f64| {
        row(format!("peak, {name}"), String::new(), 1, format!("{} Gflop/s", Figure(flops / 1e9)))
    };
    let peaks = [peak("f32", limits.f32_flops_per_s), peak("f64", limits.f64_flops_per_s)];
    let bandwidths = limits.bandwidths.iter().map(|found| {
        let name = format!("{} {}", found.level, found.access);
        let rate = format!("{} GB/s", Figure(found.bytes_per_s / 1e9));
        row(name, Bytes(found.level_bytes as u64).to_string(), found.threads, rate)
    });
    let headings = ["limit", "threads", "rate"].map(str::to_owned).to_vec();
    Table { headings, rows: peaks.into_iter().chain(bandwidths).collect() }
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
