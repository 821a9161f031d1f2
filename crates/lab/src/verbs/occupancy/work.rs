//! Work against time: how many steps each form makes, and what one of them takes.

use crate::chosen::Chosen;
use crate::report::table;
use crate::session::{self, Entry, Line, Session};
use lanelab_escape::{Rung, Ladder};
use lanelab_grid::{Cut, Raster, Rounding, View};
use lanelab_measure::format::{Count, Figure, Times};
use lanelab_measure::{Plan, Seconds};
use std::io::Write;

/// What `array-whole` may step through in one call, so that all rungs take some seconds together.
const MOST_STEPS: usize = 1 << 26;

/// And so many pixels at most: arrays that fit in memory anywhere.
const MOST_PIXELS: usize = 1 << 18;

/// Times the rungs shortly, beside the lesson's arrays, and says what their steps cost.
pub(super) fn against_time(
    ladder: &Ladder,
    chosen: &Chosen,
    kernels: &[&Rung],
    rounding: Rounding,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let Some(chosen) = thinned(chosen) else {
        let text = format!("Nothing is timed at limit {}: whole arrays would take minutes.", chosen.limit);
        return Ok(write!(out, "\n{}", table::wrapped(&text, ""))?);
    };
    let asked = |kernel: &&Rung| kernels.iter().any(|asked| asked.name == kernel.name);
    let base = |kernel: &&Rung| kernel.name == "textbook" || kernel.cut == Cut::PerThread;
    let timed = ladder.rungs.iter().filter(|kernel| kernel.gives(rounding));
    let timed = timed.filter(|kernel| base(kernel) || asked(kernel));
    let entries: Vec<_> = timed.map(|kernel| Entry { kernel, rounding, threads: 1 }).collect();
    let plan = Plan::default().budget_seconds(0.05)?.rounds(3, 100)?;
    let session = session::hold(ladder, &chosen, &entries, 0, &plan)?;
    told(&session, out)
}

/// The same region with so few pixels that whole arrays can be timed; `None` where the limit alone takes too long.
fn thinned(chosen: &Chosen) -> Option<Chosen> {
    let most = (MOST_STEPS / usize::try_from(chosen.limit.get()).ok()?).min(MOST_PIXELS);
    let Raster { width, height } = chosen.view.raster();
    // Halved until it fits, each side as long as it has pixels to give.
    let sides = std::iter::successors(Some((width, height)), |&(width, height)| {
        (width > 1 || height > 1).then(|| (width.div_ceil(2), height.div_ceil(2)))
    });
    let (width, height) = sides.into_iter().find(|&(width, height)| width * height <= most)?;
    let raster = Raster::new(width, height).ok()?;
    Some(Chosen { view: View::new(chosen.view.region(), raster), ..chosen.clone() })
}

/// What a rung does and takes.
struct Cost {
    rung: &'static str,
    steps: f64,
    time: Seconds,
}

impl Cost {
    /// The steps of single pixels that a rung makes, where they are known.
    fn of(session: &Session, line: &Line) -> Option<Self> {
        let needed = approximate(session.iterations(line));
        let steps = match (line.rung, line.occupancy) {
            (_, Some(share)) => needed / share,
            ("array-whole", _) => {
                let points = session.chosen.view.raster().points();
                approximate(points as u128) * f64::from(session.chosen.limit.get())
            }
            // They step what still runs, pass after pass: all together what the contract needs.
            ("textbook" | "array-masked" | "array-compacted", _) => needed,
            _ => return None,
        };
        Some(Self { rung: line.rung, steps, time: line.timing.samples().median() })
    }

    fn a_step(&self) -> f64 {
        self.time.get() / self.steps
    }

    fn row(&self, needed: f64) -> Vec<String> {
        let steps = Figure(self.steps / 1e6).to_string();
        let a_step = format!("{} ns", Figure(self.a_step() * 1e9));
        vec![self.rung.to_owned(), steps, Times(self.steps / needed).to_string(), self.time.to_string(), a_step]
    }

    /// This rung against another, in words.
    fn against(&self, base: &Self) -> String {
        format!(
            "{} makes {} as many steps as {}, each takes {} as long, and so it takes {} its time.",
            self.rung,
            Times(self.steps / base.steps),
            base.rung,
            Times(self.a_step() / base.a_step()),
            Times(self.time.get() / base.time.get())
        )
    }
}

fn told(session: &Session, out: &mut dyn Write) -> anyhow::Result<()> {
    let Session { chosen, .. } = session;
    let needed = approximate(session.iterations(&session.lines[session.base]));
    let costs: Vec<_> = session.lines.iter().filter_map(|line| Cost::of(session, line)).collect();
    let title = format!(
        "Steps against time, on {} points: the contract needs {} steps. Timed shortly, on one thread.",
        chosen.view.raster(),
        Count(u64::try_from(session.iterations(&session.lines[session.base])).unwrap_or(u64::MAX))
    );
    let heading = ["rung", "million steps", "of needed", "time", "a step"];
    let rows = costs.iter().map(|cost| cost.row(needed)).collect();
    let table = table::plain(&heading, &[1, 2, 3, 4], rows);
    write!(out, "\n{}\n{table}\n", table::wrapped(&title, ""))?;
    for base in ["array-whole", "lanes-interleaved"] {
        let said = compared(&costs, base);
        if !said.is_empty() {
            write!(out, "{}", table::wrapped(&said, ""))?;
        }
    }
    Ok(())
}

/// The rungs of a family that come after its base, each against it.
fn compared(costs: &[Cost], base: &str) -> String {
    let Some(at) = costs.iter().position(|cost| cost.rung == base) else { return String::new() };
    let arrays = |cost: &&Cost| cost.rung.starts_with("array-") == base.starts_with("array-");
    let others = costs[at + 1..].iter().filter(arrays);
    others.map(|cost| cost.against(&costs[at])).collect::<Vec<_>>().join(" ")
}

#[expect(clippy::cast_precision_loss, reason = "figures of three digits")]
fn approximate(number: u128) -> f64 {
    number as f64
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
            let chosen = Chosen::scene(&SCENES[0], Form::Full);
            let view = View::new(chosen.view.region(), raster);
            let thinned = thinned(&Chosen { view, limit: Limit::new(limit).unwrap(), ..chosen })?;
            let Raster { width, height } = thinned.view.raster();
            Some((width, height))
        };
        assert_eq!(thinned_to((300, 300), 50), Some((300, 300)), "as it is");
        assert_eq!(thinned_to((2000, 2000), 1000), Some((250, 250)));
        assert_eq!(thinned_to((1 << 30, 1), 1), Some((1 << 18, 1)));
        assert_eq!(thinned_to((1, 3), 1 << 26), Some((1, 1)));
        assert_eq!(thinned_to((300, 300), u64::from(u32::MAX)), None);
    }

    #[test]
    fn a_rung_is_set_against_the_first_of_its_family() {
        let cost = |rung, steps, time| Cost { rung, steps, time: Seconds::new(time).unwrap() };
        let costs =
            [cost("array-whole", 400.0, 2.0), cost("array-masked", 100.0, 3.0), cost("lanes-interleaved", 120.0, 0.1)];
        let said = "array-masked makes 0.250× as many steps as array-whole, each takes 6.00× as long, and so it takes \
                    1.50× its time.";
        assert_eq!(compared(&costs, "array-whole"), said);
        assert_eq!(compared(&costs, "lanes-interleaved"), "");
        assert_eq!(compared(&costs, "lanes-refill"), "");
    }
}
