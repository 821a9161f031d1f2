//! A record as the tables of a document.

use crate::gates;
use crate::splice::between;
use lanelab::report::{Interval, Report, Rung, Scene};
use lanelab_measure::format::{Count, Figure, Percent, Times};
use lanelab_measure::{Ratio, Seconds};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(crate) const BEGIN: &str = "<!-- tables: begin; written by scripts/record, not by hand -->";
const END: &str = "<!-- tables: end -->";

/// Stands beside an interval of few pairs.
const FEW: &str = " †";

/// The scene whose figures are shown in full.
const SHOWN: &str = "overview";

/// The record that a document's tables come from.
pub(crate) fn record_named_in(text: &str) -> Option<PathBuf> {
    let (_, tables) = text.split_once(BEGIN)?;
    let (_, link) = tables.split_once("](")?;
    Some(link.split_once(')')?.0.into())
}

/// The document with these tables in place of its own.
pub(crate) fn replaced(text: &str, tables: &str) -> anyhow::Result<String> {
    between(text, BEGIN, END, tables)
}

/// The tables of a record.
pub(crate) fn of(report: &Report, path: &Path) -> String {
    let machine = &report.machine;
    let mut text = format!(
        "Measured on: {}, {} cores, {} ({} f64 lanes a vector), {}, commit `{}`. Record: [{}]({}).\n",
        machine.cpu,
        machine.cores,
        machine.isa,
        machine.lanes_f64,
        machine.rustc,
        machine.commit,
        path.file_name().unwrap_or_default().display(),
        path.display()
    );
    let (ladders, parallel): (Vec<_>, Vec<_>) =
        report.scenes.iter().partition(|scene| scene.rungs.iter().all(|rung| rung.threads == 1));
    let separate: Vec<_> = ladders.iter().copied().filter(|scene| rounding(scene) == "separate").collect();
    text.extend(separate.iter().filter(|scene| scene.name == SHOWN).map(|scene| ladder(scene)));
    text += &by_scene(&separate);
    text += &steps(&separate);
    text += &cycles(&ladders);
    text.extend(parallel.into_iter().map(threads));
    text += &own_counts(report);
    if text.contains(FEW) {
        text += &format!(
            "\n† fewer than {} rounds in common: the whole range, and no verdict.\n",
            Ratio::PAIRS_FOR_A_VERDICT
        );
    }
    text
}

/// Says which rungs compute other numbers than the others, so that nobody takes their ratio for that of one work.
fn own_counts(report: &Report) -> String {
    let rungs = report.scenes.iter().flat_map(|scene| &scene.rungs);
    let single = rungs.filter(|rung| rung.precision == "f32");
    let names: BTreeSet<_> = single.map(|rung| format!("`{}`", rung.name)).collect();
    let names: Vec<_> = names.into_iter().collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!(
            "\nIn `f32`: {}. Its counts are those of its own oracle, and its rate is of its own iterations.\n",
            names.join(", ")
        ),
    }
}

/// Every rung of one scene.
fn ladder(scene: &Scene) -> String {
    let peak = scene.rungs.iter().any(|rung| rung.of_peak.is_some());
    let mut columns = vec![
        "rung".to_owned(),
        "n".to_owned(),
        "median ± MAD".to_owned(),
        format!("× {} [99 %]", scene.base),
        "Giga-iterations/s".to_owned(),
        "iterations/cycle".to_owned(),
    ];
    columns.extend(peak.then(|| "of peak".to_owned()));
    let row = |rung: &Rung| {
        let marked = if rung.effective { " (effective)" } else { "" };
        let mut cells = vec![
            format!("`{}`", rung.name),
            rung.samples.to_string(),
            time(rung),
            speed_up(scene, rung),
            format!("{}{marked}", Figure(rung.giter_per_s)),
            Figure(rung.iter_per_cycle).to_string(),
        ];
        cells.extend(peak.then(|| rung.of_peak.map(|share| Percent(share).to_string()).unwrap_or_default()));
        cells
    };
    format!("\n{}, one thread:\n\n{}", facts(scene), table(&columns, scene.rungs.iter().map(row)))
}

/// How many times as fast as the base each rung is, scene by scene.
fn by_scene(scenes: &[&Scene]) -> String {
    let Some(first) = scenes.first() else { return String::new() };
    let title = |scene: &&Scene| {
        format!("`{}` {}×{}, limit {}", scene.name, scene.width, scene.height, Count(scene.limit.into()))
    };
    let columns: Vec<_> = ["rung".to_owned()].into_iter().chain(scenes.iter().map(title)).collect();
    let rows = first.rungs.iter().map(|rung| {
        let cell = |scene: &&Scene| {
            let same = scene.rungs.iter().find(|other| other.name == rung.name);
            same.map(|rung| speed_up(scene, rung)).unwrap_or_default()
        };
        [format!("`{}`", rung.name)].into_iter().chain(scenes.iter().map(cell)).collect()
    });
    format!("\nThe same ratio, × `{}` with its 99 % interval, on each scene:\n\n{}", first.base, table(&columns, rows))
}

/// Each rung against the one before it, as the gates have them.
fn steps(scenes: &[&Scene]) -> String {
    let rows: Vec<_> = scenes
        .iter()
        .flat_map(|scene| {
            let row = |(a, b, ratio): (&str, &str, f64)| {
                vec![format!("`{a}`"), format!("`{b}`"), format!("`{}`", scene.name), Times(ratio).to_string()]
            };
            gates::pairs(scene).into_iter().map(row)
        })
        .collect();
    let columns = ["faster", "than", "on", "times"].map(str::to_owned);
    format!(
        "\nEach `f64` rung and the one before it, where both take {} ms at most, the faster one first. \
         `benches/gates.toml` holds\nthem to four fifths of this:\n\n{}",
        gates::LONGEST / 1_000_000,
        table(&columns, rows.into_iter())
    )
}

/// How many iterations a cycle the rungs with lanes reach, by scene and rounding.
fn cycles(scenes: &[&Scene]) -> String {
    let Some(first) = scenes.first() else { return String::new() };
    let title = |scene: &&Scene| format!("`{}` `{}`", scene.name, rounding(scene));
    let columns: Vec<_> = ["rung".to_owned()].into_iter().chain(scenes.iter().map(title)).collect();
    let rows = first.rungs.iter().filter(|rung| rung.occupancy.is_some()).map(|rung| {
        let cell = |scene: &&Scene| {
            let same = scene.rungs.iter().find(|other| other.name == rung.name);
            same.map(|rung| Figure(rung.iter_per_cycle).to_string()).unwrap_or_default()
        };
        [format!("`{}`", rung.name)].into_iter().chain(scenes.iter().map(cell)).collect()
    });
    format!("\nIterations a cycle of the rungs with lanes:\n\n{}", table(&columns, rows))
}

/// The rounding of a scene's rungs.
fn rounding(scene: &Scene) -> &str {
    scene.rungs.first().map_or("", |rung| &rung.rounding)
}

/// One scene on several numbers of threads.
fn threads(scene: &Scene) -> String {
    let columns = ["rung", "threads", "median ± MAD", "Giga-iterations/s", "of copies [99 %]"].map(str::to_owned);
    let rows = scene.rungs.iter().map(|rung| {
        vec![
            format!("`{}`", rung.name),
            rung.threads.to_string(),
            time(rung),
            Figure(rung.giter_per_s).to_string(),
            rung.of_copies.as_ref().map(interval).unwrap_or_default(),
        ]
    });
    format!("\n{}, on several threads:\n\n{}", facts(scene), table(&columns, rows))
}

fn facts(scene: &Scene) -> String {
    let rounding = rounding(scene);
    format!(
        "`{}`, {}×{}, limit {}, {} iterations, rounding `{rounding}`, core clock {} GHz, A/A floor {}",
        scene.name,
        scene.width,
        scene.height,
        Count(scene.limit.into()),
        Count(scene.iterations),
        Figure(scene.clock_ghz),
        Percent(scene.floor),
    )
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn time(rung: &Rung) -> String {
    let (median, mad) = (rung.median_ns as f64, rung.mad_ns as f64);
    let time = Seconds::new(median * 1e-9).unwrap_or(Seconds::ZERO);
    format!("{time} ± {}", Percent(mad / median))
}

/// The ratio with its interval, marked where that is no 99 % interval but the whole range.
fn interval(of: &Interval) -> String {
    let [low, high] = [of.low, of.high].map(|end| Times(end).to_string().trim_end_matches('×').to_owned());
    let mark = if of.pairs < Ratio::PAIRS_FOR_A_VERDICT { FEW } else { "" };
    format!("{} [{low}, {high}]{mark}", Times(of.median))
}

/// How many times as fast as the base a rung is; the base itself is 1, by definition.
fn speed_up(scene: &Scene, rung: &Rung) -> String {
    if rung.name == scene.base && rung.threads == 1 { "1".to_owned() } else { interval(&rung.speed_up) }
}

/// A table whose first column is text and whose others are figures.
fn table(columns: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = format!("|---|{}\n", "--:|".repeat(columns.len() - 1));
    [line(columns), rule].into_iter().chain(rows.map(|cells| line(&cells))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_of_few_pairs_is_marked() {
        let of = |pairs| interval(&Interval { median: 6.84, low: 6.658, high: 7.5, pairs });
        assert_eq!(of(8), "6.84× [6.66, 7.50]");
        assert_eq!(of(7), "6.84× [6.66, 7.50] †");
    }

    #[test]
    fn a_rung_in_f32_is_named_and_one_that_says_nothing_computes_in_f64() {
        let report = |precision: &str| {
            let text = format!(
                r#"{{"schema": "lanelab.run/1", "scenes": [{{"name": "overview", "width": 1, "height": 1, "limit": 1,
                "iterations": 1, "clock_ghz": 1.0, "floor": 0.01, "base": "some", "rungs": [{{"name": "some",
                {precision} "rounding": "separate", "threads": 1, "samples": 9, "median_ns": 5, "mad_ns": 1,
                "giter_per_s": 1.0, "iter_per_cycle": 1.0, "of_peak": null, "effective": false, "of_copies": null,
                "speed_up": {{"median": 1.0, "low": 1.0, "high": 1.0, "pairs": 9}}}}]}}], "machine": {{"cpu": "a",
                "cores": 2, "isa": "AVX-512", "lanes_f64": 8, "rustc": "rustc 1", "commit": "abc"}}}}"#
            );
            of(&Report::parse(&text).unwrap(), Path::new("a.json"))
        };
        assert!(report(r#""precision": "f32","#).contains("\nIn `f32`: `some`. Its counts"));
        assert!(!report(r#""precision": "f64","#).contains("`f32`"));
        assert!(!report("").contains("`f32`"));
    }

    #[test]
    fn tables_are_replaced_between_their_marks_and_name_their_record() {
        let old = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let new = replaced(&old, "Record: [a](profiles/record/m/a.json).\n").unwrap();
        assert_eq!(new, format!("before\n{BEGIN}\nRecord: [a](profiles/record/m/a.json).\n{END}\nafter\n"));
        assert_eq!(record_named_in(&new), Some("profiles/record/m/a.json".into()));
        assert!(replaced("nothing", "").is_err());
    }
}
