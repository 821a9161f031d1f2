//! `lanelab run`: the ladder, measured.

mod gate;

use crate::chosen::{Chosen, answer_bytes, kernel, refuse_beyond_memory};
use crate::cli::RunArgs;
use crate::machine::{Machine, banner, cores};
use crate::output;
use crate::report::{json, ladder};
use crate::session::{self, Entry, Session};
use lanelab_escape::{Rung, Ladder};
use lanelab_grid::Rounding;
use lanelab_measure::{Plan, Ratio};
use std::io::{self, Write};
use std::path::Path;

/// The most samples of a rung: what more of them would add to the interval is not worth the wait.
const MOST_ROUNDS: u32 = 1000;

/// Measures the rungs that were asked for, or all of them; or the ratios of a file.
pub(crate) fn run(args: &RunArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(file) = &args.gate {
        return gate::run(file, args.seconds, out);
    }
    let chosen = Chosen::of(&args.view);
    let ladder = chosen.map.ladder();
    let kernels = kernels(&ladder, args)?;
    let kernels = those_that_fit(kernels, &chosen, &args.threads, !args.rungs.is_empty())?;
    output::json::probe(args.json.as_deref())?;
    banner(&[args.rounding]);
    let entries = entries(&kernels, args.rounding, &args.threads);
    let session = session::hold(&ladder, &chosen, &entries, base(&entries), &plan(args.seconds)?)?;
    report(&session, args.json.as_deref(), out)
}

/// A plan that gives each rung this many seconds, and a slow one as many rounds as a verdict needs.
pub(crate) fn plan(seconds: f64) -> anyhow::Result<Plan> {
    let least = u32::try_from(Ratio::PAIRS_FOR_A_VERDICT)?;
    Ok(Plan::default().budget_seconds(seconds)?.rounds(least, MOST_ROUNDS)?)
}

/// Each kernel on each number of threads, the threads of one kernel side by side.
pub(crate) fn entries<'a>(kernels: &[&'a Rung], rounding: Rounding, threads: &[usize]) -> Vec<Entry<'a>> {
    let mut numbers = threads.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let each =
        |&kernel: &&'a Rung| numbers.clone().into_iter().map(move |threads| Entry { kernel, rounding, threads });
    kernels.iter().flat_map(each).collect()
}

/// Which entry the others are compared with: `textbook` on one thread or, where there is none, the first.
pub(crate) fn base(entries: &[Entry<'_>]) -> usize {
    entries.iter().position(|entry| entry.kernel.name == "textbook" && entry.threads == 1).unwrap_or(0)
}

fn kernels<'a>(ladder: &'a Ladder, args: &RunArgs) -> anyhow::Result<Vec<&'a Rung>> {
    if args.rungs.is_empty() {
        return Ok(ladder.rungs.iter().filter(|kernel| kernel.gives(args.rounding)).collect());
    }
    let mut kernels: Vec<&Rung> = Vec::new();
    for name in &args.rungs {
        let kernel = kernel(ladder, name, args.rounding, &format!("--rounding {}", args.rounding))?;
        if !kernels.iter().any(|known| known.name == kernel.name) {
            kernels.push(kernel);
        }
    }
    Ok(kernels)
}

/// Refuses what was asked for by name and does not fit in memory; leaves out, visibly, what was not.
///
/// A session holds the array that is filled, the answer to each of at most two contracts and, for each rung and number of threads
/// above 1, an array for each of the copies. A rung's own arrays are there only while it runs.
pub(crate) fn those_that_fit<'a>(
    kernels: Vec<&'a Rung>,
    chosen: &Chosen,
    threads: &[usize],
    by_name: bool,
) -> anyhow::Result<Vec<&'a Rung>> {
    let copies = threads.iter().filter(|&&threads| threads > 1).sum::<usize>().saturating_mul(kernels.len());
    let most = threads.iter().copied().max().unwrap_or(1);
    let answers = answer_bytes(&chosen.view).saturating_mul(copies.saturating_add(3));
    let points = chosen.view.raster().points();
    let mut fitting = Vec::new();
    for kernel in kernels {
        let scratch = points.saturating_mul(kernel.scratch_per_pixel).saturating_mul(most);
        let bytes = scratch.saturating_add(answers);
        let threads = copies.saturating_mul(2).saturating_add(cores());
        match refuse_beyond_memory(kernel.name, &chosen.view, bytes, threads) {
            Ok(()) => fitting.push(kernel),
            Err(error) if by_name || kernel.scratch_per_pixel == 0 => return Err(error),
            Err(error) => drop(writeln!(io::stderr(), "skipped: {error}")),
        }
    }
    Ok(fitting)
}

fn report(session: &Session, path: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<()> {
    let machine = Machine::look();
    let report = json::Report::of(&machine, std::slice::from_ref(session));
    if output::json::write(path, &report, out)? { table(session, out) } else { Ok(()) }
}

/// A session on the console: the view, then the ladder.
fn table(session: &Session, out: &mut dyn Write) -> anyhow::Result<()> {
    let rounding = session.lines[session.base].numerics.rounding;
    write!(out, "{}\n{}", session.chosen.text(&format!(", rounding {rounding}")), ladder::table(session))?;
    Ok(out.flush()?)
}
