//! `lanelab counts`: one computation, to a file or as a summary.

use crate::chosen::{Chosen, kernel, refuse_beyond_memory};
use crate::cli::CountsArgs;
use crate::failure::usage;
use crate::machine::{banner, cores, memory};
use crate::output::{Format, file};
use crate::progress;
use lanelab_grid::Steps;
use lanelab_ladder::{Kernel, Threads};
use lanelab_measure::Seconds;
use lanelab_measure::format::{Bytes, Count, Figure};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Computes the steps of the chosen view.
pub(crate) fn run(args: &CountsArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let chosen = Chosen::of(&args.view);
    let ladder = chosen.map.ladder();
    let kernel = kernel(&ladder, &args.rung, args.rounding)?;
    refuse_beyond_memory(kernel.name, &chosen.view, kernel.bytes_for(chosen.view.raster().points()))?;
    let target = args.out.as_deref().map(|path| target(path, args.format)).transpose()?;
    let threads = Threads::new(args.threads.unwrap_or_else(|| cores().min(Threads::MOST)))?;
    banner(&[args.rounding]);

    let (steps, took) = compute(args, &chosen, kernel, &threads);
    match target {
        None => summary(&chosen, kernel, &steps, took, out),
        Some((path, format)) if path == Path::new("-") => Ok(format.write(&steps, out)?),
        Some((path, format)) => Ok(file::write(path, |file| format.write(&steps, file))?),
    }
}

fn target(path: &Path, format: Option<Format>) -> anyhow::Result<(&Path, Format)> {
    let format = format.or_else(|| Format::of(path)).ok_or_else(|| {
        usage(format!(
            "--out {}: its ending names no format; end it in .npy, .csv or .png, or give --format",
            path.display()
        ))
    })?;
    if path != Path::new("-") {
        file::probe(path)?;
    }
    Ok((path, format))
}

fn compute(args: &CountsArgs, chosen: &Chosen, kernel: &Kernel, threads: &Threads) -> (Steps, Duration) {
    let points = chosen.view.raster().points();
    let bar = progress::bar(u64::try_from(points).unwrap_or(u64::MAX));
    bar.set_message(format!("{} on {} threads", kernel.name, threads.count()));
    let mut steps = Steps::zeros(chosen.view.dim(), chosen.limit);
    let start = Instant::now();
    let done = |pixels: usize| bar.inc(u64::try_from(pixels).unwrap_or(u64::MAX));
    threads.fill(kernel, args.rounding, &chosen.view, chosen.limit, steps.view_mut(), &done);
    let took = start.elapsed();
    bar.finish_and_clear();
    (steps, took)
}

fn summary(
    chosen: &Chosen,
    kernel: &Kernel,
    steps: &Steps,
    took: Duration,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let count = |number: u128| Count(u64::try_from(number).unwrap_or(u64::MAX)).to_string();
    let whole = |number: usize| count(number as u128);
    let time = Seconds::from(took);
    writeln!(out, "{}", chosen.line())?;
    let rate = Figure(approximate(steps.iterations()) / time.get() / 1e9);
    let lines = [
        ("rung", kernel.name.to_owned()),
        ("pixels", whole(steps.view().len())),
        ("never escape", whole(steps.members())),
        ("sum of steps", count(steps.sum())),
        ("iterations", count(steps.iterations())),
        ("time", format!("{time}, once and unverified: lanelab run measures")),
        ("rate", format!("{rate} Giga-iterations/s")),
        (
            "peak memory",
            memory::peak().map_or_else(|| "unknown".to_owned(), |bytes| Bytes(bytes).to_string()),
        ),
    ];
    lines.iter().try_for_each(|(name, value)| writeln!(out, "{name:<13} {value}")).map_err(io::Error::into)
}

#[expect(clippy::cast_precision_loss, reason = "a rate of three digits")]
fn approximate(iterations: u128) -> f64 {
    iterations as f64
}
