//! What can go wrong, and what to do about it.

use crate::recording::Backend;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::{fs, io};

/// The reason why there is no profile.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A recording already runs.
    #[error("a recording already runs in this process; stop it before starting another")]
    Running,
    /// The rate is out of range.
    #[error("a rate of {0} Hz is out of range: choose 1 to 20000")]
    Rate(u32),
    /// A glob of files or crates is malformed: the glob, and what is wrong with it.
    #[error("{0:?} is not a glob: {1}; `*` stands for any part of a name, `**` for any folders")]
    Glob(String, &'static str),
    /// No sampler could be started, for these reasons.
    #[error("no sampler could be started: {}; `lineprof doctor` shows what this machine allows", .0.join("; "))]
    NoBackend(Vec<String>),
    /// The configured sampler could not be started, for this reason.
    #[error("the sampler {0:?} could not be started: {1}{other}", other = other(*.0))]
    Backend(Backend, String),
    /// A process cannot be attached to: its number, the reason and the remedy.
    #[error("process {0} cannot be attached to: {1}")]
    Process(u32, String),
    /// A command could not be started.
    #[error("{0} could not be started: {1}; check its name and that it may be executed")]
    Command(String, #[source] io::Error),
    /// This machine cannot count: the missing tool, the reason and the remedy.
    #[error("no {0}: {1}")]
    Unavailable(&'static str, String),
    /// A file could not be read or written.
    #[error("{path}: {1}", path = .0.display())]
    File(PathBuf, #[source] io::Error),
    /// A file has the wrong format: what it should be, and what was found.
    #[error("{path} is not {1}: {2}", path = .0.display())]
    Format(PathBuf, &'static str, String),
    /// A command failed, and has reported why, or was stopped by a signal to this process.
    #[error("{0} failed: {1}")]
    Failed(String, ExitStatus),
    /// Cargo would run several programs, or none.
    #[error("cargo would run {} programs where one is needed{}; name one by --lib, --bin, --example, --test or --bench", .0.len(), list(.0))]
    Programs(Vec<String>),
}

/// The remedy where there is another sampler; other programs have one.
const fn other(backend: Backend) -> &'static str {
    let is_only = matches!(backend, Backend::PerfEventChild);
    if is_only { "" } else { "; choose another, or none for the best available" }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}

/// A command as its user would write it.
#[cfg(any(target_os = "linux", feature = "exact"))]
pub(crate) fn command_line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The contents of a file, or an error that names it.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| Error::File(path.to_owned(), source))
}

impl Error {
    pub(crate) fn format(path: &Path, what: &'static str, reason: impl ToString) -> Self {
        Self::Format(path.to_owned(), what, reason.to_string())
    }
}
