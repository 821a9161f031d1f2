//! Runs programs to count what they do.

use super::{Hits, Ir, Purpose, Target, callgrind};
use crate::error::command_line;
use crate::record::run_to_end;
use crate::{Config, Error};
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use tempfile::TempDir;

/// Builds and runs a program and counts the executions of each line, also in child processes that run the same program.
/// Its output is dropped, and its exit code does not matter.
///
/// # Errors
/// Where it cannot be built or run, is stopped by a signal to this process, or leaves no counts.
pub fn hits(target: &Target, args: &[String]) -> Result<Hits, Error> {
    let program = target.build(Purpose::Hits)?;
    let counts = temporary()?;
    // A file for each process and program.
    run(program.command(None, args).env("LLVM_PROFILE_FILE", counts.path().join("%p-%m.profraw")))?;
    Hits::read(&program.path, &files(counts.path())?)
}

/// Builds a program, runs it in callgrind, and counts the instructions of each line, also in child processes. Its
/// output is dropped, and its exit code does not matter.
///
/// # Errors
/// Where this machine cannot count ([`Error::Unavailable`]), and where the program cannot be built or run, is stopped by
/// a signal to this process, or leaves no counts.
pub fn ir(target: &Target, args: &[String], config: &Config) -> Result<Ir, Error> {
    check_available(OsStr::new("valgrind"))?;
    let program = target.build(Purpose::Ir)?;
    let counts = temporary()?;
    let mut callgrind = callgrind(&counts.path().join("%p.out"));
    callgrind.arg("--trace-children=yes");
    run(&mut program.command(Some(callgrind), args))?;
    Ir::read(&program.path, &files(counts.path())?, config)
}

/// The paths of a folder's files.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::File(folder.to_owned(), source);
    let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(failed)?.collect();
    Ok(entries.map_err(failed)?.iter().map(fs::DirEntry::path).collect())
}

/// A folder for what one run leaves.
pub(super) fn temporary() -> Result<TempDir, Error> {
    TempDir::new().map_err(|source| Error::File(env::temp_dir(), source))
}

fn check_available(valgrind: &OsStr) -> Result<(), Error> {
    if !runs_builds() {
        let reason = "instructions are counted in such builds, and this machine cannot run them".to_owned();
        return Err(Error::Unavailable(Ir::CPU, reason));
    }
    let reason = match Command::new(valgrind).arg("--version").stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => return Ok(()),
        Ok(output) => format!("`valgrind --version` failed: {}", output.status),
        Err(error) => format!("it could not be started: {error}; install it to count instructions"),
    };
    Err(Error::Unavailable("valgrind", reason))
}

fn runs_builds() -> bool {
    #[cfg(target_arch = "x86_64")]
    let runs = std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    let runs = false;
    runs
}

/// Runs a program to its end, whatever that is, and drops its output.
fn run(command: &mut Command) -> Result<(), Error> {
    finish(command.stdout(Stdio::null()), |_| true).map(drop)
}

/// Runs a command that must succeed and returns its standard output, if that is piped; its standard error is ours.
pub(super) fn succeed(command: &mut Command) -> Result<String, Error> {
    finish(command, ExitStatus::success)
}

fn finish(command: &mut Command, is_right: impl Fn(&ExitStatus) -> bool) -> Result<String, Error> {
    let run = run_to_end(command.stdin(Stdio::null()).stderr(Stdio::inherit()));
    let (output, stopped) = run.map_err(|source| Error::Command(command_line(command), source))?;
    match stopped.or_else(|| Some(output.status).filter(|status| !is_right(status))) {
        Some(status) => Err(Error::Failed(command_line(command), status)),
        None => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_tool_is_named() {
        let error = check_available(OsStr::new("no-such-valgrind")).unwrap_err().to_string();
        let tool = if runs_builds() { "no valgrind" } else { "no x86-64-v3" };
        assert!(error.starts_with(tool), "{error}");
    }
}
