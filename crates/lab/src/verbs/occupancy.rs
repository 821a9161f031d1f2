//! `lanelab occupancy`: what lanes carry, and where they step for nothing.

mod work;

use crate::chosen::{Chosen, kernel, refuse_beyond_memory};
use crate::cli::OccupancyArgs;
use crate::failure::{Found, usage};
use crate::machine::{banner, cores};
use crate::output::file::{self, FileError};
use crate::output::{folder, png};
use crate::picture::waste::Waste;
use crate::progress;
use crate::report::table;
use lanelab_escape::{Rung, Ladder, Occupancy, Threads, verify_steps};
use lanelab_grid::{Rounding, Steps, Tile};
use lanelab_measure::format::{Count, Percent};
use ndarray::{Array2, ArrayViewMut2, Slice};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Write;
use std::path::Path;

/// Bytes a pixel beside a rung's own: the oracle's answer, and the rung's with its lane-steps, of the view and of a tile
/// that may be as large.
const BYTES_A_PIXEL: usize = 3 * size_of::<u32>() + 2 * size_of::<u64>();

/// Counts lane-steps, draws them, and sets them against the time they take.
pub(crate) fn run(args: &OccupancyArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let chosen = Chosen::of(&args.view);
    let ladder = chosen.map.ladder();
    let kernels = kernels(&ladder, args)?;
    let scratch = kernels.iter().map(|kernel| kernel.scratch_per_pixel).max().unwrap_or(0);
    let bytes = chosen.view.raster().points().saturating_mul(BYTES_A_PIXEL + scratch);
    refuse_beyond_memory("the lane-steps of each pixel", &chosen.view, bytes, cores())?;
    let folder = match &args.out {
        Some(path) => folder::named(path)?,
        None => folder::standard("occupancy")?,
    };
    let picture = |kernel: &Rung| folder.join(picture_name(chosen.name, kernel.name, args.rounding));
    kernels.iter().try_for_each(|kernel| file::probe(&picture(kernel))).map_err(named)?;
    banner(&[args.rounding]);
    writeln!(out, "{}", chosen.text(&format!(", rounding {}", args.rounding)))?;
    out.flush()?;

    let counted = counted(&ladder, &chosen, &kernels, args.rounding, &folder)?;
    let rows = counted.iter().map(Counted::row).collect();
    let heading = ["rung", "needed", "executed", "in empty lanes", "occupancy"];
    writeln!(out, "{}", table::plain(&heading, &[1, 2, 3, 4], rows))?;
    for counted in &counted {
        write!(out, "{}", table::hanging(&counted.account(), "    "))?;
    }
    let legend = "In the pictures, y upwards, each pixel shows the share of its lane-steps that it did not need: violet \
                  none of them, yellow nearly all: its lane waited for a slower one, or took steps again.";
    write!(out, "\nIn {}:\n{}", folder.display(), table::wrapped(legend, ""))?;
    out.flush()?;
    work::against_time(&ladder, &chosen, &kernels, args.rounding, out)
}

fn named(error: FileError) -> anyhow::Error {
    anyhow::anyhow!("--out {error}")
}

/// The rungs asked for, or all that have lanes and give the rounding.
fn kernels<'a>(ladder: &'a Ladder, args: &OccupancyArgs) -> anyhow::Result<Vec<&'a Rung>> {
    let counting = || ladder.rungs.iter().filter(|kernel| kernel.tallies());
    let rounding = args.rounding;
    for name in &args.rungs {
        if !kernel(ladder, name, rounding, &format!("--rounding {rounding}"))?.tallies() {
            let names: Vec<_> = counting().map(|kernel| kernel.name).collect();
            let names = names.join(", ");
            return Err(usage(format!("--rung {name}: this rung has no lanes to count; choose one of {names}")));
        }
    }
    let asked = |kernel: &&Rung| match args.rungs.is_empty() {
        true => kernel.gives(rounding),
        false => args.rungs.iter().any(|name| name == kernel.name),
    };
    Ok(counting().filter(asked).collect())
}

/// What was counted of a rung.
struct Counted {
    rung: &'static str,
    occupancy: Occupancy,
    /// The least share of the pixels on which half of the waste lies.
    half: f64,
    /// The name of its picture.
    picture: String,
}

/// Counts rung by rung, and writes a picture of each. The answers are verified.
fn counted(
    ladder: &Ladder,
    chosen: &Chosen,
    kernels: &[&Rung],
    rounding: Rounding,
    folder: &Path,
) -> anyhow::Result<Vec<Counted>> {
    let threads = Threads::new(cores().min(Threads::MOST))?;
    let mut answers = BTreeMap::new();
    for kernel in kernels {
        if let Entry::Vacant(answer) = answers.entry(kernel.precision) {
            answer.insert(chosen.steps(ladder.oracle(kernel.precision), rounding, &threads)?);
        }
    }
    let bar = progress::bar(kernels.len() as u64);
    let mut all = Vec::new();
    for kernel in kernels {
        bar.set_message(kernel.name);
        let (found, carried, occupancy) = count(chosen, kernel, rounding)?;
        verify_steps(ladder, kernel, rounding, &chosen.view, &answers[&kernel.precision], &found)
            .map_err(|wrong| Found(wrong.to_string()))?;
        let picture = picture_name(chosen.name, kernel.name, rounding);
        file::write(&folder.join(&picture), |file| png::write(&Waste::of(&found, carried.view()), file))
            .map_err(named)?;
        let half = half_of_the_waste(&found, carried);
        all.push(Counted { rung: kernel.name, occupancy, half, picture });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(all)
}

/// The steps of a view, the lane-steps of each pixel, and all of them together.
fn count(chosen: &Chosen, kernel: &Rung, rounding: Rounding) -> anyhow::Result<(Steps, Array2<u64>, Occupancy)> {
    let mut steps = chosen.blank()?;
    let (mut carried, mut occupancy) = (Array2::zeros(chosen.view.dim()), Occupancy::default());
    for part in kernel.tallied(rounding, &chosen.view, chosen.limit).into_iter().flatten() {
        within(steps.view_mut(), &part.tile).assign(&part.steps.view());
        within(carried.view_mut(), &part.tile).assign(&part.lane_steps.carried());
        occupancy.add(&part);
    }
    Ok((steps, carried, occupancy))
}

/// The elements of a tile in an array of its view.
fn within<'a, T>(mut array: ArrayViewMut2<'a, T>, tile: &Tile) -> ArrayViewMut2<'a, T> {
    let ((row, column), (rows, columns)) = (tile.origin(), tile.dim());
    array.slice_each_axis_inplace(|axis| match axis.axis.index() {
        0 => Slice::from(row..row + rows),
        _ => Slice::from(column..column + columns),
    });
    array
}

fn picture_name(scene: &str, rung: &str, rounding: Rounding) -> String {
    let rounding = if rounding == Rounding::Separate { String::new() } else { format!("-{rounding}") };
    format!("{scene}-{rung}{rounding}.png")
}

/// The least share of the pixels on which half of the wasted lane-steps lie; 0 where there are none.
#[expect(clippy::cast_precision_loss, reason = "a share of three digits")]
fn half_of_the_waste(steps: &Steps, carried: Array2<u64>) -> f64 {
    let needed = |steps_at: &u32| u64::from(steps.limit().iterations(*steps_at));
    let mut wasted = carried;
    wasted.zip_mut_with(&steps.view(), |carried, steps| *carried = carried.saturating_sub(needed(steps)));
    let (pixels, all) = (wasted.len(), wasted.sum());
    let mut wasted = wasted.into_raw_vec_and_offset().0;
    wasted.sort_unstable_by(|a, b| b.cmp(a));
    let mut sum = 0;
    let few = wasted.iter().take_while(|&&most| (2 * sum < all).then(|| sum += most).is_some()).count();
    few as f64 / pixels as f64
}

impl Counted {
    fn row(&self) -> Vec<String> {
        let Occupancy { useful, executed, empty } = self.occupancy;
        let count = |number: u128| Count(u64::try_from(number).unwrap_or(u64::MAX)).to_string();
        let share = Percent(self.occupancy.share()).to_string();
        vec![self.rung.to_owned(), count(useful), count(executed), count(empty), share]
    }

    /// The numbers in words, with the name of the picture.
    fn account(&self) -> String {
        let Occupancy { useful, executed, empty } = self.occupancy;
        let of = |part: u128| Percent(approximate(part) / approximate(executed.max(1)));
        let picture = &self.picture;
        if executed < useful {
            return format!("{picture}: avoids {} of the iterations that the contract needs.", {
                Percent(1.0 - approximate(executed) / approximate(useful.max(1)))
            });
        }
        format!(
            "{picture}: {} of the lane-steps are wasted on pixels that are out or take steps again, and {} in lanes \
             without a pixel; half of the former lie on {} of the pixels.",
            of((executed - useful).saturating_sub(empty)),
            of(empty),
            Percent(self.half)
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of three digits")]
fn approximate(number: u128) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::Limit;
    use ndarray::array;

    #[test]
    fn half_of_the_waste_lies_on_the_pixels_that_waste_most() {
        let steps = Steps::from_counts(array![[1, 1, 1, 1], [1, 1, 1, 0]], Limit::new(10).unwrap());
        let half = |carried| half_of_the_waste(&steps, carried);
        assert_eq!(half(array![[11, 1, 1, 1], [1, 1, 1, 10]]), 1.0 / 8.0, "all on one");
        assert_eq!(half(array![[3, 3, 3, 3], [1, 1, 1, 10]]), 2.0 / 8.0, "even on four");
        assert_eq!(half(array![[1, 1, 1, 1], [1, 1, 1, 5]]), 0.0, "none");
    }
}
