//! `lanelab list`: the rungs, maps and scenes.

use crate::machine::isa;
use lanelab_escape::{Form, Map, SCENES};
use lanelab_grid::Lanes;
use lanelab_ladder::program::text;
use lanelab_lanes::{NativeF32, NativeF64};
use std::io::Write;

/// Lists the names that the command line accepts.
pub(crate) fn run(out: &mut dyn Write) -> anyhow::Result<()> {
    let rungs = Map::default().ladder().rungs.into_iter().map(|rung| {
        let roundings: Vec<_> = rung.roundings.iter().map(|rounding| rounding.name()).collect();
        let lanes = format!("{} {}", rung.lanes, rung.precision);
        vec![rung.name.to_owned(), lanes, roundings.join(" "), rung.idea.to_owned()]
    });
    let (double, single) = (NativeF64::LANES, NativeF32::LANES);
    let rungs_are = format!("Rungs in teaching order ({}, {double} f64 or {single} f32 lanes a vector)", isa::NAME);
    writeln!(out, "{}", text::wrap(&rungs_are, ""))?;
    writeln!(out, "{}", text::table(&["rung", "lanes", "roundings", "idea"], 1..=1, rungs.collect()))?;

    let maps = Map::FORMS.map(|(form, formula)| vec![form.to_owned(), formula.to_owned()]);
    writeln!(out, "Maps\n\n{}", text::table(&["map", "computes"], 2.., maps.to_vec()))?;

    writeln!(out, "Scenes")?;
    for scene in &SCENES {
        let (full, small) = (scene.raster(Form::Full), scene.raster(Form::Small));
        let size = if full == small { full.to_string() } else { format!("{full} (small form {small})") };
        let line = format!("{}: {size}, limit {}, on", scene.name, scene.limit());
        write!(out, "\n{}", text::hang(&line, "    "))?;
        write!(out, "{}", text::wrap(&scene.region().to_string(), "    "))?;
        write!(out, "{}", text::wrap(scene.stresses, "    "))?;
    }
    Ok(())
}
