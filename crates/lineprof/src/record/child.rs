//! Any other program, sampled from outside.
//!
//! The counters are opened on this thread, inherited by the process that it starts, and enabled when that process
//! executes the program. (A child that waits for its parent between fork and exec would deadlock: spawning returns
//! only after the exec.)

use super::acquire;
use super::cpu_time::duration;
use super::drain::Drain;
use super::rings::Rings;
use super::saves::Saves;
use super::signals::Held;
use super::system::{end_with_parent, wait};
use crate::error::command_line;
use crate::recording::{Backend, Recording};
use crate::{Config, Error};
use std::path::Path;
use std::process::{Command, ExitStatus};

/// Runs a command to its end and samples it, with all its threads, libraries and further programs.
///
/// Signals that ask this thread to end are passed on to the command, and it is ended if this process dies.
///
/// # Errors
/// As [`Config::check`]; where a recording already runs, the kernel allows no counters, or the command does not start.
pub fn record(config: &Config, command: &mut Command) -> Result<(ExitStatus, Recording), Error> {
    record_and_save(config, command, None, || true)
}

/// As [`record`]; what there is so far is saved in a file, in case this process is killed. `started` is called once the
/// command runs; where it returns false, the command is ended.
pub(crate) fn record_and_save(
    config: &Config,
    command: &mut Command,
    path: Option<&Path>,
    started: impl FnOnce() -> bool,
) -> Result<(ExitStatus, Recording), Error> {
    config.check()?;
    let _running = acquire()?;
    let refused = |reason| Error::Backend(Backend::PerfEventChild, reason);
    let signals = Held::new().map_err(|error| refused(format!("signals could not be held back: {error}")))?;
    let drain = Drain::spawn(None, config, path.map(|path| Saves::new(path.to_owned()))).map_err(refused)?;
    drain.begin(Rings::of_future_programs(config).map_err(refused)?);
    let child = end_with_parent(command, signals.before()).spawn();
    let ended = child.and_then(|mut child| {
        drop(child.stdin.take()); // it would wait for the end of its input
        if !started() {
            child.kill()?;
        }
        signals.pass_on_to(child.id(), || wait(&child))
    });
    let collector = drain.end();
    let command = command_line(command);
    let (status, times) = ended.map_err(|source| Error::Command(command.clone(), source))?;
    let [cpu, system] = times.map(duration);
    let recording = collector.finish(Backend::PerfEventChild);
    Ok((status, Recording { command, cpu, system, ..recording }))
}
