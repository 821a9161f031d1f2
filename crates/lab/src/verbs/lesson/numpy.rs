//! The same step in NumPy, by a Python of the reader's. No file is left behind: the program goes in by standard input.

use lanelab_lesson::{PRELUDE, Twin};
use lanelab_measure::Seconds;
use lanelab_measure::format::Count;
use std::ffi::OsString;
use std::fmt;
use std::io::Write;
use std::process::{Command, Stdio};

/// Names another Python than the first `python3` of the path.
const VARIABLE: &str = "LANELAB_PYTHON";

/// A Python that has NumPy.
#[derive(Debug, Clone)]
pub(super) struct Python {
    pub(super) program: String,
    pub(super) version: String,
    command: OsString,
}

/// A time by Python's own `timeit`, by the rule of `%timeit`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PythonTime {
    pub(super) mean: f64,
    deviation: f64,
    loops: u32,
}

/// Seven runs of 0.2 s or more, mean and population standard deviation.
const TIMING: &str = "
import timeit as _t, statistics as _s
_timer = _t.Timer(_statement, globals=globals())
_loops = 1
while _loops < 10**9 and _timer.timeit(_loops) < 0.2:
    _loops *= 10
_runs = [time / _loops for time in _timer.repeat(7, _loops)]
print('LANELAB', _s.fmean(_runs), _s.pstdev(_runs), _loops)
";

impl Python {
    /// The Python that the environment names, or the first `python3`, if it has NumPy.
    pub(super) fn find() -> Result<Self, String> {
        let command = std::env::var_os(VARIABLE).unwrap_or_else(|| "python3".into());
        let program = command.to_string_lossy().into_owned();
        let remedy = format!("install NumPy, or let {VARIABLE} name a Python that has it");
        let found = ran(&command, "import numpy\nprint(numpy.__version__)\n");
        let version = found.map_err(|why| format!("{program}: {why}; {remedy}"))?;
        Ok(Self { program, version: version.trim().to_owned(), command })
    }

    /// The time of a step's twin.
    pub(super) fn timed(&self, twin: &Twin) -> Result<PythonTime, String> {
        let Twin { setup, statement } = twin;
        let script = format!("{PRELUDE}\n{setup}\n_statement = {statement:?}\n{TIMING}");
        let told = ran(&self.command, &script)?;
        read(&told).ok_or_else(|| format!("{} printed no time: {told}", self.program))
    }
}

/// What a program prints that is given a text; why not, in its last line, where it fails.
fn ran(command: &OsString, script: &str) -> Result<String, String> {
    let mut python = Command::new(command);
    python.arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = python.spawn().map_err(|error| error.to_string())?;
    if let Some(mut input) = child.stdin.take() {
        // A program that does not read has an exit code or an output that tells more.
        drop(input.write_all(script.as_bytes()));
    }
    let ended = child.wait_with_output().map_err(|error| error.to_string())?;
    if ended.status.success() {
        return Ok(String::from_utf8_lossy(&ended.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    Err(said.trim().lines().last().map_or_else(|| ended.status.to_string(), str::to_owned))
}

fn read(told: &str) -> Option<PythonTime> {
    let line = told.lines().find_map(|line| line.strip_prefix("LANELAB "))?;
    let mut words = line.split_whitespace();
    let mean = words.next()?.parse().ok()?;
    let deviation = words.next()?.parse().ok()?;
    Some(PythonTime { mean, deviation, loops: words.next()?.parse().ok()? })
}

impl fmt::Display for PythonTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |seconds| Seconds::new(seconds).map_err(|_| fmt::Error);
        let (mean, deviation, loops) = (time(self.mean)?, time(self.deviation)?, Count(self.loops.into()));
        let plural = if self.loops == 1 { "" } else { "s" };
        write!(f, "{mean} ± {deviation} per loop (mean ± std. dev. of 7 runs, {loops} loop{plural} each)")
    }
}
