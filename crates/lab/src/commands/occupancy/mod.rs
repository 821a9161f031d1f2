//! `lanelab occupancy`: needed and wasted lane-steps, in numbers and as pictures.

mod cost;

use crate::cli::parse::rung;
use crate::cli::view::ViewArgs;
use crate::machine::{banner, cores};
use crate::output::png;
use crate::picture;
use crate::session::answers;
use crate::session::selection::{Selection, find_rung, refuse_beyond_memory};
use clap::Args;
use lanelab_escape::{Ladder, Occupancy, count_lane_steps, verify_steps};
use lanelab_grid::{Rounding, Rung, Steps, Tile};
use lanelab_ladder::program::console::progress_bar;
use lanelab_ladder::program::failure::usage;
use lanelab_ladder::program::target::about;
use lanelab_ladder::program::text;
use lanelab_ladder::program::{file, folder};
use lanelab_measure::format::Percent;
use ndarray::{Array2, ArrayViewMut2, Axis, Slice};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes per pixel beside a rung's own arrays: the oracle's answer, and the rung's answer with its lane-steps, for the
/// view and for a tile that may be as large.
const BYTES_PER_PIXEL: usize = 3 * size_of::<u32>() + 2 * size_of::<u64>();

#[derive(Debug, Args)]
pub(crate) struct OccupancyArgs {
    #[command(flatten)]
    view: ViewArgs,
    /// Rung with lanes to count; may be repeated [default: all rungs with lanes]
    #[arg(long = "rung", value_name = "RUNG", value_parser = rung)]
    rungs: Vec<String>,
    /// Rounding: separate, fused or contracted
    #[arg(long, value_name = "ROUNDING", default_value = "separate")]
    rounding: Rounding,
    /// Folder for the pictures; created if needed [default: occupancy in target/lanelab of the Cargo workspace around
    /// the current folder, or else in lanelab-out]
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    out: Option<PathBuf>,
}

/// Counts lane-steps, draws the wasted ones, and compares steps with times.
pub(crate) fn run(args: &OccupancyArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let selection = Selection::of(&args.view);
    let ladder = Arc::new(selection.map.ladder());
    let rungs = rungs(&ladder, args)?;
    let arrays = rungs.iter().map(|rung| rung.scratch_per_pixel).max().unwrap_or(0);
    let bytes = selection.view.raster().points().saturating_mul(BYTES_PER_PIXEL + arrays);
    refuse_beyond_memory("the lane-steps of each pixel", &selection.view, bytes, cores())?;
    let folder = folder::of_argument(args.out.as_deref(), "occupancy")?;
    let picture = |rung: &Rung| folder.join(picture_name(selection.name, rung.name, args.rounding));
    rungs.iter().try_for_each(|rung| file::probe(&picture(rung))).map_err(|error| about("--out", &error))?;
    banner(&[args.rounding]);
    writeln!(out, "{}", selection.describe(&format!(", rounding {}", args.rounding)))?;
    out.flush()?;

    let legend = "A lane-step is one step of one lane of a vector. \"needed\": those that the pixels need, up to their \
                  escape or the limit. \"executed\": those that are made. \"in empty lanes\": those of them in lanes that \
                  hold no pixel. \"occupancy\": needed over executed; above 100 % where needed steps are skipped.";
    writeln!(out, "{}", text::wrap(legend, ""))?;
    out.flush()?;
    let counted = counted(&ladder, &selection, &rungs, args.rounding, &folder)?;
    let rows = counted.iter().map(Counted::row).collect();
    let heading = ["rung", "needed", "executed", "in empty lanes", "occupancy"];
    writeln!(out, "{}", text::table(&heading, 1.., rows))?;
    for counted in &counted {
        write!(out, "{}", text::hang(&counted.describe(), "    "))?;
    }
    let legend = "In the pictures each pixel shows the share of its lane-steps that were wasted, from violet (none) to \
                  yellow (nearly all): its lane waited for a slower one, or steps were re-run. The y axis points up.";
    write!(out, "\nIn {}:\n{}", folder.display(), text::wrap(legend, ""))?;
    out.flush()?;
    cost::print(&ladder, &selection, &rungs, args, out)
}

/// The rungs of the arguments, or all that have lanes and support the rounding.
fn rungs<'a>(ladder: &'a Ladder, args: &OccupancyArgs) -> anyhow::Result<Vec<&'a Rung>> {
    let counting = || ladder.rungs.iter().filter(|rung| rung.lanes > 1);
    let rounding = args.rounding;
    for name in &args.rungs {
        if find_rung(ladder, name, rounding, &format!("--rounding {rounding}"))?.lanes == 1 {
            let names: Vec<_> = counting().map(|rung| rung.name).collect();
            let names = names.join(", ");
            return Err(usage(format!("--rung {name}: this rung has no lanes to count; choose one of {names}")));
        }
    }
    let selected = |rung: &&Rung| match args.rungs.is_empty() {
        true => rung.gives(rounding),
        false => args.rungs.iter().any(|name| name == rung.name),
    };
    Ok(counting().filter(selected).collect())
}

/// The counts of a rung.
struct Counted {
    rung: &'static str,
    occupancy: Occupancy,
    /// The least share of the pixels with half of the waste.
    half: f64,
    /// The name of its picture.
    picture: String,
}

/// Counts each rung, verifies its answer and writes its picture.
fn counted(
    ladder: &Ladder,
    selection: &Selection,
    rungs: &[&Rung],
    rounding: Rounding,
    folder: &Path,
) -> anyhow::Result<Vec<Counted>> {
    let answers = answers(ladder, selection, rungs.iter().map(|rung| rung.numerics(rounding)))?;
    let bar = progress_bar(rungs.len());
    let mut all = Vec::new();
    for rung in rungs {
        bar.set_message(rung.name);
        let (found, executed, occupancy) = count(selection, rung, rounding)?;
        verify_steps(ladder, rung, &selection.job(rounding), &answers[&rung.numerics(rounding)], &found)
            .map_err(anyhow::Error::msg)?;
        let name = picture_name(selection.name, rung.name, rounding);
        let title = format!("Wasted lane-steps of {}, rounding {rounding}", rung.name);
        let picture = || picture::figure(picture::waste(&found, executed.view()), selection, &title);
        file::write(&folder.join(&name), |file| png::write(&picture(), file))
            .map_err(|error| about("--out", &error))?;
        let half = half_of_the_waste(&found, executed);
        all.push(Counted { rung: rung.name, occupancy, half, picture: name });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(all)
}

/// The steps of a view, the executed lane-steps of each pixel, and their sums.
pub(crate) fn count(
    selection: &Selection,
    rung: &Rung,
    rounding: Rounding,
) -> anyhow::Result<(Steps, Array2<u64>, Occupancy)> {
    let mut steps = selection.blank()?;
    let (mut executed, mut occupancy) = (Array2::zeros(selection.view.dim()), Occupancy::default());
    for part in count_lane_steps(rung, &selection.job(rounding)).into_iter().flatten() {
        within(steps.view_mut(), &part.tile).assign(&part.steps.view());
        within(executed.view_mut(), &part.tile).assign(&part.lane_steps.carried());
        occupancy.add(&part);
    }
    Ok((steps, executed, occupancy))
}

/// The elements of a tile in an array of its view.
fn within<'a, T>(mut array: ArrayViewMut2<'a, T>, tile: &Tile) -> ArrayViewMut2<'a, T> {
    let ((row, column), (rows, columns)) = (tile.origin(), tile.dim());
    array.slice_axis_inplace(Axis(0), Slice::from(row..row + rows));
    array.slice_axis_inplace(Axis(1), Slice::from(column..column + columns));
    array
}

fn picture_name(scene: &str, rung: &str, rounding: Rounding) -> String {
    let rounding = if rounding == Rounding::Separate { String::new() } else { format!("-{rounding}") };
    format!("{scene}-{rung}{rounding}.png")
}

/// The least share of the pixels with half of the wasted lane-steps; 0 where none are wasted.
fn half_of_the_waste(steps: &Steps, executed: Array2<u64>) -> f64 {
    let needed = |steps_at: &u32| u64::from(steps.limit().iterations(*steps_at));
    let mut wasted = executed;
    wasted.zip_mut_with(&steps.view(), |executed, steps| *executed = executed.saturating_sub(needed(steps)));
    let (pixels, all) = (wasted.len(), wasted.sum());
    let mut wasted = wasted.into_raw_vec_and_offset().0;
    wasted.sort_unstable_by(|a, b| b.cmp(a));
    let mut sum = 0;
    let few = wasted.iter().take_while(|&&most| (2 * sum < all).then(|| sum += most).is_some()).count();
    few as f64 / pixels as f64
}

impl Counted {
    fn row(&self) -> Vec<String> {
        let Occupancy { needed, executed, empty } = self.occupancy;
        let share = Percent(self.occupancy.share()).to_string();
        vec![self.rung.to_owned(), text::count(needed), text::count(executed), text::count(empty), share]
    }

    /// The waste in words, with the name of the picture.
    fn describe(&self) -> String {
        let Occupancy { needed, executed, empty } = self.occupancy;
        let of = |part: u128| Percent(part as f64 / executed.max(1) as f64);
        let picture = &self.picture;
        if executed < needed {
            let skipped = Percent(1.0 - executed as f64 / needed.max(1) as f64);
            return format!("{picture}: the rung skips {skipped} of the needed iterations.");
        }
        format!(
            "{picture}: {} of the lane-steps are wasted on pixels that have escaped or are re-run, half of them on {} of \
             the pixels; {} are in lanes without a pixel.",
            of((executed - needed).saturating_sub(empty)),
            Percent(self.half),
            of(empty)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::Limit;
    use ndarray::array;

    #[test]
    fn half_of_the_waste_is_counted_from_the_pixels_with_most() {
        let steps = Steps::from_counts(array![[1, 1, 1, 1], [1, 1, 1, 0]], Limit::new(10).unwrap());
        let half = |executed| half_of_the_waste(&steps, executed);
        assert_eq!(half(array![[11, 1, 1, 1], [1, 1, 1, 10]]), 1.0 / 8.0, "all on one");
        assert_eq!(half(array![[3, 3, 3, 3], [1, 1, 1, 10]]), 2.0 / 8.0, "even on four");
        assert_eq!(half(array![[1, 1, 1, 1], [1, 1, 1, 5]]), 0.0, "none");
    }
}
