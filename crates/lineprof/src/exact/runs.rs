//! Runs programs to count what they do.

use super::{Hits, Ir, Purpose, Target, callgrind};
use crate::error::command_line;
use crate::{Config, Error};
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Why something cannot be counted on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable {
    /// What is missing.
    pub tool: &'static str,
    /// The reason, and the remedy.
    pub reason: String,
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no {}: {}", self.tool, self.reason)
    }
}

/// Builds and runs a program and counts the executions of each line. The program's output is dropped.
///
/// # Errors
/// Where it cannot be built or run, or fails.
pub fn hits(target: &Target, args: &[String]) -> Result<Hits, Error> {
    let program = target.build(Purpose::Hits)?;
    let folder = folder_of_run(&target.folder(Purpose::Hits)?)?;
    let mut command = program.command(None, args);
    // A file for each process and program.
    command.env("LLVM_PROFILE_FILE", folder.path().join("%p-%m.profraw"));
    run(command)?;
    Hits::read(&program.path, &files(folder.path(), "profraw")?)
}

/// Builds a program, runs it in callgrind, and counts the instructions of each line, or says why this machine cannot.
/// The program's output is dropped.
///
/// # Errors
/// Where it cannot be built or run, or fails.
pub fn ir(target: &Target, args: &[String], config: &Config) -> Result<Result<Ir, Unavailable>, Error> {
    if let Some(unavailable) = unavailable(OsStr::new("valgrind")) {
        return Ok(Err(unavailable));
    }
    let program = target.build(Purpose::Ir)?;
    let folder = folder_of_run(&target.folder(Purpose::Ir)?)?;
    let out = folder.path().join("callgrind.out");
    run(program.command(Some(callgrind(&out)), args))?;
    Ir::read(&program.path, &out, config).map(Ok)
}

/// Why instructions cannot be counted.
fn unavailable(valgrind: &OsStr) -> Option<Unavailable> {
    let because = |tool, reason: &str| Some(Unavailable { tool, reason: reason.to_owned() });
    if !runs_builds() {
        return because(Ir::CPU, "instructions are counted in such builds, and this machine cannot run them");
    }
    match Command::new(valgrind).arg("--version").stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => None,
        Ok(output) => because("valgrind", &format!("`valgrind --version` failed: {}", output.status)),
        Err(error) => {
            because("valgrind", &format!("it could not be started: {error}; install it to count instructions"))
        }
    }
}

/// Whether this machine runs builds for [`Ir::CPU`].
fn runs_builds() -> bool {
    #[cfg(target_arch = "x86_64")]
    let runs = std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    let runs = false;
    runs
}

fn run(mut command: Command) -> Result<(), Error> {
    let name = command_line(&command);
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    let status = status.map_err(|source| Error::Command { command: name.clone(), source })?;
    if status.success() { Ok(()) } else { Err(Error::Failed { command: name, status }) }
}

/// A folder for the output of one run. Its path is absolute, because the program may run in another folder.
fn folder_of_run(within: &Path) -> Result<TempDir, Error> {
    let make = || {
        fs::create_dir_all(within)?;
        tempfile::Builder::new().prefix("run-").tempdir_in(within.canonicalize()?)
    };
    make().map_err(|source| Error::File { path: within.to_owned(), source })
}

fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::File { path: folder.to_owned(), source };
    let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(failed)?.collect();
    let paths = entries.map_err(failed)?.into_iter().map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension() == Some(OsStr::new(extension))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_tool_is_named() {
        let missing = unavailable(OsStr::new("no-such-valgrind")).unwrap();
        assert!(missing.to_string().starts_with("no "), "{missing}");
        assert!(missing.tool == "valgrind" || !runs_builds(), "{missing}");
    }
}
