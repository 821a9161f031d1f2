//! Any other program, sampled from outside.
//!
//! The counters are opened on this thread, inherited by the process that it starts, and enabled when that executes the
//! program. (To wait in the child for the parent's go, between fork and exec, would deadlock: spawning returns only
//! after the exec.)

use super::Turn;
use super::collector::Collector;
use super::cpu_time::CpuTime;
use super::perf::Drain;
use super::rings::Rings;
use crate::recording::{Backend, Recording};
use crate::{Choice, Config, Error};
use nix::sys::resource::UsageWho;
use std::process::{Command, ExitStatus};

/// Runs a command to its end and samples it, with all its threads, libraries and further programs.
///
/// # Errors
/// As [`Config::check`]; where a recording runs already, the kernel allows no counters, or the command does not start.
pub fn record(config: &Config, command: &mut Command) -> Result<(ExitStatus, Recording), Error> {
    config.check()?;
    let hz = config.hz;
    let _turn = Turn::take()?;
    let refused = |reason| Error::Backend { choice: Choice::PerfEvent, reason };
    let drain = Drain::spawn(None).map_err(refused)?;
    let rings = Rings::of_programs_to_come(hz).map_err(refused)?;
    drain.begin(rings);
    let cpu = CpuTime::now(UsageWho::RUSAGE_CHILDREN);
    let status = command.status();
    let collector: Collector = drain.end();
    let cpu = cpu.elapsed(UsageWho::RUSAGE_CHILDREN);
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    let status = status.map_err(|source| Error::Command { command: words.join(" "), source })?;
    let recording = collector.finish(Backend::PerfEventChild, hz, words.join(" "));
    Ok((status, Recording { cpu: cpu.user, system: cpu.system, ..recording }))
}
