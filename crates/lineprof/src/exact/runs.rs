//! Runs programs to count what they do.

use super::{Hits, Ir, Purpose, Target, callgrind};
use crate::error::command_line;
use crate::record::end_with_us;
use crate::{Config, Error};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Builds and runs a program and counts the executions of each line. The program's output is dropped.
///
/// # Errors
/// Where it cannot be built or run, or fails.
pub fn hits(target: &Target, args: &[String]) -> Result<Hits, Error> {
    let program = target.build(Purpose::Hits)?;
    let folder = folder_of_run(&target.folder(Purpose::Hits)?)?;
    let mut command = program.command(None, args);
    // A file for each process and program.
    output(command.env("LLVM_PROFILE_FILE", folder.path().join("%p-%m.profraw")).stdout(Stdio::null()))?;
    let failed = |source| Error::File(folder.path().to_owned(), source);
    let entries: Result<Vec<_>, _> = fs::read_dir(folder.path()).map_err(failed)?.collect();
    Hits::read(&program.path, &entries.map_err(failed)?.iter().map(fs::DirEntry::path).collect::<Vec<_>>())
}

/// Builds a program, runs it in callgrind, and counts the instructions of each line. The program's output is dropped.
///
/// # Errors
/// Where this machine cannot count ([`Error::Unavailable`]), and where the program cannot be built or run, or fails.
pub fn ir(target: &Target, args: &[String], config: &Config) -> Result<Ir, Error> {
    check_available(OsStr::new("valgrind"))?;
    let program = target.build(Purpose::Ir)?;
    let folder = folder_of_run(&target.folder(Purpose::Ir)?)?;
    let out = folder.path().join("callgrind.out");
    output(program.command(Some(callgrind(&out)), args).stdout(Stdio::null()))?;
    Ir::read(&program.path, &out, config)
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

/// Runs a command to its end and returns its standard output, if that is piped; its standard error is ours.
pub(super) fn output(command: &mut Command) -> Result<String, Error> {
    end_with_us(command);
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.map_err(|source| Error::Command(command_line(command), source))?;
    if !output.status.success() {
        return Err(Error::Failed(command_line(command), output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A folder for the output of one run. Its path is absolute, because the program may run in another folder.
fn folder_of_run(within: &Path) -> Result<TempDir, Error> {
    let make = || {
        fs::create_dir_all(within)?;
        tempfile::Builder::new().prefix("run-").tempdir_in(within.canonicalize()?)
    };
    make().map_err(|source| Error::File(within.to_owned(), source))
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
