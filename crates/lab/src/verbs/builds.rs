//! `lanelab builds`: one rung in two builds of lanelab.
//!
//! Each build runs as a process that waits to be asked (`lanelab serve`), the first one as twins, and all are asked in
//! turn, round by round. So what is measured is each build's own code with its own place in memory, and the A/A floor is
//! that of two processes.

use crate::cli::BuildsArgs;
use crate::report::table;
use crate::verbs::run::plan;
use anyhow::Context;
use lanelab_measure::{Candidate, Cause, Floor, Ratio, Timing, Verdict, Work};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

/// How long a sample should take at least, in seconds: a thousand times what it takes to ask.
const SAMPLE: f64 = 0.02;

/// Compares the times, after the answers.
pub(crate) fn run(args: &BuildsArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut asked = args.asked();
    let [a, twin] = [0, 1].map(|_| Build::started(&args.a, &asked));
    if args.delay > 0.0 {
        asked.push(format!("--delay={}", args.delay));
    }
    let [mut a, mut twin, mut b] = [a?, twin?, Build::started(&args.b, &asked)?];
    let times = a.times()?;
    [&mut a, &mut twin, &mut b].into_iter().for_each(|build| build.times = times);
    let answers = [a.answer()?, twin.answer()?, b.answer()?];
    anyhow::ensure!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{} answers {} and {} answers {}: they compute different things, so their times are not compared",
        args.a.display(),
        answers[0],
        args.b.display(),
        answers[2]
    );
    let mut candidates =
        [("a", a), ("the twin of a", twin), ("b", b)].map(|(name, build)| Candidate::new(name, build));
    let timings = plan(args.seconds)?.measure(&mut candidates, |_| ())?;
    told(args, &timings, out)
}

fn told(args: &BuildsArgs, timings: &[Timing], out: &mut dyn Write) -> anyhow::Result<()> {
    let [a, twin, b] = timings else { anyhow::bail!("three candidates have three timings") };
    let floor = Floor::of_twins(Ratio::paired(twin.samples(), a.samples())?);
    let ratio = Ratio::paired(b.samples(), a.samples())?;
    for (name, path, timing) in [("A", &args.a, a), ("B", &args.b, b)] {
        let (median, n) = (timing.samples().median(), timing.samples().n());
        writeln!(out, "{name}  {}: {median} a sample, {n} samples", path.display())?;
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
    Ok(write!(out, "{}", table::wrapped(&text, ""))?)
}

/// A build that waits to be asked.
struct Build {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    path: String,
    /// How often the view is filled in a sample: the same for all, so that what it takes to ask is too.
    times: u32,
}

impl Build {
    fn started(path: &Path, asked: &[String]) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        let mut child = Command::new(path)
            .arg("serve")
            .args(asked)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{shown}: not started; name a build of lanelab"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output = BufReader::new(output.context("a pipe was asked for")?);
        Ok(Self { child, input, output, path: shown, times: 1 })
    }

    /// What the build says to a line.
    fn ask(&mut self, line: &str) -> io::Result<String> {
        let input = self.input.as_mut().ok_or_else(|| io::Error::other("its input is closed"))?;
        let mut answer = String::new();
        let asked = input.write_all(line.as_bytes()).and_then(|()| input.flush());
        match asked.and_then(|()| self.output.read_line(&mut answer)).unwrap_or(0) {
            0 => {
                Err(io::Error::other(format!("{} has ended; it may be older than lanelab serve", self.path)))
            }
            _ => Ok(answer.trim().to_owned()),
        }
    }

    fn fill(&mut self) -> io::Result<String> {
        self.ask(&format!("fill {}\n", self.times))
    }

    /// The checksum of a first answer.
    fn answer(&mut self) -> anyhow::Result<String> {
        self.fill()?;
        Ok(self.ask("check\n")?)
    }

    /// How often the view must be filled for a sample.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    fn times(&mut self) -> anyhow::Result<u32> {
        self.fill()?;
        let begin = Instant::now();
        self.fill()?;
        Ok((SAMPLE / begin.elapsed().as_secs_f64()).ceil().clamp(1.0, 1e6) as u32)
    }
}

impl Work for Build {
    fn run(&mut self) {
        // Where the build has ended, the check finds it out.
        drop(self.fill());
    }

    fn check(&mut self) -> Result<(), Cause> {
        Ok(self.ask("check\n").map(drop)?)
    }
}

impl Drop for Build {
    fn drop(&mut self) {
        drop(self.input.take());
        // It ends with its input; one that does not is not waited for.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
