//! What can go wrong, and what to do about it.

use crate::Choice;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// Why there is no profile.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A profile is being taken already.
    #[error("a profile is already being taken in this process; end it before another begins")]
    Running,
    /// The rate is out of range.
    #[error("a rate of {0} Hz is out of range: choose 1 to 20000")]
    Rate(u32),
    /// A glob of transparent files is not one.
    #[error("{glob:?} is not a glob: {source}; `*` stands for any name, `**` for any folders")]
    Glob {
        /// What was given.
        glob: String,
        /// What is wrong with it.
        source: globset::Error,
    },
    /// No sampler could be started.
    #[error("no sampler could be started: {}; `lineprof doctor` says what this machine allows", .0.join("; "))]
    NoBackend(Vec<String>),
    /// The sampler that was chosen could not be started.
    #[error("the sampler {choice:?} could not be started: {reason}; choose another, or none for the best there is")]
    Backend {
        /// What was chosen.
        choice: Choice,
        /// Why not.
        reason: String,
    },
    /// A command could not be started.
    #[error("{command} could not be started: {source}; check its name and that it may be executed")]
    Command {
        /// The command.
        command: String,
        /// The system's answer.
        source: io::Error,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("{path} is not {what}: {reason}", path = path.display())]
    Format {
        /// Which file.
        path: PathBuf,
        /// What it should be.
        what: &'static str,
        /// What was found.
        reason: String,
    },
    /// A command ended badly.
    #[error("{command} failed: {status}")]
    Failed {
        /// The command.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// What cargo built is not one program.
    #[error("cargo built {} programs where one is asked for{}; name a binary, an example or a bench", .0.len(), list(.0))]
    Programs(Vec<String>),
}

fn list(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}
