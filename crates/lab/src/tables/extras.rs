//! What escape time adds to the tables and the page of a ladder.

use crate::report::{Report, Rung};
use lanelab_ladder::tables::{Column, Extras};
use lanelab_measure::format::Percent;

const LEGEND: &str = "Rates count needed iterations: each point's steps, or the limit where it never escapes.";

const OCCUPANCY: &str = "\"occupancy\": needed over executed lane-steps, counted, not timed; above 100 % where a rung skips \
                         needed steps.";

const OF_PEAK: &str = "\"% of peak\": the rate over the peak, which is that of the rung's inner loop alone, on a point that \
                       never escapes; for best, of the loop of lanes-compacted; \"–\": it has no such loop; \"skips\": it \
                       skips needed iterations, so its rate has no peak.";

/// The columns of a report, and the sentences of its legend; `else_use` is what has the columns for which a terminal has no
/// room.
pub(crate) fn extras(report: &Report, else_use: &'static str) -> Extras {
    let share = |share: f64| Percent(share).to_string();
    let of_peak = |rung: &Rung| {
        let skips = rung.more.effective.then(|| "skips".to_owned());
        rung.more.of_peak.map(share).or(skips)
    };
    let columns = vec![
        column(report, 8, "occupancy", OCCUPANCY, &|rung| rung.more.occupancy.map(share)),
        column(report, 5, "% of peak", OF_PEAK, &of_peak),
    ];
    Extras { columns, legend: LEGEND.to_owned() + &other_precisions(report), else_use, ..Extras::default() }
}

fn column(report: &Report, rank: u8, heading: &str, legend: &str, cell: &dyn Fn(&Rung) -> Option<String>) -> Column {
    let cells = report.scenes.iter().map(|scene| scene.rungs.iter().map(cell).collect()).collect();
    Column { heading: heading.to_owned(), rank, legend: legend.to_owned(), cells }
}

/// Names the rungs with another precision than the base, whose ratio compares different work.
fn other_precisions(report: &Report) -> String {
    let of_scene = |scene: &crate::report::Scene| {
        let base = &scene.rungs.iter().find(|rung| scene.is_base(rung))?.more.precision;
        let others = scene.rungs.iter().filter(|rung| rung.more.precision != *base);
        let mut names: Vec<_> =
            others.map(|rung| format!("{} computes in {}", rung.name, rung.more.precision)).collect();
        names.dedup();
        let text = format!(
            " {}, the base in {base}: their steps may differ, and each rate is of its own iterations.",
            names.join(", ")
        );
        (!names.is_empty()).then_some(text)
    };
    report.scenes.iter().find_map(of_scene).unwrap_or_default()
}
