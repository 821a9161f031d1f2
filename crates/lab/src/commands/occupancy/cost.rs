//! Steps against time: how many steps each form makes, and how long one step takes.

use super::OccupancyArgs;
use crate::report::{Rung as Measured, Scene};
use crate::session::selection::Selection;
use crate::session::{Entry, Session};
use anyhow::Context;
use lanelab_escape::Ladder;
use lanelab_grid::{Cut, Raster, Rung, View};
use lanelab_ladder::program::text;
use lanelab_measure::format::{Figure, Percent, Times};
use lanelab_measure::{Plan, Seconds};
use std::io::Write;
use std::sync::Arc;

/// The most steps of `array-whole` per call, so that all rungs take some seconds together.
const MOST_STEPS: usize = 1 << 26;

/// The most pixels, so that arrays fit in memory anywhere.
const MOST_PIXELS: usize = 1 << 18;

/// Times the rungs briefly and prints the cost of their steps: where no rungs were named, together with the course's array
/// forms.
pub(super) fn print(
    ladder: &Arc<Ladder>,
    selection: &Selection,
    rungs: &[&Rung],
    args: &OccupancyArgs,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let rounding = args.rounding;
    let Some(selection) = thinned(selection) else {
        let text = format!("No times at limit {}: whole arrays would take minutes.", selection.limit);
        return Ok(write!(out, "\n{}", text::wrap(&text, ""))?);
    };
    let counted = |rung: &&Rung| rungs.iter().any(|counted| counted.name == rung.name);
    let all = args.rungs.is_empty();
    let base = |rung: &&Rung| all && (rung.name == "textbook" || rung.cut == Cut::PerThread);
    let timed = ladder.rungs.iter().filter(|rung| rung.gives(rounding));
    let timed = timed.filter(|rung| base(rung) || counted(rung));
    let entries: Vec<_> = timed.map(|rung| Entry { rung, rounding, threads: 1 }).collect();
    let plan = Plan::default().budget_seconds(0.05)?.rounds(3, 100)?;
    let report = Session::new(ladder, &selection, &entries)?.measure(0, &plan, None)?.report;
    print_costs(report.scenes.first().context("no rung agrees with the oracle; lanelab verify explains")?, out)
}

/// The same region with so few pixels that whole arrays can be timed; `None` where the limit alone takes too long.
fn thinned(selection: &Selection) -> Option<Selection> {
    let most = (MOST_STEPS / usize::try_from(selection.limit.get()).ok()?).min(MOST_PIXELS);
    let Raster { width, height } = selection.view.raster();
    // Halved until it fits, no side below one pixel.
    let sides = std::iter::successors(Some((width, height)), |&(width, height)| {
        (width > 1 || height > 1).then(|| (width.div_ceil(2), height.div_ceil(2)))
    });
    let (width, height) = sides.into_iter().find(|&(width, height)| width * height <= most)?;
    let raster = Raster::new(width, height).ok()?;
    Some(Selection { view: View::new(selection.view.region(), raster), ..selection.clone() })
}

/// The steps and the time of a rung.
struct Cost {
    rung: String,
    steps: f64,
    time: Seconds,
}

impl Cost {
    /// The cost of a rung whose number of steps is known.
    fn of(scene: &Scene, rung: &Measured) -> Option<Self> {
        let needed = rung.more.giter_per_s * 1e9 * rung.median_s;
        let steps = match (rung.name.as_str(), rung.more.occupancy) {
            (_, Some(share)) => needed / share,
            ("array-whole", _) => (scene.more.width * scene.more.height) as f64 * f64::from(scene.more.limit),
            // They step only what has not escaped, pass after pass: all together the needed iterations.
            ("textbook" | "array-masked" | "array-compacted", _) => needed,
            _ => return None,
        };
        Some(Self { rung: rung.name.clone(), steps, time: Seconds::new(rung.median_s).ok()? })
    }

    fn per_step(&self) -> f64 {
        self.time.get() / self.steps
    }

    fn row(&self, needed: f64) -> Vec<String> {
        let steps = Figure(self.steps / 1e6).to_string();
        let per_step = format!("{} ns", Figure(self.per_step() * 1e9));
        vec![self.rung.clone(), steps, Times(self.steps / needed).to_string(), self.time.to_string(), per_step]
    }

    /// This rung compared with another, in words.
    fn against(&self, base: &Self) -> String {
        format!(
            "{} makes {} the steps of {}, each in {} the time, so it takes {} the time.",
            self.rung,
            part_or_times(self.steps / base.steps),
            base.rung,
            part_or_times(self.per_step() / base.per_step()),
            part_or_times(self.time.get() / base.time.get())
        )
    }
}

/// A factor as it is read: `3.91×` or, below 1, `47.6 % of`.
fn part_or_times(factor: f64) -> String {
    if factor < 1.0 { format!("{} of", Percent(factor)) } else { Times(factor).to_string() }
}

fn print_costs(scene: &Scene, out: &mut dyn Write) -> anyhow::Result<()> {
    let needed = scene.more.iterations;
    let costs: Vec<_> = scene.rungs.iter().filter_map(|rung| Cost::of(scene, rung)).collect();
    let title = format!(
        "Steps against time, on {}x{} points with {} needed steps; one thread, a few rounds, not a measurement. \"steps / \
         needed\": how many times the needed steps a rung makes.",
        scene.more.width,
        scene.more.height,
        text::count(needed)
    );
    let heading = ["rung", "million steps", "steps / needed", "time", "per step"];
    let rows = costs.iter().map(|cost| cost.row(needed as f64)).collect();
    let table = text::table(&heading, 1.., rows);
    write!(out, "\n{}\n{table}\n", text::wrap(&title, ""))?;
    for base in ["array-whole", "lanes-interleaved"] {
        let text = compared(&costs, base);
        if !text.is_empty() {
            write!(out, "{}", text::wrap(&text, ""))?;
        }
    }
    Ok(())
}

/// The rungs of a family after its base, each compared with it.
fn compared(costs: &[Cost], base: &str) -> String {
    let Some(at) = costs.iter().position(|cost| cost.rung == base) else { return String::new() };
    let arrays = |cost: &&Cost| cost.rung.starts_with("array-") == base.starts_with("array-");
    let others = costs[at + 1..].iter().filter(arrays);
    others.map(|cost| cost.against(&costs[at])).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_escape::{Form, SCENES};
    use lanelab_grid::Limit;

    #[test]
    fn a_view_is_thinned_until_whole_arrays_can_step_through_it() {
        let thinned_to = |size: (usize, usize), limit| {
            let raster = Raster::new(size.0, size.1).unwrap();
            let selection = Selection::scene(&SCENES[0], Form::Full);
            let view = View::new(selection.view.region(), raster);
            let thinned = thinned(&Selection { view, limit: Limit::new(limit).unwrap(), ..selection })?;
            let Raster { width, height } = thinned.view.raster();
            Some((width, height))
        };
        assert_eq!(thinned_to((300, 300), 50), Some((300, 300)), "as it is");
        assert_eq!(thinned_to((2000, 2000), 1000), Some((250, 250)));
        assert_eq!(thinned_to((1 << 30, 1), 1), Some((1 << 18, 1)));
        assert_eq!(thinned_to((1, 3), 1 << 26), Some((1, 1)));
        assert_eq!(thinned_to((300, 300), u64::from(u32::MAX)), None);
    }
}
