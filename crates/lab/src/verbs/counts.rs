//! `lanelab counts`: one computation, to a file or as a summary.

use crate::chosen::{Chosen, kernel, refuse_beyond_memory};
use crate::cli::CountsArgs;
use crate::failure::usage;
use crate::machine::{banner, cores, memory};
use crate::output::Format;
use crate::output::file::{self, FileError};
use crate::progress;
use lanelab_escape::{Rung, Threads};
use lanelab_grid::{Steps, View};
use lanelab_measure::Seconds;
use lanelab_measure::format::{Bytes, Count, Figure};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Computes the steps of the chosen view.
pub(crate) fn run(args: &CountsArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let chosen = Chosen::of(&args.view);
    let ladder = chosen.map.ladder();
    let kernel = kernel(&ladder, &args.rung, args.rounding, &format!("--rounding {}", args.rounding))?;
    let target = args.out.as_deref().map(|path| Target::of(path, args.format)).transpose()?;
    let format = target.as_ref().map(|target| target.format);
    let threads = args.threads.unwrap_or_else(|| cores().min(Threads::MOST));
    fits(kernel, &chosen.view, format, threads)?;
    let threads = Threads::new(threads)?;
    banner(&[args.rounding]);

    let (steps, took) = compute(args, &chosen, kernel, &threads)?;
    match target {
        None => summary(&chosen, kernel, &steps, took, out),
        Some(target) => target.write(&steps, out),
    }
}

/// Refuses what needs more memory than there is: for the answer, the rung's arrays, and the rows of a picture.
fn fits(kernel: &Rung, view: &View, format: Option<Format>, threads: usize) -> anyhow::Result<()> {
    let writing = format.map_or(0, |format| format.bytes_for(view));
    let bytes = kernel.bytes_for(view.raster().points()).saturating_add(writing);
    refuse_beyond_memory(kernel.name, view, bytes, threads)
}

/// Where the steps go, and how they are written.
struct Target<'a> {
    /// Standard output where there is none.
    path: Option<&'a Path>,
    format: Format,
}

impl<'a> Target<'a> {
    /// What `--out` and `--format` ask for, if a file can be written there.
    fn of(path: &'a Path, format: Option<Format>) -> anyhow::Result<Self> {
        let format = format.or_else(|| Format::of(path)).ok_or_else(|| {
            let path = path.display();
            usage(format!(
                "--out {path}: no ending names a format; end it in .npy, .csv or .png, or give --format npy, csv or png"
            ))
        })?;
        if file::is_standard_output(path) {
            return Ok(Self { path: None, format });
        }
        file::probe(path).map_err(named)?;
        Ok(Self { path: Some(path), format })
    }

    fn write(self, steps: &Steps, out: &mut dyn Write) -> anyhow::Result<()> {
        match self.path {
            None => Ok(self.format.write(steps, out)?),
            Some(path) => file::write(path, |file| self.format.write(steps, file)).map_err(named),
        }
    }
}

fn named(error: FileError) -> anyhow::Error {
    anyhow::anyhow!("--out {error}")
}

fn compute(
    args: &CountsArgs,
    chosen: &Chosen,
    kernel: &Rung,
    threads: &Threads,
) -> anyhow::Result<(Steps, Duration)> {
    let mut steps = chosen.blank()?;
    let points = chosen.view.raster().points();
    let bar = progress::bar(u64::try_from(points).unwrap_or(u64::MAX));
    let count = threads.count();
    bar.set_message(format!("{} on {count} thread{}", kernel.name, if count == 1 { "" } else { "s" }));
    let start = Instant::now();
    let done = |pixels: usize| bar.inc(u64::try_from(pixels).unwrap_or(u64::MAX));
    threads.fill(kernel, args.rounding, &chosen.view, chosen.limit, steps.view_mut(), &done);
    let took = start.elapsed();
    bar.finish_and_clear();
    Ok((steps, took))
}

fn summary(chosen: &Chosen, kernel: &Rung, steps: &Steps, took: Duration, out: &mut dyn Write) -> anyhow::Result<()> {
    let count = |number: u128| Count(u64::try_from(number).unwrap_or(u64::MAX)).to_string();
    let whole = |number: usize| count(number as u128);
    let time = Seconds::from(took);
    write!(out, "{}", chosen.text(""))?;
    let rate = Figure(approximate(steps.iterations()) / time.get() / 1e9);
    let lines = [
        ("rung", kernel.name.to_owned()),
        ("precision", kernel.precision.to_string()),
        ("pixels", whole(steps.view().len())),
        ("never escape", whole(steps.members())),
        ("sum of steps", count(steps.sum())),
        ("iterations", count(steps.iterations())),
        ("time", format!("{time}, once and unverified: lanelab run measures")),
        ("rate", format!("{rate} Giga-iterations/s")),
        ("peak memory", memory::peak().map_or_else(|| "unknown".to_owned(), |bytes| Bytes(bytes).to_string())),
    ];
    lines.iter().try_for_each(|(name, value)| writeln!(out, "{name:<13} {value}")).map_err(io::Error::into)
}

#[expect(clippy::cast_precision_loss, reason = "a rate of three digits")]
fn approximate(iterations: u128) -> f64 {
    iterations as f64
}
