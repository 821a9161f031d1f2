//! `lanelab builds`: one rung in two builds of lanelab.
//!
//! Each build runs as a process that waits for requests (`lanelab serve`), the first one twice. Requests go to the three
//! in turn, round by round. So each build's own code is measured at its own place in memory, and the noise floor (A/A) is
//! that of two processes.

mod build;

use crate::cli::parse::{percent, seconds, threads};
use crate::cli::view::{Side, ViewArgs};
use build::{Build, NoAnswer};
use clap::Args;
use lanelab_ladder::plan;
use lanelab_ladder::program::text;
use lanelab_measure::format::plural;
use lanelab_measure::{Candidate, Floor, MeasureError, Ratio, Timing};
use std::io::Write;
use std::path::PathBuf;

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
    /// Seconds of timed work per build
    #[arg(long, value_name = "S", default_value = "2", value_parser = seconds, allow_hyphen_values = true)]
    seconds: f64,
    /// Slow B down by this percentage, to test whether the comparison detects it
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = percent, allow_hyphen_values = true)]
    delay: f64,
}

/// Compares the answers, then the times.
pub(crate) fn run(args: &BuildsArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let [mut a, mut again, mut b] = start(args)?;
    // All give an answer before the first is timed: until then each computes its oracle, on all cores.
    let answers = [a.answer()?, again.answer()?, b.answer()?];
    anyhow::ensure!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{} answers {} and {} answers {}: they compute different results, so their times are not compared",
        args.a.display(),
        answers[0],
        args.b.display(),
        answers[2]
    );
    let times = a.needed()?;
    [&mut a, &mut again, &mut b].into_iter().for_each(|build| build.times = times);
    let mut candidates =
        [("a", a), ("a again (A/A)", again), ("b", b)].map(|(name, build)| Candidate::new(name, build));
    let timings = plan(args.seconds)?.measure(&mut candidates, |_| ()).map_err(unwrap_no_answer)?;
    print(args, &timings, times, out)
}

/// Starts the first build twice and the second once.
fn start(args: &BuildsArgs) -> anyhow::Result<[Build; 3]> {
    let mut words = vec![args.side.to_string(), format!("--threads={}", args.threads)];
    words.extend(args.view.words());
    let [a, again] = [0, 1].map(|_| Build::start(&args.a, &words));
    if args.delay > 0.0 {
        words.push(format!("--delay={}", args.delay));
    }
    Ok([a?, again?, Build::start(&args.b, &words)?])
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
    let [a, again, b] = timings else { anyhow::bail!("three candidates have three timings") };
    let floor = Floor::of_twins(Ratio::paired(&again.samples, &a.samples)?);
    let ratio = Ratio::paired(&b.samples, &a.samples)?;
    let fills = format!("{times} {}", plural(times.into(), "fill"));
    for (name, path, timing) in [("A", &args.a, a), ("B", &args.b, b)] {
        let (median, n) = (timing.samples.median(), timing.samples.n());
        let line = format!("{name}  {}: {median} per sample of {fills}, {n} samples", path.display());
        write!(out, "{}", text::hang(&line, "   "))?;
    }
    let text = format!(
        "B is {} as fast as A: {}. {} rounds, noise floor (A/A) {floor}; answers equal the oracle's.",
        ratio.inverse(),
        text::verdict(ratio.verdict(floor)),
        ratio.pairs
    );
    Ok(write!(out, "{}", text::wrap(&text, ""))?)
}
