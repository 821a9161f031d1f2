//! Any other program, sampled from outside.
//!
//! For a program that is started here, the counters are opened on this thread, inherited by the process
//! that it starts, and enabled when that process executes the program. (A child that waits for its parent between fork and
//! exec would deadlock: spawning returns only after the exec.) For a running process they are opened on each of its
//! threads. The rest is the same for both.

use super::acquire;
use super::cpu_time::duration;
use super::drain::Drain;
use super::process::{Process, split};
#[cfg(feature = "cli")]
use super::program::Program;
use super::rings::Rings;
use super::saves::Saves;
use super::signals::{Held, Wake};
use super::system::{end_with_parent, wait};
use crate::error::command_line;
use crate::recording::{Backend, Recording};
use crate::{Config, Error};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::MutexGuard;
use std::time::{Duration, Instant};

/// Runs a command to its end and samples it, with all its threads, libraries and further programs.
///
/// Signals that ask this thread to end are passed on to the command, and it is ended if this process dies. After
/// [`Config::duration`] the command gets `SIGTERM`, and 10 s later `SIGKILL` if it still runs.
///
/// # Errors
/// As [`Config::check`]; where a recording already runs, the kernel allows no counters, or the command does not start.
pub fn record(config: &Config, command: &mut Command) -> Result<(ExitStatus, Recording), Error> {
    let (status, _, recording) = run(config, command, None, || true)?;
    Ok((status, recording))
}

/// Samples a process that runs already, with all its threads and those to come, and the programs that it starts meanwhile.
///
/// It ends after [`Config::duration`], when the process ends, or when a signal asks this thread to end, such as that of
/// Ctrl-C. The process gets no signal and continues to run.
///
/// Its CPU time is what its threads and the children that it starts meanwhile use in that time, to the nanosecond. How much
/// of it they spend in the kernel is estimated from the system's ticks of the process and of the children that it waits for.
///
/// # Errors
/// As [`Config::check`]; where a recording already runs, or the process does not exist, has ended, is this one or the
/// kernel's, or may not be sampled by this user.
pub fn attach(config: &Config, pid: u32) -> Result<Recording, Error> {
    attach_to(config, pid, None, || true)
}

/// As [`record`] and [`attach`]; the samples so far are saved in a file, in case this process is killed. `started` is called
/// once the program is sampled; if it returns false, the recording ends. Returns the status of a command, but `None` if the
/// time limit ended it.
#[cfg(feature = "cli")]
pub(crate) fn record_and_save(
    config: &Config,
    program: Program<'_>,
    path: &Path,
    started: impl FnOnce() -> bool,
) -> Result<(Option<ExitStatus>, Recording), Error> {
    match program {
        Program::Command(command) => {
            let (status, limited, recording) = run(config, command, Some(path), started)?;
            Ok((Some(status).filter(|_| !limited), recording))
        }
        Program::Process(pid) => Ok((None, attach_to(config, pid, Some(path), started)?)),
    }
}

/// Runs a command; also returns whether it was ended because of the time limit.
fn run(
    config: &Config,
    command: &mut Command,
    path: Option<&Path>,
    started: impl FnOnce() -> bool,
) -> Result<(ExitStatus, bool, Recording), Error> {
    let session = Session::new(config, path)?;
    let command = end_with_parent(command, session.signals.before());
    session.begin(Rings::of_future_programs(config))?;
    let ended = command.spawn().and_then(|mut child| {
        drop(child.stdin.take()); // it would wait for the end of its input
        if !started() {
            child.kill()?;
        }
        session.signals.pass_on_to(child.id(), config.duration, || wait(&child))
    });
    let recording = session.end();
    let command = command_line(command);
    let ((status, times), limited) = ended.map_err(|source| Error::Command(command.clone(), source))?;
    let [cpu, system] = times.map(duration);
    Ok((status, limited, Recording { command, cpu, system, ..recording }))
}

/// The time between two reads of a process's ticks, which are gone when it ends.
const BETWEEN_READS: Duration = Duration::from_millis(100);

fn attach_to(
    config: &Config,
    pid: u32,
    path: Option<&Path>,
    started: impl FnOnce() -> bool,
) -> Result<Recording, Error> {
    let process = Process::open(pid)?;
    let session = Session::new(config, path)?;
    let command = process.command();
    let rings = Rings::of_threads(config, pid, None);
    let before = process.ticks().unwrap_or_default();
    session.begin(rings.and_then(|mut rings| rings.enable().map(|()| rings)))?;
    // A limit beyond the range of the clock counts as no limit.
    let until = config.duration.and_then(|limit| Instant::now().checked_add(limit));
    let mut ticks = before;
    let mut goes_on = started();
    while goes_on {
        let rest = until.map_or(BETWEEN_READS, |until| until.saturating_duration_since(Instant::now()));
        goes_on = !rest.is_zero()
            && session.signals.wait_for(&process, Some(rest.min(BETWEEN_READS)), |_| ControlFlow::Break(()))
                == Wake::Limit;
        ticks = process.ticks().unwrap_or(ticks);
    }
    let recording = session.end();
    let [cpu, system] = split(recording.cpu, [0, 1].map(|of| ticks[of].saturating_sub(before[of])));
    Ok(Recording { command, cpu, system, ..recording })
}

/// A recording of another program.
struct Session {
    _running: MutexGuard<'static, ()>,
    signals: Held,
    drain: Drain<Rings>,
}

impl Session {
    fn new(config: &Config, path: Option<&Path>) -> Result<Self, Error> {
        config.check()?;
        let running = acquire()?;
        let signals = Held::new().map_err(|error| refused(format!("signals could not be held back: {error}")))?;
        let drain = Drain::spawn(None, config, path.map(|path| Saves::new(path.to_owned()))).map_err(refused)?;
        Ok(Self { _running: running, signals, drain })
    }

    fn begin(&self, rings: Result<Rings, String>) -> Result<(), Error> {
        self.drain.begin(rings.map_err(refused)?);
        Ok(())
    }

    fn end(self) -> Recording {
        self.drain.end().finish(Backend::PerfEventChild)
    }
}

fn refused(reason: String) -> Error {
    Error::Backend(Backend::PerfEventChild, reason)
}
