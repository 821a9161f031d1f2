//! All tables of a record.

use super::cells::{self, FEW, table};
use lanelab::report::{Report, Rung, Scene};
use lanelab_measure::Ratio;
use lanelab_measure::format::{Count, Figure, Percent};
use std::collections::BTreeSet;

pub(crate) fn page(report: &Report, link: &str) -> String {
    let machine = &report.machine;
    let mut text = format!(
        "Measured on: {}, {} cores, {} ({} f64 lanes per vector), {}, commit `{}`. Record: [{}]({link}).\n",
        machine.processor(),
        machine.cores,
        machine.isa,
        machine.lanes_f64,
        machine.rustc,
        machine.commit,
        link.rsplit('/').next().unwrap_or(link),
    );
    let (ladders, parallel): (Vec<_>, Vec<_>) = report.scenes.iter().partition(|scene| is_on_one_thread(scene));
    let separate: Vec<_> = ladders.iter().copied().filter(|scene| rounding(scene) == "separate").collect();
    text += &by_scene(&separate);
    text += "\n### Each scene, on one thread\n";
    text.extend(ladders.iter().map(|scene| ladder(scene)));
    text += "\n### Each rung, on one thread\n";
    text.extend(
        separate
            .first()
            .into_iter()
            .flat_map(|scene| &scene.rungs)
            .map(|rung| format!("\n#### `{}`\n\n{}", rung.name, figures(report, &rung.name))),
    );
    text += "\n### Several threads\n";
    text.extend(parallel.into_iter().map(threads));
    text += &in_f32(report);
    if text.contains(FEW) {
        let pairs = Ratio::PAIRS_FOR_A_VERDICT;
        text += &format!("\n† fewer than {pairs} rounds in common: the whole range, and no verdict.\n");
    }
    text
}

/// The table of one rung for a chapter, with where it was measured.
pub(crate) fn rung(report: &Report, rung: &str, link: &str) -> String {
    let machine = &report.machine;
    let record = link.rsplit('/').next().unwrap_or(link).trim_end_matches(".json");
    let place = format!("Measured on one thread of {}, {}; record `{record}`:\n\n", machine.processor(), machine.isa);
    place + &figures(report, rung)
}

/// A rung on each scene under each rounding.
fn figures(report: &Report, name: &str) -> String {
    let scenes = report.scenes.iter().filter(|scene| is_on_one_thread(scene));
    let rows = scenes.flat_map(|scene| {
        scene.rungs.iter().filter(|rung| rung.name == name).map(move |rung| {
            let rounding = format!("`{}`", rung.more.rounding);
            vec![
                cells::scene(scene),
                rounding,
                cells::cycles(rung),
                cells::share(rung.more.of_peak),
                cells::share(rung.more.occupancy),
            ]
        })
    });
    table(&["scene|", "rounding|", "iterations/cycle", "of peak", "occupancy"], rows)
}

fn is_on_one_thread(scene: &Scene) -> bool {
    scene.rungs.iter().all(|rung| rung.threads == 1)
}

fn rounding(scene: &Scene) -> &str {
    scene.rungs.first().map_or("", |rung| &rung.more.rounding)
}

/// How many times as fast as the base each rung is, scene by scene.
fn by_scene(scenes: &[&Scene]) -> String {
    let Some(first) = scenes.first() else { return String::new() };
    let titles: Vec<_> = scenes.iter().map(|scene| cells::scene(scene)).collect();
    let titles: Vec<_> = ["rung|"].into_iter().chain(titles.iter().map(String::as_str)).collect();
    let rows = first.rungs.iter().map(|rung| {
        let cell = |scene: &&Scene| {
            let same = scene.rungs.iter().find(|other| other.name == rung.name);
            same.map(|rung| cells::speed_up(scene, rung)).unwrap_or_default()
        };
        [format!("`{}`", rung.name)].into_iter().chain(scenes.iter().map(cell)).collect()
    });
    format!(
        "\nHow many times as fast as `{}` each rung is, with the 99 % interval:\n\n{}",
        first.base,
        table(&titles, rows)
    )
}

/// Every rung of one scene.
fn ladder(scene: &Scene) -> String {
    let base = format!("× {} [99 %]", scene.base);
    let titles = ["rung|", "n", "median ± MAD", &base, "Giga-iterations/s", "iterations/cycle", "of peak"];
    let row = |rung: &Rung| {
        let mark = if rung.more.effective { " (effective)" } else { "" };
        vec![
            format!("`{}`", rung.name),
            rung.samples.to_string(),
            cells::time(rung),
            cells::speed_up(scene, rung),
            format!("{}{mark}", Figure(rung.more.giter_per_s)),
            cells::cycles(rung),
            cells::share(rung.more.of_peak),
        ]
    };
    format!("\n{}:\n\n{}", facts(scene), table(&titles, scene.rungs.iter().map(row)))
}

fn threads(scene: &Scene) -> String {
    let titles = ["rung|", "threads", "median ± MAD", "Giga-iterations/s", "parallel efficiency [99 %]"];
    let rows = scene.rungs.iter().map(|rung| {
        vec![
            format!("`{}`", rung.name),
            rung.threads.to_string(),
            cells::time(rung),
            Figure(rung.more.giter_per_s).to_string(),
            rung.of_copies.as_ref().map(cells::interval).unwrap_or_default(),
        ]
    });
    format!("\n{}:\n\n{}", facts(scene), table(&titles, rows))
}

fn facts(scene: &Scene) -> String {
    format!(
        "{}, {} iterations, rounding `{}`, core clock {} GHz, noise floor (A/A) {}",
        cells::scene(scene),
        Count(scene.more.iterations),
        rounding(scene),
        Figure(scene.clock_ghz),
        Percent(scene.floor),
    )
}

/// Says which rungs compute other numbers than the others: their ratio is not that of the same work.
fn in_f32(report: &Report) -> String {
    let rungs = report.scenes.iter().flat_map(|scene| &scene.rungs);
    let names: BTreeSet<_> =
        rungs.filter(|rung| rung.more.precision == "f32").map(|rung| format!("`{}`", rung.name)).collect();
    if names.is_empty() {
        return String::new();
    }
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    format!(
        "\nIn `f32`: {names}. Its steps are those of the `f32` oracle, and its rate counts the iterations that these need.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(rung: &str) -> Report {
        let text = format!(
            r#"{{"schema": "lanelab.run/1", "scenes": [{{"name": "lesson", "width": 3, "height": 2, "limit": 50,
            "iterations": 1, "clock_ghz": 1.0, "floor": 0.01, "base": "base", "rungs": [{{"name": "some", {rung}
            "threads": 1, "samples": 9, "median_ns": 5, "mad_ns": 1, "giter_per_s": 1.0, "iter_per_cycle": 1.25,
            "of_peak": 0.5, "occupancy": null, "effective": true, "of_copies": null, "speed_up": {{"median": 2.0,
            "low": 1.0, "high": 3.0, "pairs": 9}}}}]}}], "machine": {{"cpu": "a", "cores": 2, "isa": "AVX-512",
            "lanes_f64": 8, "rustc": "rustc 1", "commit": "abc"}}}}"#
        );
        Report::parse(&text).unwrap()
    }

    #[test]
    fn a_page_has_each_figure_of_a_rung() {
        let page = page(&report(r#""rounding": "separate","#), "record/m/a.json");
        for part in [
            "Record: [a.json](record/m/a.json).\n",
            "| rung | `lesson` 3×2, limit 50 |\n|---|--:|\n| `some` | 2.00× [1.00, 3.00] |\n",
            "| `some` | 9 | 5 ns ± 20 % | 2.00× [1.00, 3.00] | 1 (effective) | 1.25 | 50 % |\n",
            "#### `some`\n\n| scene | rounding |",
            "| `lesson` 3×2, limit 50 | `separate` | 1.25 | 50 % | – |\n",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    #[test]
    fn a_rung_in_f32_is_named_and_one_without_a_precision_computes_in_f64() {
        let is_named = |rung| in_f32(&report(rung)).contains("In `f32`: `some`.");
        assert!(is_named(r#""precision": "f32", "rounding": "separate","#));
        assert!(!is_named(r#""precision": "f64", "rounding": "separate","#));
        assert!(!is_named(r#""rounding": "separate","#));
    }
}
