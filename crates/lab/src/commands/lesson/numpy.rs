//! A step timed in NumPy by the reader's Python. The program is passed on standard input, so no file is left behind.

use lanelab_lesson::{PRELUDE, Twin};
use lanelab_measure::format::per_loop;
use lanelab_measure::{Seconds, Timeit};
use std::ffi::OsString;
use std::fmt;
use std::io::Write;
use std::process::{Command, Stdio};

/// The environment variable that names another Python than the first `python3` of the path.
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
    pub(super) mean: Seconds,
    deviation: Seconds,
    loops: u32,
}

/// Seven runs of `_least` seconds or more, mean and population standard deviation.
const TIMING: &str = "
import timeit as _t, statistics as _s
_timer = _t.Timer(_statement, globals=globals())
_loops = 1
while _loops < 10**9 and _timer.timeit(_loops) < _least:
    _loops *= 10
_runs = [time / _loops for time in _timer.repeat(7, _loops)]
print('LANELAB', _s.fmean(_runs), _s.pstdev(_runs), _loops)
";

/// How many runs [`TIMING`] makes.
const RUNS: u64 = 7;

impl Python {
    /// The Python that the environment names, or the first `python3`; an error where it lacks NumPy.
    pub(super) fn find() -> Result<Self, String> {
        let command = std::env::var_os(VARIABLE).filter(|name| !name.is_empty()).unwrap_or_else(|| "python3".into());
        let program = command.to_string_lossy().into_owned();
        let remedy = format!("install NumPy, or set {VARIABLE} to a Python that has it");
        let found = run(&command, "import numpy\nprint(numpy.__version__)\n");
        let version = found.map_err(|why| format!("{program}: {why}; {remedy}"))?;
        Ok(Self { program, version: version.trim().to_owned(), command })
    }

    /// The time of a step's NumPy code, by this rule.
    pub(super) fn time(&self, twin: &Twin, timeit: Timeit) -> Result<PythonTime, String> {
        let output = run(&self.command, &script(twin, timeit))?;
        read(&output).ok_or_else(|| format!("{} printed no time: {output}", self.program))
    }
}

fn script(twin: &Twin, timeit: Timeit) -> String {
    let (Twin { setup, statement }, least) = (twin, timeit.least().get());
    format!("{PRELUDE}\n{setup}\n_statement = {statement:?}\n_least = {least:?}\n{TIMING}")
}

/// The output of a Python program; where it fails, the last line of its error.
fn run(command: &OsString, script: &str) -> Result<String, String> {
    let mut python = Command::new(command);
    python.arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = python.spawn().map_err(|error| error.to_string())?;
    if let Some(mut input) = child.stdin.take() {
        // Where the program does not read its input, its exit code or its output says more.
        drop(input.write_all(script.as_bytes()));
    }
    let ended = child.wait_with_output().map_err(|error| error.to_string())?;
    if ended.status.success() {
        return Ok(String::from_utf8_lossy(&ended.stdout).into_owned());
    }
    let error = String::from_utf8_lossy(&ended.stderr);
    Err(error.trim().lines().last().map_or_else(|| ended.status.to_string(), str::to_owned))
}

/// The line that [`TIMING`] printed; `None` where a time or the number of loops is not valid.
fn read(output: &str) -> Option<PythonTime> {
    let line = output.lines().find_map(|line| line.strip_prefix("LANELAB "))?;
    let mut words = line.split_whitespace();
    let mut time = || Seconds::new(words.next()?.parse().ok()?).ok();
    let (mean, deviation) = (time()?, time()?);
    Some(PythonTime { mean, deviation, loops: words.next()?.parse().ok()? })
}

impl fmt::Display for PythonTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&per_loop(self.mean, self.deviation, RUNS, self.loops.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_valid_times_are_read() {
        let time = read("a warning\nLANELAB 1.5e-06 0.0 100000\n").map(|time| time.to_string());
        let expected = "1.5 µs ± 0 ns per loop (mean ± std. dev. of 7 runs, 100,000 loops each)";
        assert_eq!(time.as_deref(), Some(expected));
        let few = ["", "1", "0.1 0.1", "one two three", "0.1 0.1 1.5", "0.1 0.1 -1"];
        for words in few.into_iter().chain(["nan 0 1", "0.1 nan 1", "-1 0 1", "inf 0 1", "0.1 inf 1"]) {
            assert_eq!(read(&format!("LANELAB {words}")), None, "{words:?}");
        }
        assert_eq!(read("0.1 0.1 1"), None, "the line has no mark");
    }

    #[test]
    fn a_run_lasts_as_long_as_its_rule_demands() {
        let twin = Twin { setup: "a = 1", statement: "a + 1" };
        let script = |timeit| script(&twin, timeit);
        assert!(script(Timeit::ipython()).contains("\n_least = 0.2\n"));
        let brief = script(Timeit::brief(0.001).unwrap());
        assert!(!brief.contains("_least = 0.2") && brief.contains("\n_least = 1.2"), "{brief}");
    }
}
