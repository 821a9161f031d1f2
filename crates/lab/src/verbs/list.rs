//! `lanelab list`: rungs with their roundings and lanes, maps, scenes.

use crate::machine::isa;
use crate::report::table;
use lanelab_escape::{Form, Map, SCENES};
use lanelab_grid::Lanes;
use lanelab_lanes::{NativeF32, NativeF64};
use std::io::Write;

/// Lists everything that can be named on the command line.
pub(crate) fn run(out: &mut dyn Write) -> anyhow::Result<()> {
    let rungs = Map::default().ladder().rungs.into_iter().map(|kernel| {
        let roundings: Vec<_> = kernel.roundings.iter().map(|rounding| rounding.name()).collect();
        let lanes = format!("{} {}", kernel.lanes, kernel.precision);
        vec![kernel.name.to_owned(), lanes, roundings.join(" "), kernel.idea.to_owned()]
    });
    let (double, single) = (NativeF64::LANES, NativeF32::LANES);
    writeln!(out, "Rungs in teaching order ({}, {double} f64 or {single} f32 lanes a vector)\n", isa::NAME)?;
    writeln!(out, "{}", table::plain(&["rung", "lanes", "roundings", "idea"], &[1], rungs.collect()))?;

    let maps = Map::FORMS.map(|(form, formula)| vec![form.to_owned(), formula.to_owned()]);
    writeln!(out, "Maps\n\n{}", table::plain(&["map", "computes"], &[], maps.to_vec()))?;

    writeln!(out, "Scenes")?;
    for scene in &SCENES {
        let (full, small) = (scene.raster(Form::Full), scene.raster(Form::Small));
        let size = if full == small { full.to_string() } else { format!("{full} (small form {small})") };
        writeln!(out, "\n{}: {size}, limit {}, on", scene.name, scene.limit())?;
        write!(out, "{}", table::wrapped(&scene.region().to_string(), "    "))?;
        write!(out, "{}", table::wrapped(scene.stresses, "    "))?;
    }
    Ok(())
}
