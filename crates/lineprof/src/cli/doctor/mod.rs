//! Shows what this machine and a program allow, and how to fix what they do not.

mod code;

use crate::attribution::{Lack, ObjectFile, parse};
use crate::error::read;
use crate::record::countable;
use crate::recording::{Backend, Event};
use crate::{Config, Error, Recorder};
use anyhow::{Result, anyhow};
use clap::Args;
use object::{Object as _, ObjectSymbol as _};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// A program to examine as well
    program: Option<PathBuf>,
}

impl Doctor {
    pub(super) fn run(&self) -> Result<String> {
        let mut findings = machine();
        if let Some(path) = &self.program {
            let found = program(path);
            findings.extend(found.map_err(|error| anyhow!("{error}; name an executable file"))?);
        }
        let lines = findings.into_iter().map(|Finding(what, remedy)| match remedy {
            None => format!("ok   {what}\n"),
            Some(remedy) => format!("FIX  {what}\n     {remedy}\n"),
        });
        Ok(lines.collect())
    }
}

/// What one check found, and the remedy where it is bad.
struct Finding(String, Option<&'static str>);

impl Finding {
    fn good(what: impl Into<String>) -> Self {
        Self(what.into(), None)
    }

    fn bad(what: impl Into<String>, remedy: &'static str) -> Self {
        Self(what.into(), Some(remedy))
    }
}

fn machine() -> Vec<Finding> {
    let number = |path: &str| fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<i64>().ok());
    let sampler = match Recorder::start(&Config { backend: Some(Backend::PerfEvent), ..Config::default() }) {
        Ok(_) => Finding::good("the kernel's task clock samples this process"),
        Err(error) => {
            let remedy = "profiles fall back to CPU timers, at the rate of the kernel's tick at most";
            Finding::bad(error.to_string(), remedy)
        }
    };
    let paranoid = match number("/proc/sys/kernel/perf_event_paranoid") {
        Some(level) if level <= 2 => Finding::good(format!("perf_event_paranoid is {level}: user code may be sampled")),
        Some(level) => Finding::bad(
            format!("perf_event_paranoid is {level}: users may not sample"),
            "sudo sysctl kernel.perf_event_paranoid=2",
        ),
        None => Finding::bad(
            "there is no /proc/sys/kernel/perf_event_paranoid: this kernel has no perf_event_open",
            "profiles fall back to CPU timers",
        ),
    };
    let mut findings = vec![sampler, paranoid];
    if let Some(kb) = number("/proc/sys/kernel/perf_event_mlock_kb") {
        findings.push(Finding::good(format!("perf_event_mlock_kb is {kb}; where it is short, rings are smaller")));
    }
    findings.extend(tick());
    findings.extend(events());
    let path = env::var_os("PATH").unwrap_or_default();
    findings.push(if env::split_paths(&path).any(|folder| folder.join("valgrind").is_file()) {
        Finding::good("valgrind is installed: instructions can be counted (--ir)")
    } else {
        Finding::bad("valgrind is not installed: no column of instruction counts", "install valgrind")
    });
    findings
}

/// What can be counted by line beside CPU time.
fn events() -> Vec<Finding> {
    let names = |events: &[Event]| events.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let (counted, refused) = countable();
    let refused = refused.iter().map(|(events, refusal)| {
        Finding::bad(format!("not counted by --event: {}: {}", names(events), refusal.reason), refusal.remedy)
    });
    let counted = (!counted.is_empty()).then(|| Finding::good(format!("counted by --event: {}", names(&counted))));
    counted.into_iter().chain(refused).collect()
}

/// The kernel's tick, the highest rate of CPU timers: the resolution of the clock that it drives.
#[cfg(target_os = "linux")]
fn tick() -> Option<Finding> {
    let tick = nix::time::clock_getres(nix::time::ClockId::CLOCK_MONOTONIC_COARSE).ok()?;
    let ns = tick.tv_nsec();
    let hz = 1_000_000_000_i64.checked_div(ns)?;
    Some(Finding::good(format!("the kernel's tick is {hz} Hz: CPU timers, the second choice, are no faster")))
}

#[cfg(not(target_os = "linux"))]
fn tick() -> Option<Finding> {
    None
}

fn program(path: &Path) -> Result<Vec<Finding>, Error> {
    let data = read(path)?;
    let file = parse(path, &data)?;
    let debug = ObjectFile::open(path);
    let mut findings = vec![lines(&debug), names(&file)];
    findings.extend(code::findings(&file, &debug));
    Ok(findings)
}

fn lines(debug: &ObjectFile) -> Finding {
    match &debug.lack {
        None => Finding::good("it has lines and inlined functions"),
        Some(Lack::Split(file)) => Finding::bad(
            format!("its debug information is neither in {} nor in a .dwp beside it", file.display()),
            "put it there, or [profile.release] split-debuginfo = \"off\"",
        ),
        Some(_) => Finding::bad("it has no lines", "[profile.release] debug = \"limited\", and no strip"),
    }
}

fn names(file: &object::File<'_>) -> Finding {
    let mangled =
        |prefix: &str| file.symbols().filter(|symbol| symbol.name().is_ok_and(|name| name.starts_with(prefix))).count();
    let (v0, legacy) = (mangled("_R"), mangled("_ZN"));
    if v0 + legacy == 0 {
        Finding::bad("it has no names of Rust functions", "build without strip")
    } else if v0 < legacy {
        Finding::bad("its names lack generics", "RUSTFLAGS=\"-C symbol-mangling-version=v0\"")
    } else {
        Finding::good("its names have generics (v0 mangling)")
    }
}
