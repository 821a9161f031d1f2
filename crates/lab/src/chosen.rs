//! The view that was chosen on the command line, and whether it fits in memory.

use crate::cli::ViewArgs;
use crate::failure::usage;
use crate::machine::memory;
use lanelab_grid::{Limit, Rounding, View};
use lanelab_ladder::{Form, Kernel, Ladder, Map, Scene};
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

    /// One line that says it all.
    pub(crate) fn line(&self) -> String {
        let Self { name, view, limit, map } = self;
        format!("{name}: {map} on {}, {} points, limit {limit}", view.region(), view.raster())
    }
}

/// The rung of this name, if it gives the rounding.
pub(crate) fn kernel<'a>(ladder: &'a Ladder, name: &str, rounding: Rounding) -> anyhow::Result<&'a Kernel> {
    let kernel = ladder.kernel(name).map_err(usage)?;
    if !kernel.gives(rounding) {
        let names: Vec<_> = kernel.roundings.iter().map(|rounding| rounding.name()).collect();
        let names = names.join(" or ");
        return Err(usage(format!(
            "rung {name} does not give rounding {rounding}: choose {names}, or another rung"
        )));
    }
    Ok(kernel)
}

/// Refuses a view that needs more memory than there is.
pub(crate) fn refuse_beyond_memory(what: &str, view: &View, bytes: usize) -> anyhow::Result<()> {
    let needed = u64::try_from(bytes).unwrap_or(u64::MAX);
    match memory::available() {
        Some(available) if needed > available => Err(usage(format!(
            "size {}: {what} needs {}, and {} are available; choose a smaller --size{}",
            view.raster(),
            Bytes(needed),
            Bytes(available),
            if what.contains("array-") { " or a rung that needs no arrays" } else { "" }
        ))),
        _ => Ok(()),
    }
}
