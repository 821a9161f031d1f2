//! Sampling: one file a sampler, behind one [`Recorder`].

mod blocked;
mod child;
mod collector;
mod counters;
mod counting;
mod cpu_time;
mod cpus;
mod drain;
mod events;
mod files;
mod listing;
mod mappings;
mod perf;
mod plan;
mod pprof;
mod process;
#[cfg(feature = "cli")]
mod program;
mod rings;
mod saves;
mod signals;
mod system;
mod timers;
mod unwind;
mod waits;

#[cfg(feature = "cli")]
pub(crate) use child::record_and_save;
pub use child::{attach, record};
#[cfg(feature = "cli")]
pub(crate) use counting::countable;
#[cfg(feature = "cli")]
pub(crate) use program::Program;
pub(crate) use unwind::vdso;

use crate::recording::{Backend, Recording};
use crate::{Config, Error};
use cpu_time::{cpu_time, cpu_time_since};
#[cfg(feature = "exact")]
use signals::Held;
use std::fmt;
#[cfg(feature = "exact")]
use std::io;
#[cfg(feature = "exact")]
use std::os::unix::process::ExitStatusExt as _;
#[cfg(feature = "exact")]
use std::process::{Command, ExitStatus, Output};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::Duration;

/// Runs a command to its end, and returns the signal that has asked this process to end meanwhile, as a status. It is
/// passed on to the command, which ends with this thread too.
#[cfg(feature = "exact")]
pub(crate) fn run_to_end(command: &mut Command) -> io::Result<(Output, Option<ExitStatus>)> {
    let signals = Held::new()?;
    let child = system::end_with_parent(command, signals.before()).spawn()?;
    let output = signals.pass_on_to(child.id(), None, || child.wait_with_output())?.0;
    Ok((output, signals.last().map(ExitStatus::from_raw)))
}

/// Locked while this process records.
static RUNNING: Mutex<()> = Mutex::new(());

fn acquire() -> Result<MutexGuard<'static, ()>, Error> {
    match RUNNING.try_lock() {
        Ok(guard) => Ok(guard),
        // A panic ended the last recording.
        Err(TryLockError::Poisoned(guard)) => Ok(guard.into_inner()),
        Err(TryLockError::WouldBlock) => Err(Error::Running),
    }
}

/// Stops a sampler and returns its samples; the [`Recorder`] fills in command and CPU time.
type Stop = Box<dyn FnOnce() -> Recording>;

/// Starts one kind of sampler; an error is the reason why it does not start.
type Start = fn(&Config) -> Result<Stop, String>;

/// The kinds of sampler, best first.
const SAMPLERS: [(Backend, Start); 3] =
    [(Backend::PerfEvent, perf::start), (Backend::ThreadTimer, timers::start), (Backend::Pprof, pprof::start)];

/// Samples every thread of this process from its start until it is stopped or dropped.
pub struct Recorder {
    stop: Option<Stop>,
    declined: Vec<String>,
    /// Whether events are to be counted, which this sampler does not.
    lacks_events: bool,
    cpu: [Duration; 2],
    wall: bool,
    _running: MutexGuard<'static, ()>,
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("declined", &self.declined).finish_non_exhaustive()
    }
}

impl Recorder {
    /// Starts the configured sampler, or the best that starts.
    ///
    /// # Errors
    /// As [`Config::check`]; where a recording already runs in this process, or no sampler starts.
    pub fn start(config: &Config) -> Result<Self, Error> {
        config.check()?;
        let running = acquire()?;
        let mut declined = Vec::new();
        let is_chosen = |kind| config.backend.is_none_or(|chosen| chosen == kind);
        for (kind, start) in SAMPLERS.into_iter().filter(|(kind, _)| is_chosen(*kind)) {
            match start(config) {
                Ok(stop) => {
                    let cpu = cpu_time();
                    let lacks_events = kind != Backend::PerfEvent && !config.events.is_empty();
                    let wall = config.wall;
                    return Ok(Self { stop: Some(stop), declined, lacks_events, cpu, wall, _running: running });
                }
                Err(reason) if config.backend.is_some() => return Err(Error::Backend(kind, reason)),
                Err(reason) => declined.push(reason),
            }
        }
        if declined.is_empty() {
            declined.push("the chosen one samples other programs".to_owned());
        }
        Err(Error::NoBackend(declined))
    }

    /// Takes no more samples and returns those taken.
    #[expect(clippy::missing_panics_doc, reason = "only this and drop take the sampler")]
    pub fn stop(mut self) -> Recording {
        let [cpu, system] = cpu_time_since(self.cpu);
        let mut recording = (self.stop.take().expect("only this and drop take the sampler"))();
        if self.lacks_events {
            recording.warnings.push("no event is counted: only the sampler perf_event_open counts events".to_owned());
        }
        if self.wall && recording.waits.is_none() {
            recording.warnings.push("waiting was not recorded: only the sampler perf_event_open records it".to_owned());
        }
        Recording {
            declined: std::mem::take(&mut self.declined),
            command: std::env::args().collect::<Vec<_>>().join(" "),
            cpu,
            system,
            ..recording
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.stop.take().map(|stop| stop());
    }
}
