//! What can go wrong, and what to do about it.

use crate::recording::Backend;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::{fs, io};

/// The reason why there is no profile, with what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each message says what its fields are")]
pub enum Error {
    #[error("a recording already runs in this process; stop it before starting another")]
    Running,
    #[error("a rate of {0} Hz is out of range: choose 1 to 20000")]
    Rate(u32),
    #[error("{glob:?} is not a glob: {reason}; `*` stands for any name, `**` for any folders")]
    Glob { glob: String, reason: &'static str },
    #[error("no sampler could be started: {}; `lineprof doctor` shows what this machine allows", .0.join("; "))]
    NoBackend(Vec<String>),
    #[error("the sampler {backend:?} could not be started: {reason}; choose another, or none for the best available")]
    Backend { backend: Backend, reason: String },
    #[error("{command} could not be started: {source}; check its name and that it may be executed")]
    Command { command: String, source: io::Error },
    #[error("no {tool}: {reason}")]
    Unavailable { tool: &'static str, reason: String },
    #[error("{path}: {source}", path = path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{path} is not {what}: {reason}", path = path.display())]
    Format { path: PathBuf, what: &'static str, reason: String },
    #[error("{command} failed: {status}")]
    Failed { command: String, status: ExitStatus },
    #[error("cargo built {} programs where one is needed{}; name a binary, an example or a bench", .0.len(), list(.0))]
    Programs(Vec<String>),
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
    fs::read(path).map_err(|source| Error::File { path: path.to_owned(), source })
}

impl Error {
    /// A file with the wrong format.
    pub(crate) fn format(path: &Path, what: &'static str, reason: impl ToString) -> Self {
        Self::Format { path: path.to_owned(), what, reason: reason.to_string() }
    }
}
