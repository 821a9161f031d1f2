//! `lanelab run`: the ladder, measured.

use crate::chosen::{Chosen, kernel, refuse_beyond_memory};
use crate::cli::RunArgs;
use crate::machine::{Machine, banner};
use crate::output::file;
use crate::report::{json, ladder};
use crate::session::{self, Entry, Session};
use lanelab_grid::Rounding;
use lanelab_ladder::{Kernel, Ladder};
use lanelab_measure::Plan;
use std::io::{self, Write};
use std::path::Path;

/// The least number of rounds, so that a slow rung has an interval too.
const LEAST_ROUNDS: u32 = 5;

/// The most samples of a rung: what more of them would add to the interval is not worth the wait.
const MOST_ROUNDS: u32 = 1000;

/// Measures the rungs that were asked for, or all of them.
pub(crate) fn run(args: &RunArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let chosen = Chosen::of(&args.view);
    let ladder = chosen.map.ladder();
    let kernels = kernels(&ladder, args)?;
    let most = args.threads.iter().copied().max().unwrap_or(1);
    let kernels = those_that_fit(kernels, &chosen, most, !args.rungs.is_empty())?;
    if let Some(path) = args.json.as_deref().filter(|path| *path != Path::new("-")) {
        file::probe(path)?;
    }
    banner(&[args.rounding]);
    let entries = entries(&kernels, args.rounding, &args.threads);
    let session = session::hold(&ladder, &chosen, &entries, base(&entries), &plan(args.seconds)?)?;
    report(&session, args.json.as_deref(), out)
}

/// A plan that gives each rung this many seconds.
pub(crate) fn plan(seconds: f64) -> anyhow::Result<Plan> {
    Ok(Plan::default().budget_seconds(seconds)?.rounds(LEAST_ROUNDS, MOST_ROUNDS)?)
}

/// Each kernel on each number of threads, the threads of one kernel side by side.
pub(crate) fn entries<'a>(kernels: &[&'a Kernel], rounding: Rounding, threads: &[usize]) -> Vec<Entry<'a>> {
    let mut numbers = threads.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let each = |&kernel: &&'a Kernel| {
        numbers.clone().into_iter().map(move |threads| Entry { kernel, rounding, threads })
    };
    kernels.iter().flat_map(each).collect()
}

/// Which entry the others are compared with: `textbook` on one thread or, where there is none, the first.
pub(crate) fn base(entries: &[Entry<'_>]) -> usize {
    entries.iter().position(|entry| entry.kernel.name == "textbook" && entry.threads == 1).unwrap_or(0)
}

fn kernels<'a>(ladder: &'a Ladder, args: &RunArgs) -> anyhow::Result<Vec<&'a Kernel>> {
    if args.rungs.is_empty() {
        return Ok(ladder.kernels.iter().filter(|kernel| kernel.gives(args.rounding)).collect());
    }
    let mut kernels: Vec<&Kernel> = Vec::new();
    for name in &args.rungs {
        let kernel = kernel(ladder, name, args.rounding)?;
        if !kernels.iter().any(|known| known.name == kernel.name) {
            kernels.push(kernel);
        }
    }
    Ok(kernels)
}

/// Refuses what was asked for by name and does not fit in memory; leaves out, visibly, what was not.
pub(crate) fn those_that_fit<'a>(
    kernels: Vec<&'a Kernel>,
    chosen: &Chosen,
    threads: usize,
    by_name: bool,
) -> anyhow::Result<Vec<&'a Kernel>> {
    let points = chosen.view.raster().points();
    let answers = points.saturating_mul(2 * size_of::<u32>());
    let copies = if threads > 1 { threads } else { 1 };
    let mut fitting = Vec::new();
    for kernel in kernels {
        let bytes = kernel.bytes_for(points).saturating_mul(copies).saturating_add(answers);
        match refuse_beyond_memory(kernel.name, &chosen.view, bytes) {
            Ok(()) => fitting.push(kernel),
            Err(error) if by_name || kernel.scratch_per_pixel == 0 => return Err(error),
            Err(error) => drop(writeln!(io::stderr(), "skipped: {error}")),
        }
    }
    Ok(fitting)
}

fn report(session: &Session, json: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<()> {
    let machine = Machine::look();
    let write_json = |out: &mut dyn Write| -> io::Result<()> {
        let sessions = std::slice::from_ref(session);
        serde_json::to_writer_pretty(&mut *out, &json::Report::of(&machine, sessions))?;
        writeln!(out)
    };
    match json {
        Some(path) if path == Path::new("-") => Ok(write_json(out)?),
        Some(path) => {
            file::write(path, write_json)?;
            table(session, out)
        }
        None => table(session, out),
    }
}

/// A session on the console: the view, then the ladder.
pub(crate) fn table(session: &Session, out: &mut dyn Write) -> anyhow::Result<()> {
    let rounding = session.lines[session.base].rounding;
    writeln!(out, "{}, rounding {rounding}\n\n{}", session.chosen.line(), ladder::table(session))?;
    Ok(out.flush()?)
}
