//! The view that the command line selects, its rung, and whether both fit in memory.

use crate::cli::view::ViewArgs;
use crate::machine::memory::{self, Refusal};
use indicatif::ProgressBar;
use lanelab_escape::{Form, Ladder, Map, Scene, Threads};
use lanelab_grid::{Job, Limit, Rounding, Rung, Steps, View};
use lanelab_ladder::program::console::progress_bar;
use lanelab_ladder::program::failure::usage;
use lanelab_ladder::program::text;
use lanelab_measure::format::Bytes;

/// A view, a limit and a map.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    /// The scene's name, or `custom` where anything but its size was replaced.
    pub(crate) name: &'static str,
    pub(crate) view: View,
    pub(crate) limit: Limit,
    pub(crate) map: Map,
}

impl Selection {
    /// A scene with its defaults.
    pub(crate) fn scene(scene: &'static Scene, form: Form) -> Self {
        Self { name: scene.name, view: scene.view(form), limit: scene.limit(), map: Map::Mandelbrot }
    }

    /// The view that the arguments describe.
    pub(crate) fn of(args: &ViewArgs) -> Self {
        let form = args.form();
        let scene = Self::scene(args.scene, form);
        let custom = args.region.is_some() || args.limit.is_some() || args.map != scene.map;
        let raster = args.size.unwrap_or(scene.view.raster());
        Self {
            name: if custom { "custom" } else { scene.name },
            view: View::new(args.region.unwrap_or(scene.view.region()), raster),
            limit: args.limit.unwrap_or(scene.limit),
            map: args.map,
        }
    }

    /// The selection in words, and `more` after it, wrapped.
    pub(crate) fn describe(&self, more: &str) -> String {
        let Self { name, view, limit, map } = self;
        let text = format!("{name}: {map} on {}, {} points, limit {limit}{more}", view.region(), view.raster());
        text::hang(&text, "    ")
    }

    /// An array for the steps of the view; an error where the memory cannot be allocated.
    pub(crate) fn blank(&self) -> anyhow::Result<Steps> {
        self.check_memory(1)?;
        Ok(Steps::zeros(self.view.dim(), self.limit))
    }

    /// An error where the memory for so many arrays cannot be allocated.
    pub(crate) fn check_memory(&self, arrays: usize) -> anyhow::Result<()> {
        let bytes = answer_bytes(&self.view).saturating_mul(arrays);
        anyhow::ensure!(
            memory::can_be_allocated(bytes),
            "size {}: the system does not provide {} for the steps; choose a smaller --size",
            self.view.raster(),
            Bytes(bytes as u64)
        );
        Ok(())
    }

    /// The whole view as a job.
    pub(crate) const fn job(&self, rounding: Rounding) -> Job {
        Job::whole(&self.view, self.limit, rounding)
    }

    /// The steps of the view, computed by a rung; the bar counts pixels, and is cleared at the end.
    pub(crate) fn steps(
        &self,
        rung: &Rung,
        rounding: Rounding,
        threads: &Threads,
        bar: &ProgressBar,
    ) -> anyhow::Result<Steps> {
        let mut steps = self.blank()?;
        bar.tick();
        let done = |pixels: usize| bar.inc(u64::try_from(pixels).unwrap_or(u64::MAX));
        threads.fill(rung, &self.job(rounding), steps.view_mut(), &done);
        bar.finish_and_clear();
        Ok(steps)
    }

    /// A bar that counts the pixels of the view.
    pub(crate) fn bar(&self, message: String) -> ProgressBar {
        let bar = progress_bar(self.view.raster().points());
        bar.set_message(message);
        bar
    }
}

pub(crate) fn answer_bytes(view: &View) -> usize {
    view.raster().points().saturating_mul(size_of::<u32>())
}

/// The rung of this name, if it gives the rounding; `argument` is the part of the command line that names both.
pub(crate) fn find_rung<'a>(
    ladder: &'a Ladder,
    name: &str,
    rounding: Rounding,
    argument: &str,
) -> anyhow::Result<&'a Rung> {
    let rung = ladder.rung(name).map_err(usage)?;
    if rung.gives(rounding) {
        return Ok(rung);
    }
    let names: Vec<_> = rung.roundings.iter().map(|rounding| rounding.name()).collect();
    let givers = ladder.rungs.iter().filter(|rung| rung.gives(rounding));
    let givers: Vec<_> = givers.map(|rung| rung.name).collect();
    Err(usage(format!(
        "{argument}: rung {name} does not support rounding {rounding}; choose {}, or one of the rungs {}",
        names.join(" or "),
        givers.join(", ")
    )))
}

pub(crate) fn refuse_beyond_memory(what: &str, view: &View, bytes: usize, threads: usize) -> anyhow::Result<()> {
    let Some(why) = memory::refusal(bytes, threads) else { return Ok(()) };
    let arrays = if what.contains("array-") { " or a rung that needs no arrays" } else { "" };
    let (size, needed) = (view.raster(), Bytes(bytes as u64));
    Err(usage(match why {
        Refusal::TooMany(why) => format!("size {size}: {what} needs {needed}, {why}; choose a smaller --size{arrays}"),
        Refusal::Limit(why) => format!("{why}; raise that limit, or use fewer threads"),
    }))
}
