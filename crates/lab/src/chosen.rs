//! The view that was chosen on the command line, and whether it fits in memory.

use crate::cli::ViewArgs;
use crate::failure::usage;
use crate::machine::memory;
use crate::report::table;
use lanelab_escape::{Form, Rung, Ladder, Map, Scene, Threads};
use lanelab_grid::{Limit, Rounding, Steps, View};
use lanelab_measure::format::Bytes;

/// A view, a limit and a map.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    /// The scene's name, or `custom` where anything but its size was overridden.
    pub(crate) name: &'static str,
    pub(crate) view: View,
    pub(crate) limit: Limit,
    pub(crate) map: Map,
}

impl Chosen {
    /// A scene as it is.
    pub(crate) fn scene(scene: &'static Scene, form: Form) -> Self {
        Self { name: scene.name, view: scene.view(form), limit: scene.limit(), map: Map::Mandelbrot }
    }

    /// What the arguments ask for.
    pub(crate) fn of(args: &ViewArgs) -> Self {
        let form = if args.small { Form::Small } else { Form::Full };
        let scene = Self::scene(args.scene, form);
        let own = args.region.is_some() || args.limit.is_some() || args.map != scene.map;
        let raster = args.size.unwrap_or(scene.view.raster());
        Self {
            name: if own { "custom" } else { scene.name },
            view: View::new(args.region.unwrap_or(scene.view.region()), raster),
            limit: args.limit.unwrap_or(scene.limit),
            map: args.map,
        }
    }

    /// All of it, in one line or more; `and` says what else was asked for.
    pub(crate) fn text(&self, and: &str) -> String {
        let Self { name, view, limit, map } = self;
        let text = format!("{name}: {map} on {}, {} points, limit {limit}{and}", view.region(), view.raster());
        table::hanging(&text, "    ")
    }
}

impl Chosen {
    /// The view's pixels, to be filled; an error where the system does not give the memory.
    pub(crate) fn blank(&self) -> anyhow::Result<Steps> {
        let bytes = answer_bytes(&self.view);
        anyhow::ensure!(
            memory::to_be_had(bytes),
            "size {}: the system does not give {} for an answer; choose a smaller --size",
            self.view.raster(),
            Bytes(u64::try_from(bytes).unwrap_or(u64::MAX))
        );
        Ok(Steps::zeros(self.view.dim(), self.limit))
    }

    /// The view's pixels, filled by a rung.
    pub(crate) fn steps(&self, kernel: &Rung, rounding: Rounding, threads: &Threads) -> anyhow::Result<Steps> {
        let mut steps = self.blank()?;
        threads.fill(kernel, rounding, &self.view, self.limit, steps.view_mut(), &|_| ());
        Ok(steps)
    }
}

/// How many bytes the steps of a view take.
pub(crate) fn answer_bytes(view: &View) -> usize {
    view.raster().points().saturating_mul(size_of::<u32>())
}

/// The rung of this name, if it gives the rounding; `asked` are the words of the command line that ask for it.
pub(crate) fn kernel<'a>(
    ladder: &'a Ladder,
    name: &str,
    rounding: Rounding,
    asked: &str,
) -> anyhow::Result<&'a Rung> {
    let kernel = ladder.rung(name).map_err(usage)?;
    if kernel.gives(rounding) {
        return Ok(kernel);
    }
    let names: Vec<_> = kernel.roundings.iter().map(|rounding| rounding.name()).collect();
    let givers = ladder.rungs.iter().filter(|kernel| kernel.gives(rounding));
    let givers: Vec<_> = givers.map(|kernel| kernel.name).collect();
    Err(usage(format!(
        "{asked}: rung {name} does not give rounding {rounding}; choose {}, or one of the rungs {}",
        names.join(" or "),
        givers.join(", ")
    )))
}

/// Refuses a view that needs more memory than there is.
pub(crate) fn refuse_beyond_memory(what: &str, view: &View, bytes: usize, threads: usize) -> anyhow::Result<()> {
    let Some(why) = memory::refusal(bytes, threads) else { return Ok(()) };
    let arrays = if what.contains("array-") { " or a rung that needs no arrays" } else { "" };
    let (size, needed) = (view.raster(), Bytes(u64::try_from(bytes).unwrap_or(u64::MAX)));
    Err(usage(format!("size {size}: {what} needs {needed}, {why}; choose a smaller --size{arrays}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::{Mandelbrot, Rung, oracle};

    #[test]
    fn a_rung_that_lacks_the_rounding_brings_what_it_gives_and_who_gives_it() {
        let rung = |name, roundings| Rung::new(name, "", roundings, oracle::fill::<Mandelbrot, f64>);
        let some = &[Rounding::Separate, Rounding::Fused];
        let ladder = Ladder::new("mandelbrot", Mandelbrot, vec![rung("all", &Rounding::ALL), rung("some", some)]);
        let asked = "--rounding contracted";
        assert!(kernel(&ladder, "all", Rounding::Contracted, asked).is_ok());
        let text = kernel(&ladder, "some", Rounding::Contracted, asked).unwrap_err().to_string();
        let said = "rung some does not give rounding contracted; choose separate or fused, or one of the rungs all";
        assert_eq!(text, format!("{asked}: {said}"));
    }
}
