//! `lanelab builds`: one rung in two builds of lanelab.
//!
//! Each build runs as a process that waits for requests (`lanelab serve`), the first one twice. Requests go to the
//! processes in turn, round by round. So each build's own code is measured at its own place in memory, and the noise floor
//! (A/A) is that of two processes. Where a build is given in further layouts, each of them is one more process, and the
//! layout floor counts as the noise floor does.

mod build;

use crate::cli::parse::{percent, seconds, threads};
use crate::cli::view::{Side, ViewArgs};
use build::{Build, NoAnswer};
use clap::Args;
use lanelab_ladder::plan;
use lanelab_ladder::program::text;
use lanelab_measure::format::plural;
use lanelab_measure::{Candidate, Floor, MeasureError, Ratio, Samples, Timing};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(crate) struct BuildsArgs {
    /// Path of a lanelab binary, the base
    #[arg(value_name = "A")]
    a: PathBuf,
    /// Path of the lanelab binary that is compared with it
    #[arg(value_name = "B")]
    b: PathBuf,
    /// Rung to compare, with its rounding unless that is separate, as in best or best:fused
    #[arg(value_name = "RUNG[:ROUNDING]", default_value = "best")]
    side: Side,
    #[command(flatten)]
    view: ViewArgs,
    /// Threads, 1 to 1024
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, allow_hyphen_values = true)]
    threads: usize,
    /// Another build of A's source, with its functions in another order; may be repeated
    #[arg(long, value_name = "PATH")]
    a_layout: Vec<PathBuf>,
    /// The same for B; with as many for A the verdict counts only what is beyond the layouts
    #[arg(long, value_name = "PATH")]
    b_layout: Vec<PathBuf>,
    /// Seconds of timed work per build
    #[arg(long, value_name = "S", default_value = "2", value_parser = seconds, allow_hyphen_values = true)]
    seconds: f64,
    /// Slow B down by this percentage, to test whether the comparison detects it
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = percent, allow_hyphen_values = true)]
    delay: f64,
}

/// Compares the answers, then the times.
pub(crate) fn run(args: &BuildsArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut builds = start(args)?;
    // All give an answer before the first is timed: until then each computes its oracle, on all cores.
    let answers = builds.iter_mut().map(|(_, build)| build.answer()).collect::<anyhow::Result<Vec<_>>>()?;
    for ((path, _), answer) in builds.iter().zip(&answers) {
        anyhow::ensure!(
            *answer == answers[0],
            "{} answers {} and {} answers {answer}: they compute different results, so their times are not compared",
            args.a.display(),
            answers[0],
            path.display(),
        );
    }
    let times = builds[0].1.needed()?;
    builds.iter_mut().for_each(|(_, build)| build.times = times);
    let name = |number: i32, path: &Path| format!("{} (process {number})", path.display());
    let mut candidates: Vec<_> =
        (1..).zip(builds).map(|(number, (path, build))| Candidate::new(name(number, path), build)).collect();
    // The layouts of a build share its seconds.
    let layouts = 1 + args.a_layout.len().max(args.b_layout.len());
    let timings = plan(args.seconds / layouts as f64)?.measure(&mut candidates, |_| ()).map_err(unwrap_no_answer)?;
    print(args, &timings, times, out)
}

/// Starts the first build twice, then its layouts, the second build and its layouts: in the order of the timings.
fn start(args: &BuildsArgs) -> anyhow::Result<Vec<(&Path, Build)>> {
    let mut words = vec![args.side.to_string(), format!("--threads={}", args.threads)];
    words.extend(args.view.words());
    let mut delayed = words.clone();
    if args.delay > 0.0 {
        delayed.push(format!("--delay={}", args.delay));
    }
    let a = [&args.a, &args.a].into_iter().chain(&args.a_layout).map(|path| (path, &words));
    let b = [&args.b].into_iter().chain(&args.b_layout).map(|path| (path, &delayed));
    a.chain(b).map(|(path, words)| Ok((path.as_path(), Build::start(path, words)?))).collect()
}

/// A build that does not answer has not given a wrong answer.
fn unwrap_no_answer(error: MeasureError) -> anyhow::Error {
    match error {
        MeasureError::WrongAnswer(candidate, round, cause) => match cause.downcast::<NoAnswer>() {
            Ok(none) => anyhow::Error::new(*none),
            Err(cause) => MeasureError::WrongAnswer(candidate, round, cause).into(),
        },
        other => other.into(),
    }
}

fn print(args: &BuildsArgs, timings: &[Timing], times: u32, out: &mut dyn Write) -> anyhow::Result<()> {
    let samples: Vec<_> = timings.iter().map(|timing| &timing.samples).collect();
    let [first, again, ..] = samples[..] else { anyhow::bail!("the first build has two timings") };
    let noise = Floor::of_twins(Ratio::paired(again, first)?);
    let (a, b) = samples.split_at(2 + args.a_layout.len());
    let a = &a[1..];
    let layouts = Floor::of_layouts(&[a, b])?;
    let ratio = Ratio::paired(&Samples::mean_of(b)?, &Samples::mean_of(a)?)?;
    for (name, path, samples) in [("A", &args.a, a), ("B", &args.b, b)] {
        let line = format!("{name}  {}: {}", path.display(), measured(samples, times));
        write!(out, "{}", text::hang(&line, "   "))?;
    }
    let layout = if a.len() + b.len() > 2 { format!(", layout floor {layouts}") } else { String::new() };
    let text = format!(
        "B is {} as fast as A: {}. {} rounds, noise floor (A/A) {noise}{layout}; answers equal the oracle's.",
        ratio.inverse(),
        text::verdict(ratio.verdict(noise.max(layouts))),
        ratio.pairs
    );
    Ok(write!(out, "{}", text::wrap(&text, ""))?)
}

/// The median of a build's samples; with several layouts, that of the fastest and of the slowest.
fn measured(layouts: &[&Samples], times: u32) -> String {
    let mut medians: Vec<_> = layouts.iter().map(|samples| samples.median()).collect();
    medians.sort_by(|a, b| a.get().total_cmp(&b.get()));
    let n = layouts.iter().map(|samples| samples.n()).min().unwrap_or(0);
    let fills = format!("per sample of {times} {}, {n} samples", plural(times.into(), "fill"));
    match &medians[..] {
        [fastest, .., slowest] => format!("{fastest} to {slowest} {fills} in each of {} layouts", layouts.len()),
        [] | [_] => medians.iter().map(|median| format!("{median} {fills}")).collect(),
    }
}
