//! The profilers, each as its documentation says to call it.

mod samply;

use super::programs::Program;
use crate::process;
use crate::profiler::HZ;
use anyhow::{Context, ensure};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a profiler showed of a program, and what that cost.
pub(crate) struct Found {
    /// The share that its tables give the hottest line; `None` where it shows no lines.
    pub(crate) line: Option<f64>,
    /// The share of the samples that it shows below the root.
    pub(crate) root: Option<f64>,
    /// From the end of the program to the first table or picture.
    pub(crate) table: Duration,
    pub(crate) bytes: u64,
    /// The program's own elapsed time.
    pub(crate) program: Duration,
}

pub(crate) struct Tool {
    pub(crate) name: &'static str,
    version: &'static str,
    /// Records into a folder, given the words of the program; the file or folder that holds the recording.
    record: fn(&Path, &Program) -> Command,
    recording: &'static str,
    /// Prints the first table, where recording has not.
    table: Option<fn(&Path) -> Command>,
    shares: fn(&Path, &Program) -> anyhow::Result<[Option<f64>; 2]>,
}

pub(crate) const TOOLS: [Tool; 4] = [
    Tool {
        name: "lineprof",
        version: "target/release/lineprof --version",
        record: |folder, program| {
            let mut command = process::command(&format!("target/release/lineprof record --hz {HZ} --out"));
            command.arg(folder.join("lineprof"));
            program.crates.iter().for_each(|name| _ = command.args(["--crate", name]));
            command
        },
        recording: "lineprof/lineprof.json",
        table: None,
        shares: by_lineprof,
    },
    Tool {
        name: "perf",
        version: "perf --version",
        record: |folder, _| {
            let mut command = process::command(&format!("perf record -q -F {HZ} --call-graph dwarf -o"));
            command.arg(folder.join("perf.data"));
            command
        },
        recording: "perf.data",
        table: Some(|folder| perf_report(folder, "--no-children")),
        shares: by_perf,
    },
    Tool {
        name: "cargo-flamegraph",
        version: "flamegraph --version",
        record: |folder, _| {
            let mut command = process::command(&format!("flamegraph --freq {HZ} --output"));
            command.arg(folder.join("flamegraph.svg")).arg("--").current_dir(folder); // it leaves perf.data there
            command
        },
        recording: "flamegraph.svg",
        table: None,
        shares: by_flamegraph,
    },
    Tool {
        name: "samply",
        version: "samply --version",
        record: |folder, _| {
            let mut command =
                process::command(&format!("samply record --save-only --unstable-presymbolicate --rate {HZ} --output"));
            command.arg(folder.join("samply.json.gz")).arg("--");
            command
        },
        recording: "samply.json.gz",
        table: None,
        shares: samply::shares,
    },
];

/// Runs a program that notes when the profiled one starts and ends, and returns the time between.
fn timed(command: &mut Command, program: &Program, folder: &Path) -> anyhow::Result<(Duration, Instant)> {
    let times = folder.join("times");
    let _ = fs::remove_file(&times);
    command.args(["sh", "-c", r#"date +%s%N >"$0"; "$@" >/dev/null; date +%s%N >>"$0""#]).arg(&times);
    command.args(&program.command).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let ended = Instant::now();
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", errors.trim());
    let text = fs::read_to_string(&times).with_context(|| times.display().to_string())?;
    let times: Vec<u64> = text.lines().map(str::parse).collect::<Result<_, _>>()?;
    ensure!(times.len() == 2, "the program's begin and end are not known");
    Ok((Duration::from_nanos(times[1] - times[0]), ended))
}

/// The program's time without a profiler.
pub(crate) fn alone(program: &Program, scratch: &Path) -> anyhow::Result<Duration> {
    Ok(timed(&mut Command::new("env"), program, scratch)?.0)
}

impl Tool {
    pub(crate) fn version(&self) -> Option<String> {
        process::line(self.version).ok()
    }

    /// What to install, where it is not there.
    pub(crate) fn missing(&self) -> Option<String> {
        let is_there = process::command(self.version).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
        (!is_there).then(|| format!("there is no {}", self.name))
    }

    pub(crate) fn run(&self, program: &Program, scratch: &Path) -> anyhow::Result<Found> {
        let folder = tempfile::tempdir_in(scratch)?;
        let folder = folder.path();
        let started = Instant::now();
        let (own, ended) = timed(&mut (self.record)(folder, program), program, folder)?;
        let recorded = (ended - started).saturating_sub(own);
        let now = Instant::now();
        if let Some(table) = self.table {
            process::run(table(folder).stdout(Stdio::null()).stderr(Stdio::null()))?;
        }
        let table = recorded + now.elapsed();
        let [line, root] = (self.shares)(folder, program)?;
        let bytes = fs::metadata(folder.join(self.recording))?.len();
        Ok(Found { line, root, table, bytes, program: own })
    }
}

fn by_lineprof(folder: &Path, program: &Program) -> anyhow::Result<[Option<f64>; 2]> {
    let report =
        process::output(process::command("target/release/lineprof report --json").arg(folder.join("lineprof")))?;
    let report: Value = serde_json::from_str(&report)?;
    let all = |name: &str| report[name].as_array().into_iter().flatten();
    let is_hottest = |line: &&Value| {
        let is_file = |file: &str| file.ends_with(&program.file) || program.file.ends_with(file);
        line["line"] == program.line && line["file"].as_str().is_some_and(is_file)
    };
    let line = all("lines").find(is_hottest).map_or(0.0, |line| line["self"]["share"].as_f64().unwrap_or_default());
    let is_root = |function: &&Value| function["name"].as_str().is_some_and(|name| name.ends_with(program.root));
    let root = all("functions").filter(is_root).filter_map(|root| root["inclusive"]["share"].as_f64());
    Ok([Some(line), root.reduce(f64::max)])
}

fn perf_report(folder: &Path, options: &str) -> Command {
    let words = format!("timeout 120 perf report --stdio -g none {options} -i");
    let mut command = process::command(&words);
    command.arg(folder.join("perf.data"));
    command
}

fn by_perf(folder: &Path, program: &Program) -> anyhow::Result<[Option<f64>; 2]> {
    let rows = |options: &str| process::output(perf_report(folder, options).stderr(Stdio::null()));
    let percent = |row: &str| Some(row.split_whitespace().next()?.strip_suffix('%')?.parse::<f64>().ok()? / 100.0);
    let name = Path::new(&program.file).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let place = format!("{name}:{}", program.line);
    let lines = rows("--no-children -s srcline")?;
    let line = lines.lines().filter(|row| row.split_whitespace().nth(1) == Some(&place)).find_map(percent);
    let functions = rows("--children -s sym")?;
    let root = functions.lines().filter(|row| row.trim_end().ends_with(program.root)).find_map(percent);
    Ok([Some(line.unwrap_or(0.0)), root])
}

fn by_flamegraph(folder: &Path, program: &Program) -> anyhow::Result<[Option<f64>; 2]> {
    let text = fs::read_to_string(folder.join("flamegraph.svg"))?;
    let titles = text
        .split("<title>")
        .skip(1)
        .filter(|title| title.split_once(" (").is_some_and(|(name, _)| name.ends_with(program.root)));
    let share = |title: &str| title.split_once("%)")?.0.rsplit_once(' ')?.1.parse::<f64>().ok();
    Ok([None, titles.filter_map(share).reduce(f64::max).map(|percent| percent / 100.0)])
}
