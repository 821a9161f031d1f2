//! The measured ladder as a table.

use crate::program::text;
use crate::report::{Report, Rung, Scene};
use lanelab_measure::Seconds;
use lanelab_measure::format::{Figure, Percent};

type Cell = fn(&Rung) -> String;

/// Above this share of what the machine can do, the answer was probably not computed.
pub(crate) const IMPOSSIBLE: f64 = 1.05;

/// A table for an input, and what to know of it; `else_use` is what has the columns that the terminal has no room for.
pub(crate) fn table(report: &Report, scene: &Scene, else_use: &str) -> String {
    let speed_up = format!("× {} [99 %]", scene.base);
    let rate = scene.rungs.iter().find_map(|rung| rung.rate.as_ref()).map(|rate| rate.unit.as_str());
    let per_second = rate.map(|unit| format!("G{unit}/s")).unwrap_or_default();
    let per_cycle = rate.map(|unit| format!("{unit}/cycle")).unwrap_or_default();
    let limit = scene.rungs.iter().any(|rung| rung.limit.is_some());
    let threaded = scene.rungs.iter().any(|rung| rung.threads > 1);
    let columns: [(bool, u8, &str, Cell); 9] = [
        (true, 0, "rung", |rung| rung.name.clone()),
        (threaded, 0, "threads", |rung| rung.threads.to_string()),
        (true, 4, "n", |rung| rung.samples.to_string()),
        (true, 0, "median", |rung| seconds(rung.median_s)),
        (true, 5, "± MAD", |rung| Percent(rung.mad_ns as f64 / (rung.median_s * 1e9)).to_string()),
        (true, 0, &speed_up, speed_up_cell),
        (rate.is_some(), 2, &per_second, |rung| of_rate(rung, |rate| rate.per_s / 1e9)),
        (rate.is_some(), 3, &per_cycle, |rung| of_rate(rung, |rate| rate.per_cycle)),
        (limit, 1, "of the limit", limit_cell),
    ];
    let shown: Vec<_> = columns.iter().filter(|(has, ..)| *has).collect();
    let headings: Vec<(u8, &str)> = shown.iter().map(|(_, rank, heading, _)| (*rank, *heading)).collect();
    let row = |rung: &Rung| shown.iter().map(|(.., cell)| cell(rung)).collect();
    let rows: Vec<Vec<String>> = scene.rungs.iter().map(row).collect();
    let (table, left_out) = text::fitting(&headings, &rows);
    format!("{}, {}\n{table}{}", report.ladder, scene.name, text::note_left_out(&left_out, else_use))
}

/// What the columns of all tables mean.
pub(crate) fn legend(report: &Report) -> String {
    let floors = report.scenes.iter().map(|scene| format!("{} on {}", Percent(scene.floor), scene.name));
    let floors: Vec<_> = floors.collect();
    let clocks = report.scenes.iter().map(|scene| scene.clock_ghz).fold(0.0, f64::max);
    let text = format!(
        "median: of n samples, each the mean time of one or more calls. ×: how many times as fast as the base, with its \
         99 % interval; below 1 is slower. ≈: the interval reaches into the noise floor, so the two are not \
         distinguishable. Noise floor (A/A): {}. \"of the limit\": the share of what this machine can do at most, as \
         measured in this run: the peak of its floating-point ports, or the bandwidth of the level of memory that holds \
         the input. Core clock {} GHz.",
        floors.join(", "),
        Figure(clocks)
    );
    text::wrap(&text, "")
}

/// Rungs that are faster than the machine can be, and rungs of which the kernel does a good part.
pub(crate) fn remarks(report: &Report) -> Vec<String> {
    let mut remarks = Vec::new();
    for scene in &report.scenes {
        for rung in &scene.rungs {
            let name = format!("{} on {}", rung.name, scene.name);
            if let Some(limit) = rung.limit.as_ref().filter(|limit| limit.share > IMPOSSIBLE) {
                let share = Percent(limit.share);
                remarks.push(format!(
                    "{name} reaches {share} of {}, which is impossible: the compiler has probably removed work, or the \
                     ladder's work() counts too much",
                    limit.name
                ));
            }
        }
    }
    remarks
}

fn seconds(seconds: f64) -> String {
    Seconds::new(seconds).map_or_else(|_| text::NOTHING.to_owned(), |seconds| seconds.to_string())
}

fn speed_up_cell(rung: &Rung) -> String {
    let interval = rung.speed_up;
    let ratio = lanelab_measure::Ratio {
        median: interval.median,
        low: interval.low,
        high: interval.high,
        pairs: interval.pairs,
    };
    match rung.verdict.as_str() {
        "not distinguishable" => format!("≈ {ratio}"),
        _ => ratio.to_string(),
    }
}

fn of_rate(rung: &Rung, value: fn(&crate::report::Rate) -> f64) -> String {
    rung.rate.as_ref().map_or_else(String::new, |rate| Figure(value(rate)).to_string())
}

fn limit_cell(rung: &Rung) -> String {
    let cell = |limit: &crate::report::LimitShare| format!("{} {}", Percent(limit.share), limit.name);
    rung.limit.as_ref().map_or_else(|| text::NOTHING.to_owned(), cell)
}
