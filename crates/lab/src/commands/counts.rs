//! `lanelab counts`: the steps of one view, to a file or as a summary.

use crate::cli::parse::{rung, threads};
use crate::cli::view::ViewArgs;
use crate::machine::{banner, cores, memory};
use crate::output::steps::Format;
use crate::session::selection::{Selection, find_rung, refuse_beyond_memory};
use clap::Args;
use lanelab_escape::Threads;
use lanelab_grid::{Rounding, Rung, Steps, View};
use lanelab_ladder::program::failure::usage;
use lanelab_ladder::program::file;
use lanelab_ladder::program::target::Target;
use lanelab_ladder::program::text::{self, count};
use lanelab_measure::Seconds;
use lanelab_measure::format::{Bytes, Figure, plural};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[derive(Debug, Args)]
pub(crate) struct CountsArgs {
    #[command(flatten)]
    view: ViewArgs,
    /// Rung that computes, see lanelab list; its rounding is given by --rounding
    #[arg(long, value_name = "RUNG", value_parser = rung)]
    rung: String,
    /// Threads, 1 to 1024 [default: all cores]
    #[arg(long, value_name = "N", value_parser = threads, allow_hyphen_values = true)]
    threads: Option<usize>,
    /// Rounding: separate, fused or contracted
    #[arg(long, value_name = "ROUNDING", default_value = "separate")]
    rounding: Rounding,
    /// File for the steps, format by its ending; - is standard output and needs --format
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
    out: Option<PathBuf>,
    /// Format of the file, whatever its ending
    #[arg(long, value_name = "F", requires = "out")]
    format: Option<Format>,
}

/// Computes the steps of the selected view.
pub(crate) fn run(args: &CountsArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let selection = Selection::of(&args.view);
    let ladder = selection.map.ladder();
    let rung = find_rung(&ladder, &args.rung, args.rounding, &format!("--rounding {}", args.rounding))?;
    let format = args.out.as_deref().map(|path| format_of(path, args.format)).transpose()?;
    let target = args.out.as_deref().map(|path| Target::probe("--out", path)).transpose()?;
    let threads = args.threads.unwrap_or_else(|| cores().min(Threads::MOST));
    fits(rung, &selection.view, format, threads)?;
    let threads = Threads::new(threads)?;
    banner(&[args.rounding]);

    let bar =
        selection.bar(format!("{} on {} {}", rung.name, threads.count(), plural(threads.count() as u64, "thread")));
    let start = Instant::now();
    let steps = selection.steps(rung, args.rounding, &threads, &bar)?;
    let took = start.elapsed();
    match target.zip(format) {
        None => summary(&selection, rung, &steps, took, out),
        Some((target, format)) => target.write(out, |file| format.write(&steps, &selection, file)),
    }
}

/// Refuses a view that needs more memory than is available: for the steps, the rung's arrays, and the rows of a picture.
fn fits(rung: &Rung, view: &View, format: Option<Format>, threads: usize) -> anyhow::Result<()> {
    let writing = format.map_or(0, |format| format.bytes_for(view));
    let bytes = rung.bytes_for(view.raster().points()).saturating_add(writing);
    refuse_beyond_memory(rung.name, view, bytes, threads)
}

/// The format of `--format`, or else of the file's ending.
fn format_of(path: &Path, format: Option<Format>) -> anyhow::Result<Format> {
    format.or_else(|| Format::of(path)).ok_or_else(|| {
        let remedy = if file::is_standard_output(path) {
            "standard output has no ending that tells the format;"
        } else {
            "the ending tells no format; end the name in .npy, .csv or .png, or"
        };
        usage(format!("--out {}: {remedy} give --format npy, csv, png or figure", path.display()))
    })
}

fn summary(
    selection: &Selection,
    rung: &Rung,
    steps: &Steps,
    took: Duration,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let time = Seconds::from(took);
    write!(out, "{}", selection.describe(""))?;
    let rate = Figure(steps.iterations() as f64 / time.get() / 1e9);
    let lines = [
        ("rung", rung.name.to_owned()),
        ("precision", rung.precision.to_string()),
        ("pixels", count(steps.view().len())),
        ("never escape", count(steps.members())),
        ("sum of steps", count(steps.sum())),
        ("iterations", count(steps.iterations())),
        ("time", format!("{time}, one fill, not verified; lanelab run measures")),
        ("rate", format!("{rate} Giga-iterations/s")),
        ("peak memory", memory::peak().map_or_else(|| "unknown".to_owned(), |bytes| Bytes(bytes).to_string())),
    ];
    Ok(write!(out, "{}", text::facts(&lines, 13))?)
}
