//! What four profilers show of the same programs, and what each costs: a record, and the table of lineprof's README.

mod programs;
mod tools;

use crate::profiler::{HZ, perf};
use crate::tables::{self, PROFILERS};
use crate::{process, record};
use anyhow::Context;
use clap::Args;
use programs::Program;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;
use tools::{Found, TOOLS, Tool};

#[derive(Debug, Args)]
pub(crate) struct ProfilersArgs {
    /// Runs of each program by each profiler and alone, in rounds
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// File the table below profiles/profilers and write it to the README; needs a committed tree
    #[arg(long)]
    record: bool,
}

/// What a tool found in each round, or why it cannot be run.
type Row = Result<Vec<Found>, String>;

pub(crate) fn run(args: &ProfilersArgs) -> anyhow::Result<()> {
    if args.record {
        record::require_committed_tree()?;
    }
    process::run(&mut process::command("cargo build --release -p lineprof --features cli"))?;
    let scratch = tempfile::tempdir()?;
    let mut table = heading()?;
    for program in programs::all(scratch.path())? {
        let (alone, rows) = measure(&program, scratch.path(), args.rounds)?;
        for (tool, row) in TOOLS.iter().zip(rows) {
            writeln!(table, "{}", line(&program, tool, alone, &row))?;
        }
    }
    write!(io::stdout(), "{table}")?;
    if args.record {
        let (stamp, commit) =
            (process::line("date -u +%Y%m%dT%H%M%SZ")?, process::line("git rev-parse --short=12 HEAD")?);
        let place = Path::new(PROFILERS).join(format!("{stamp}-{commit}"));
        fs::create_dir_all(&place).with_context(|| place.display().to_string())?;
        fs::write(place.join("table.md"), table)?;
        fs::write(place.join("waits.md"), waits(scratch.path())?)?;
        tables::run(None)?;
    }
    Ok(())
}

/// What lineprof prints of an example that waits.
fn waits(scratch: &Path) -> anyhow::Result<String> {
    let out = scratch.join("waits").display().to_string();
    let lineprof = |words: &str| process::command(&format!("target/release/lineprof {words}"));
    process::run(&mut lineprof(&format!("run --wall --out {out} -p lineprof --example waits")))?;
    let text = process::output(lineprof(&format!("report {out} -f consume")).env("COLUMNS", "100"))?;
    Ok(format!("```text\n{}\n```\n", text.trim_end()))
}

/// The machine, the versions, and the heading of the table.
fn heading() -> anyhow::Result<String> {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let cpus = std::thread::available_parallelism()?;
    let versions: Vec<String> = TOOLS.iter().filter_map(Tool::version).collect();
    let paranoid = fs::read_to_string("/proc/sys/kernel/perf_event_paranoid").unwrap_or_default();
    Ok(format!(
        "{}, {cpus} CPUs, Linux {}, perf_event_paranoid {}; {}; {}; {HZ} Hz; callers by unwind tables where there is \
         a choice.\n\n\
         | program | profiler | hottest line | shown | callers | first table s | recording MB | elapsed time |\n\
         |---|---|--:|--:|--:|--:|--:|--:|\n",
        cpu.trim_start_matches([' ', '\t', ':']),
        process::line("uname -r")?,
        paranoid.trim(),
        process::line("rustc --version")?,
        versions.join(", "),
    ))
}

/// The program's time alone, and what each tool found, in rounds of all.
fn measure(program: &Program, scratch: &Path, rounds: u32) -> anyhow::Result<(Duration, Vec<Row>)> {
    let mut alone = Vec::new();
    let mut rows: Vec<Row> = TOOLS.iter().map(|tool| tool.missing().map_or(Ok(Vec::new()), Err)).collect();
    for _ in 0..rounds {
        alone.push(tools::alone(program, scratch)?);
        for (tool, row) in TOOLS.iter().zip(&mut rows) {
            if let Ok(found) = row {
                match tool.run(program, scratch) {
                    Ok(new) => found.push(new),
                    Err(error) => *row = Err(format!("{error:#}")),
                }
            }
        }
    }
    Ok((median(alone), rows))
}

fn median<T: PartialOrd + Copy>(mut all: Vec<T>) -> T {
    all.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    all[all.len() / 2]
}

fn line(program: &Program, tool: &Tool, alone: Duration, row: &Row) -> String {
    let names = format!("| {} | {} |", program.name, tool.name);
    let found = match row {
        Ok(found) => found,
        Err(reason) => return format!("{names} skipped: {} | | | | | |", reason.lines().next().unwrap_or_default()),
    };
    let number = |of: fn(&Found) -> f64| median(found.iter().map(of).collect());
    let share = |of: fn(&Found) -> Option<f64>| {
        let all: Vec<f64> = found.iter().filter_map(of).collect();
        if all.is_empty() { "no lines".to_owned() } else { format!("{:.1} %", 100.0 * median(all)) }
    };
    format!(
        "{names} {:.1} % | {} | {} | {:.1} | {:.2} | {:.2} × |",
        100.0 * program.share,
        share(|found| found.line),
        share(|found| found.root),
        number(|found| found.table.as_secs_f64()),
        number(|found| found.bytes as f64 / 1e6),
        number(|found| found.program.as_secs_f64()) / alone.as_secs_f64(),
    )
}

/// The hottest line of a program of others and its share, by `perf` and LLVM's symbolizer.
fn hottest(work: &crate::profiler::Work, scratch: &Path) -> anyhow::Result<Option<((String, u32), f64)>> {
    if perf::missing().is_some() { Ok(None) } else { Ok(perf::record(work, scratch)?.hottest()) }
}
