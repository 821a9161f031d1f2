//! `lanelab builds`: one rung in two builds of lanelab.
//!
//! Each build runs as a process that waits to be asked (`lanelab serve`), the first one as twins, and all are asked in
//! turn, round by round. So what is measured is each build's own code with its own place in memory, and the A/A floor
//! is that of two processes.

mod build;

use crate::cli::BuildsArgs;
use crate::tables::text;
use crate::verbs::run::plan;
use build::{Build, NoAnswer};
use lanelab_measure::format::plural;
use lanelab_measure::{Candidate, Floor, MeasureError, Ratio, Timing, Verdict};
use std::io::Write;

/// Compares the times, after the answers.
pub(crate) fn run(args: &BuildsArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let [mut a, mut twin, mut b] = started(args)?;
    // All have their answers before the first is timed: until then each computes its oracle, and keeps the others'
    // cores.
    let answers = [a.answer()?, twin.answer()?, b.answer()?];
    anyhow::ensure!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{} answers {} and {} answers {}: they compute different things, so their times are not compared",
        args.a.display(),
        answers[0],
        args.b.display(),
        answers[2]
    );
    let times = a.needed()?;
    [&mut a, &mut twin, &mut b].into_iter().for_each(|build| build.times = times);
    let mut candidates = [("a", a), ("the twin of a", twin), ("b", b)].map(|(name, build)| Candidate::new(name, build));
    let timings = plan(args.seconds)?.measure(&mut candidates, |_| ()).map_err(said)?;
    told(args, &timings, times, out)
}

/// The first build, its twin, and the second, each told what to serve.
fn started(args: &BuildsArgs) -> anyhow::Result<[Build; 3]> {
    let mut asked = args.asked();
    let [a, twin] = [0, 1].map(|_| Build::started(&args.a, &asked));
    if args.delay > 0.0 {
        asked.push(format!("--delay={}", args.delay));
    }
    Ok([a?, twin?, Build::started(&args.b, &asked)?])
}

/// A build that gives no answer gives no wrong one.
fn said(error: MeasureError) -> anyhow::Error {
    match error {
        MeasureError::WrongAnswer { candidate, round, cause } => match cause.downcast::<NoAnswer>() {
            Ok(none) => anyhow::Error::new(*none),
            Err(cause) => MeasureError::WrongAnswer { candidate, round, cause }.into(),
        },
        other => other.into(),
    }
}

fn told(args: &BuildsArgs, timings: &[Timing], times: u32, out: &mut dyn Write) -> anyhow::Result<()> {
    let [a, twin, b] = timings else { anyhow::bail!("three candidates have three timings") };
    let floor = Floor::of_twins(Ratio::paired(twin.samples(), a.samples())?);
    let ratio = Ratio::paired(b.samples(), a.samples())?;
    let fills = format!("{times} {}", plural(times.into(), "fill"));
    for (name, path, timing) in [("A", &args.a, a), ("B", &args.b, b)] {
        let (median, n) = (timing.samples().median(), timing.samples().n());
        writeln!(out, "{name}  {}: {median} a sample of {fills}, {n} samples", path.display())?;
    }
    let says = match ratio.verdict(floor) {
        Verdict::Slower => "B is slower than A",
        Verdict::Faster => "B is faster than A",
        Verdict::NotDistinguishable => "not distinguishable",
        Verdict::TooFewPairs => "too few rounds for a verdict; give more --seconds",
    };
    let text = format!(
        "{says}: B takes {ratio} of A's time, {} rounds, A/A floor {floor}, answers equal to the oracle's.",
        ratio.pairs()
    );
    Ok(write!(out, "{}", text::wrap(&text, ""))?)
}
