//! `lanelab serve`: fills a view on request, so that another process can time this build.
//!
//! The protocol has two requests, one per line. `fill N` fills the view N times; the reply is `done`. `check` verifies
//! what was filled since the last check; the reply is its checksum in eight hexadecimal digits, or `wrong: ` and the
//! disagreement, with tabs between its lines. The end of the input ends the program.

use crate::cli::parse::{percent, threads};
use crate::cli::view::{Side, ViewArgs};
use crate::session::selection::{Selection, find_rung};
use clap::Args;
use indicatif::ProgressBar;
use lanelab_escape::{Threads, checksum, verify_steps};
use lanelab_ladder::program::failure::usage;
use std::hint::spin_loop;
use std::io::{self, BufRead, Write};
use std::time::Instant;

/// The start of the reply to a check that finds a wrong answer.
pub(super) const WRONG: &str = "wrong: ";

/// The array's content before a fill, so that a rung which writes nothing is detected.
const UNWRITTEN: u32 = u32::MAX;

const REQUESTS: &str = "write fill N or check, one per line";

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Rung that computes, with its rounding unless that is separate
    #[arg(value_name = "RUNG[:ROUNDING]")]
    side: Side,
    #[command(flatten)]
    view: ViewArgs,
    /// Threads, 1 to 1024
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, allow_hyphen_values = true)]
    threads: usize,
    /// Idle after each fill, for this percentage of its time
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = percent, allow_hyphen_values = true)]
    delay: f64,
}

/// Serves until the input ends.
pub(crate) fn run(args: &ServeArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let selection = Selection::of(&args.view);
    let ladder = selection.map.ladder();
    let rung = find_rung(&ladder, &args.side.rung, args.side.rounding, &args.side.to_string())?;
    let threads = Threads::new(args.threads)?;
    let oracle =
        selection.steps(ladder.oracle(rung.precision), args.side.rounding, &threads, &ProgressBar::hidden())?;
    let job = selection.job(args.side.rounding);
    let mut steps = selection.blank()?;
    steps.view_mut().fill(UNWRITTEN);
    for line in io::stdin().lock().lines() {
        let line = line.map_err(|error| usage(format!("standard input: {error}; {REQUESTS}")))?;
        match (line.trim(), line.trim().strip_prefix("fill ").map(str::parse::<u32>)) {
            (_, Some(Ok(times))) => {
                (0..times).for_each(|_| fill(|| threads.fill(rung, &job, steps.view_mut(), &|_| ()), args.delay));
                writeln!(out, "done")?;
            }
            ("check", _) => {
                match verify_steps(&ladder, rung, &job, &oracle, &steps) {
                    Ok(()) => writeln!(out, "{:08x}", checksum(&steps))?,
                    Err(wrong) => writeln!(out, "{WRONG}{}", wrong.to_string().trim_end().replace('\n', "\t"))?,
                }
                // Each answer counts once, so that a build which writes nothing is detected.
                steps.view_mut().fill(UNWRITTEN);
            }
            (other, _) => {
                return Err(usage(format!("\"{other}\" on standard input; {REQUESTS}")));
            }
        }
        out.flush()?;
    }
    Ok(())
}

/// Fills once, then idles for a percentage of the fill's time.
fn fill(once: impl FnOnce(), delay: f64) {
    let begin = Instant::now();
    once();
    let until = begin + begin.elapsed().mul_f64(1.0 + delay / 100.0);
    while Instant::now() < until {
        spin_loop();
    }
}
