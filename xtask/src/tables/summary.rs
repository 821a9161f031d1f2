//! The table of README.md: eight rungs on one scene, and what to conclude from it.

use super::cells;
use anyhow::Context;
use lanelab::report::{Report, Rung, Scene};
use lanelab_escape::Map;

const SCENE: &str = "overview";

/// Those that teach most, in teaching order.
const RUNGS: [&str; 8] = [
    "textbook",
    "components",
    "array-masked",
    "array-compacted",
    "lanes-masked",
    "lanes-interleaved",
    "lanes-compacted",
    "period",
];

/// The claim, the table, and where its figures come from.
pub(crate) fn table(report: &Report, link: &str) -> anyhow::Result<String> {
    let is_shown = |scene: &&Scene| scene.name == SCENE && scene.rungs.iter().any(|rung| rung.name == "textbook");
    let scene = report.scenes.iter().find(is_shown).with_context(|| format!("{link} has no scene {SCENE}"))?;
    let rung = |name: &str| {
        let found = scene.rungs.iter().find(|rung| rung.name == name && rung.threads == 1);
        found.with_context(|| format!("{link} has no rung {name} on {SCENE}"))
    };
    let ladder = Map::Mandelbrot.ladder();
    let row = |name: &&str| {
        let (rung, idea) = (rung(name)?, ladder.rung(name)?.idea);
        let name = format!("`{name}`{}", if rung.effective { " *" } else { "" });
        Ok(vec![name, idea.to_owned(), cells::speed_up(scene, rung), cells::cycles(rung), cells::share(rung.of_peak)])
    };
    let rows = RUNGS.iter().map(row).collect::<anyhow::Result<Vec<_>>>()?;
    let titles = ["rung|", "idea|", &format!("× {} [99 %]", scene.base), "iterations/cycle", "of peak"];
    Ok(claim(report, scene, rung("lanes-compacted")?) + &cells::table(&titles, rows.into_iter()) + &source(link))
}

fn claim(report: &Report, scene: &Scene, fastest: &Rung) -> String {
    let machine = &report.machine;
    format!(
        "On one thread of {} ({}), `{}` computes the counts of `{}` {} times as fast as `{}`:\n\n",
        machine.processor(),
        machine.isa,
        fastest.name,
        scene.name,
        cells::interval(&fastest.speed_up).replacen('×', "", 1),
        scene.base
    )
}

fn source(link: &str) -> String {
    let name = link.rsplit('/').next().unwrap_or(link);
    format!(
        "\n\\* Leaves out iterations that cannot change the answer, so its rate has no peak. Record: [{name}]({link}).\n"
    )
}
