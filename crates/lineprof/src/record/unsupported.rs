//! Systems without a sampler.

#[cfg(feature = "cli")]
mod program;

#[cfg(feature = "cli")]
pub(crate) use program::Program;

#[cfg(feature = "cli")]
use crate::recording::Event;
use crate::recording::{Backend, Recording};
use crate::{Config, Error};
use std::convert::Infallible;
use std::process::{Command, ExitStatus};

/// A recording of this process, which cannot be started on this system.
#[derive(Debug)]
pub struct Recorder(Infallible);

impl Recorder {
    /// Starts nothing.
    ///
    /// # Errors
    /// Always, with the reason.
    pub fn start(config: &Config) -> Result<Self, Error> {
        config.check()?;
        let reason = "this system has no sampler yet: Linux on x86-64 or aarch64 is needed";
        Err(Error::NoBackend(vec![reason.to_owned()]))
    }

    /// Returns the samples taken.
    pub fn stop(self) -> Recording {
        match self.0 {}
    }
}

/// There is no library of the kernel.
pub(crate) const fn vdso() -> Option<Vec<u8>> {
    None
}

/// Why an event is not counted.
#[cfg(feature = "cli")]
pub(crate) struct Refusal {
    pub(crate) reason: String,
    pub(crate) remedy: &'static str,
}

/// No event can be counted.
#[cfg(feature = "cli")]
pub(crate) const fn countable() -> (Vec<Event>, Vec<(Vec<Event>, Refusal)>) {
    (Vec::new(), Vec::new())
}

/// Runs a command to its end.
#[cfg(feature = "exact")]
pub(crate) fn run_to_end(command: &mut Command) -> std::io::Result<(std::process::Output, Option<ExitStatus>)> {
    Ok((command.output()?, None))
}

/// Records nothing.
#[cfg(feature = "cli")]
pub(crate) fn record_and_save(
    config: &Config,
    program: Program<'_>,
    _path: &std::path::Path,
    _started: impl FnOnce() -> bool,
) -> Result<(Option<ExitStatus>, Recording), Error> {
    match program {
        Program::Command(command) => record(config, command).map(|(status, recording)| (Some(status), recording)),
        Program::Process(pid) => attach(config, pid).map(|recording| (None, recording)),
    }
}

/// Attaches to no process.
///
/// # Errors
/// Always, with the reason.
pub fn attach(config: &Config, _pid: u32) -> Result<Recording, Error> {
    config.check()?;
    Err(others())
}

/// Runs no command.
///
/// # Errors
/// Always, with the reason.
pub fn record(config: &Config, _command: &mut Command) -> Result<(ExitStatus, Recording), Error> {
    config.check()?;
    Err(others())
}

fn others() -> Error {
    Error::Backend(Backend::PerfEventChild, "other programs are sampled on Linux only".to_owned())
}
