//! The table of README.md: up to nine rungs on one scene, those that the record has, and what to conclude from it.

use super::cells;
use anyhow::Context;
use lanelab::report::{Report, Rung, Scene};
use lanelab_escape::Map;
use lanelab_measure::Ratio;
use lanelab_measure::format::Times;

const SCENE: &str = "overview";

/// Those that teach most, in teaching order.
const RUNGS: [&str; 9] = [
    "textbook",
    "components",
    "array-masked",
    "array-compacted",
    "lanes-masked",
    "lanes-interleaved",
    "lanes-compacted",
    "period",
    "trapped",
];

/// The rung of the claim.
const FASTEST: &str = "lanes-compacted";

/// The claim, the table, and where its figures come from.
pub(crate) fn table(report: &Report, link: &str) -> anyhow::Result<String> {
    let is_shown = |scene: &&Scene| scene.name == SCENE && scene.rungs.iter().any(|rung| rung.name == "textbook");
    let scene = report.scenes.iter().find(is_shown).with_context(|| format!("{link} has no scene {SCENE}"))?;
    let find = |name: &str| scene.rungs.iter().find(|rung| rung.name == name && rung.threads == 1);
    let fastest = find(FASTEST).with_context(|| format!("{link} has no rung {FASTEST} on {SCENE}"))?;
    let ladder = Map::Mandelbrot.ladder();
    let row = |rung: &Rung| {
        let idea = ladder.rung(&rung.name)?.idea;
        let name = format!("`{}`{}", rung.name, if rung.more.effective { " *" } else { "" });
        Ok(vec![
            name,
            idea.to_owned(),
            cells::speed_up(scene, rung),
            cells::cycles(rung),
            cells::share(rung.more.of_peak),
        ])
    };
    let rows = RUNGS.iter().filter_map(|name| find(name)).map(row).collect::<anyhow::Result<Vec<_>>>()?;
    let titles = ["rung|", "idea|", &format!("× {} [99 %]", scene.base), "iterations/cycle", "of peak"];
    Ok(claim(report, scene, fastest) + &cells::table(&titles, rows.into_iter()) + &source(link))
}

/// What to conclude from the table.
fn claim(report: &Report, scene: &Scene, fastest: &Rung) -> String {
    let (machine, of) = (&report.machine, &fastest.speed_up);
    let article = if machine.cpu.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
    let range = if of.pairs < Ratio::PAIRS_FOR_A_VERDICT { "whole range" } else { "99 % interval" };
    let [low, high] = [of.low, of.high].map(|end| Times(end).to_string().trim_end_matches('×').to_owned());
    format!(
        "On one thread of {article} {} with {}, `{}` is {} as fast as `{}` on `{}` at {}×{} points ({range} {low} to {high}):\n\n",
        machine.processor(),
        machine.isa,
        fastest.name,
        Times(of.median),
        scene.base,
        scene.name,
        scene.more.width,
        scene.more.height
    )
}

fn source(link: &str) -> String {
    let name = link.rsplit('/').next().unwrap_or(link);
    format!(
        "\n*Of peak*: the rate as a share of that of the rung's inner loop alone, without loads, stores or escapes.\\\n\
         \\* Skips iterations that cannot change the result, so it is not compared with a peak. Record: [{name}]({link}).\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_claim_has_the_figures_of_the_record() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../profiles/record/amd-epyc-2-cores-avx-512/");
        let mut report = Report::read(format!("{root}20261123T032846Z-c97090e1b6cd.json").as_ref()).unwrap();
        let mut claimed = |change: &dyn Fn(&mut Report)| {
            change(&mut report);
            table(&report, "x.json").unwrap().lines().next().unwrap().to_owned()
        };
        let claim = "On one thread of an AMD EPYC with AVX-512, `lanes-compacted` is 23.6× as fast as ".to_owned()
            + "`textbook` on `overview` at 2000×2000 points ";
        assert_eq!(claimed(&|_| ()), format!("{claim}(99 % interval 22.0 to 25.8):"));
        let few = claimed(&|report| {
            report.machine.cpu = "Neoverse".to_owned();
            let rungs = report.scenes.iter_mut().flat_map(|scene| &mut scene.rungs);
            rungs.for_each(|rung| (rung.speed_up.pairs, rung.speed_up.median) = (7, 2.0));
        });
        let claim = claim.replace("an AMD EPYC", "a Neoverse").replace("23.6", "2.00");
        assert_eq!(few, format!("{claim}(whole range 22.0 to 25.8):"));
    }
}
