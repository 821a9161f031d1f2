//! `lanelab serve`: fills a view whenever it is asked to, so that another process can time this build.
//!
//! The protocol is lines: `fill N` fills it N times and is answered by `done`. `check` is answered by the checksum of
//! what was filled since the last check, in eight hexadecimal digits, or by `wrong: ` and in what way, with tabs
//! between its lines. The end of the input ends the program.

use crate::chosen::{Chosen, kernel};
use crate::cli::ServeArgs;
use crate::failure::usage;
use crate::session::UNWRITTEN;
use anyhow::Context;
use lanelab_escape::{Rung, Ladder, Threads, checksum, verify_steps};
use lanelab_grid::Steps;
use std::hint::spin_loop;
use std::io::{self, BufRead, Write};
use std::time::Instant;

/// How the answer to a check begins that found an answer wrong.
pub(super) const WRONG: &str = "wrong: ";

/// Serves until the input ends.
pub(crate) fn run(args: &ServeArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let chosen = Chosen::of(&args.view);
    let ladder = chosen.map.ladder();
    let kernel = kernel(&ladder, &args.side.rung, args.side.rounding, &args.side.to_string())?;
    let threads = Threads::new(args.threads)?;
    let oracle = chosen.steps(ladder.oracle(kernel.precision), args.side.rounding, &threads)?;
    let served = Served { args, chosen: &chosen, ladder: &ladder, kernel, oracle: &oracle };
    let mut steps = chosen.blank()?;
    steps.view_mut().fill(UNWRITTEN);
    for line in io::stdin().lock().lines() {
        let line = line.context("standard input")?;
        match (line.trim(), line.trim().strip_prefix("fill ").map(str::parse::<u32>)) {
            (_, Some(Ok(times))) => {
                (0..times).for_each(|_| served.fill(&threads, &mut steps));
                writeln!(out, "done")?;
            }
            ("check", _) => {
                writeln!(out, "{}", served.checked(&steps))?;
                // An answer counts once: a build that then writes nothing is found out.
                steps.view_mut().fill(UNWRITTEN);
            }
            (other, _) => {
                return Err(usage(format!("\"{other}\" on standard input: give fill N or check, a line each")));
            }
        }
        out.flush()?;
    }
    Ok(())
}

struct Served<'a> {
    args: &'a ServeArgs,
    chosen: &'a Chosen,
    ladder: &'a Ladder,
    kernel: &'a Rung,
    oracle: &'a Steps,
}

impl Served<'_> {
    fn fill(&self, threads: &Threads, steps: &mut Steps) {
        let begin = Instant::now();
        let Chosen { view, limit, .. } = self.chosen;
        threads.fill(self.kernel, self.args.side.rounding, view, *limit, steps.view_mut(), &|_| ());
        let until = begin + begin.elapsed().mul_f64(1.0 + self.args.delay / 100.0);
        while Instant::now() < until {
            spin_loop();
        }
    }

    /// The checksum of an answer that is the oracle's; else what is wrong with it.
    fn checked(&self, steps: &Steps) -> String {
        let verified =
            verify_steps(self.ladder, self.kernel, self.args.side.rounding, &self.chosen.view, self.oracle, steps);
        match verified {
            Ok(()) => format!("{:08x}", checksum(steps)),
            Err(disagreement) => {
                format!("{WRONG}{}", disagreement.to_string().trim_end().replace('\n', "\t"))
            }
        }
    }
}
