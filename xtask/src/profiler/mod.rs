//! Checks what lineprof promises on programs of others, built as their authors build them: the same lines as `perf`, callers
//! found, and what recording costs and loses.

mod cost;
mod finding;
mod lines;
pub(crate) mod perf;
mod programs;

use crate::{process, record};
use anyhow::Context;
use clap::Args;
use finding::Finding;
use lanelab_ladder::program::temporary::TemporaryFile;
use lineprof::Profile;
use programs::Program;
pub(crate) use programs::{PROGRAMS, Work};
use serde::Serialize;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Where records of checks are.
const RECORDS: &str = "profiles/lineprof";

/// Samples per second of CPU time, for both profilers.
pub(crate) const HZ: u32 = 997;

#[derive(Debug, Args)]
pub(crate) struct ProfilerArgs {
    /// The packages to check; all by default
    #[arg(value_name = "PACKAGE", value_parser = PROGRAMS.map(|program| program.package))]
    packages: Vec<String>,
    /// Recordings of each program by each of the two profilers, in alternation
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    recordings: u32,
    /// Pairs of runs of each program, with and without lineprof
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    pairs: u32,
    /// Seconds of the recording at a high rate
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// File the result below profiles/lineprof; needs a committed tree
    #[arg(long)]
    record: bool,
}

/// What a check found, with what one needs to know to compare it with others.
#[derive(Debug, Serialize)]
struct Record {
    schema: &'static str,
    commit: String,
    rustc: String,
    system: String,
    cpu: String,
    recordings: u32,
    pairs: u32,
    findings: Vec<Finding>,
}

pub(crate) fn run(args: &ProfilerArgs) -> anyhow::Result<ExitCode> {
    if args.record {
        record::require_committed_tree()?;
    }
    process::run(&mut process::command("cargo build --release -p lineprof --features cli"))?;
    let checker = Checker {
        lineprof: fs::canonicalize(process::target_dir().join("release/lineprof"))?,
        scratch: tempfile::tempdir()?.keep(),
    };
    let findings = checker.check(args);
    drop(fs::remove_dir_all(&checker.scratch));
    let findings = findings?;
    if args.record {
        file(args, &findings)?;
    }
    let broken = findings.iter().filter(|finding| !finding.is_kept()).count();
    if broken > 0 {
        writeln!(io::stdout(), "FAILED: {broken} of {} values break their promises", findings.len())?;
    }
    Ok(if broken > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn skip(what: &str) {
    drop(writeln!(io::stdout(), "skipped: {what}"));
}

/// What checks need: the profiler's program, and a folder for what is not kept.
struct Checker {
    lineprof: PathBuf,
    scratch: PathBuf,
}

impl Checker {
    fn check(&self, args: &ProfilerArgs) -> anyhow::Result<Vec<Finding>> {
        let mut all = Vec::new();
        let mut add = |findings: Vec<Finding>| {
            for finding in findings {
                writeln!(io::stdout(), "{finding}")?;
                all.push(finding);
            }
            anyhow::Ok(())
        };
        writeln!(io::stdout(), "{}", finding::HEADING)?;
        let missing = perf::missing();
        missing.iter().for_each(|missing| skip(&format!("comparison with perf: {missing}")));
        let is_chosen =
            |program: &&Program| args.packages.is_empty() || args.packages.iter().any(|name| name == program.package);
        for program in PROGRAMS.iter().filter(is_chosen) {
            let work = match program.install(false) {
                Ok(work) => work,
                Err(error) => {
                    skip(&format!("{}: it cannot be built: {error:#}", program.package));
                    continue;
                }
            };
            if missing.is_none() {
                add(lines::check(self, &work, args.recordings)?)?;
            }
            add(cost::check(self, &work, args.pairs, "auto")?)?;
            add(cost::check(self, &program.install(true)?, args.pairs, "frame-pointers")?)?;
            if program.can_repeat() {
                add(cost::check_high_rate(self, &work, args.seconds)?)?;
            }
        }
        Ok(all)
    }

    /// Records a program's work; the folder of the profile.
    fn record(&self, work: &Work, options: &[&str]) -> anyhow::Result<PathBuf> {
        let out = self.scratch.join("profile");
        process::run(&mut self.recording(work, &out, options))?;
        Ok(out)
    }

    fn recording(&self, work: &Work, out: &Path, options: &[&str]) -> Command {
        let mut command = Command::new(&self.lineprof);
        command.arg("record").args(options).arg("--out").arg(out);
        work.crates.iter().for_each(|name| _ = command.args(["--crate", name]));
        command.arg("--").arg(&work.program).args(&work.arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// The profile in a folder.
fn read(folder: &Path) -> anyhow::Result<Profile> {
    Ok(Profile::read_json(&folder.join("lineprof.json"))?)
}

/// Files a record under the time and the commit, and never over another.
fn file(args: &ProfilerArgs, findings: &[Finding]) -> anyhow::Result<()> {
    let commit = process::line("git rev-parse --short=12 HEAD")?;
    let path = Path::new(RECORDS).join(format!("{}-{commit}.json", process::line("date -u +%Y%m%dT%H%M%SZ")?));
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let record = Record {
        schema: "lineprof.check/1",
        commit,
        rustc: process::line("rustc --version")?,
        system: process::line("uname -srm")?,
        cpu: cpu.trim_start_matches([' ', '\t', ':']).to_owned(),
        recordings: args.recordings,
        pairs: args.pairs,
        findings: findings.to_vec(),
    };
    fs::create_dir_all(RECORDS)?;
    let mut file = TemporaryFile::new_in(Path::new(RECORDS), None)?;
    file.write_all((serde_json::to_string_pretty(&record)? + "\n").as_bytes())?;
    file.persist_new(&path).with_context(|| format!("{}: a record is never written over", path.display()))?;
    Ok(writeln!(io::stdout(), "{}", path.display())?)
}
