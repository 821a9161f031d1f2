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
    /// A glob of transparent files is malformed.
    #[error("{glob:?} is not a glob: {reason}; `*` stands for any name, `**` for any folders")]
    Glob {
        /// The glob.
        glob: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// No sampler could be started.
    #[error("no sampler could be started: {}; `lineprof doctor` shows what this machine allows", .0.join("; "))]
    NoBackend(Vec<String>),
    /// The configured sampler could not be started.
    #[error("the sampler {backend:?} could not be started: {reason}; choose another, or none for the best available")]
    Backend {
        /// The configured sampler.
        backend: Backend,
        /// The reason.
        reason: String,
    },
    /// A command could not be started.
    #[error("{command} could not be started: {source}; check its name and that it may be executed")]
    Command {
        /// The command.
        command: String,
        /// The system's error.
        source: io::Error,
    },
    /// This machine cannot count.
    #[error("no {tool}: {reason}")]
    Unavailable {
        /// The missing tool.
        tool: &'static str,
        /// The reason, and the remedy.
        reason: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A file has the wrong format.
    #[error("{path} is not {what}: {reason}", path = path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What it should be.
        what: &'static str,
        /// What was found.
        reason: String,
    },
    /// A command failed.
    #[error("{command} failed: {status}")]
    Failed {
        /// The command.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// Cargo built several programs, or none.
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
