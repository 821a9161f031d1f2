//! Runs programs to count what they do.

use super::program::name;
use super::{Hits, Ir, Purpose, Target};
use crate::{Config, Error};
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Why something cannot be counted on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// What is missing.
    pub tool: &'static str,
    /// Why, and what to do about it.
    pub reason: String,
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no {}: {}", self.tool, self.reason)
    }
}

/// Builds a program, runs it, and says how often each line was executed. What it prints is dropped.
///
/// # Errors
/// Where it cannot be built or run, and where it does not end well.
pub fn hits(target: &Target, args: &[String]) -> Result<Hits, Error> {
    let program = target.build(Purpose::Hits)?;
    let scratch = Scratch::new(&target.folder(Purpose::Hits)?)?;
    let mut command = program.command(None, args);
    // Of each process and program its own file.
    command.env("LLVM_PROFILE_FILE", scratch.0.join("%p-%m.profraw"));
    run(command)?;
    Hits::read(&program.path, &scratch.files("profraw")?)
}

/// Builds a program, runs it in callgrind, and says how many instructions each line cost; or why that cannot be done
/// here. What it prints is dropped.
///
/// # Errors
/// Where it cannot be built or run, and where it does not end well.
pub fn ir(target: &Target, args: &[String], config: &Config) -> Result<Result<Ir, Absent>, Error> {
    if let Some(absent) = absent(OsStr::new("valgrind")) {
        return Ok(Err(absent));
    }
    let program = target.build(Purpose::Ir)?;
    let scratch = Scratch::new(&target.folder(Purpose::Ir)?)?;
    let out = scratch.0.join("callgrind.out");
    let mut callgrind = Command::new("valgrind");
    callgrind.args(["--quiet", "--tool=callgrind", "--dump-instr=yes", "--dump-line=no"]);
    callgrind.arg(format!("--callgrind-out-file={}", out.display()));
    run(program.command(Some(callgrind), args))?;
    Ir::read(&program.path, &out, config).map(Ok)
}

/// Why instructions cannot be counted.
fn absent(valgrind: &OsStr) -> Option<Absent> {
    let absent = |tool, reason: &str| Some(Absent { tool, reason: reason.to_owned() });
    if !runs_builds() {
        return absent(Ir::CPU, "this machine does not run such builds, which instructions are counted in");
    }
    let version = Command::new(valgrind).arg("--version").stdin(Stdio::null()).output();
    match version {
        Ok(output) if output.status.success() => None,
        Ok(output) => absent("valgrind", &format!("`valgrind --version` failed: {}", output.status)),
        Err(error) => {
            absent("valgrind", &format!("it could not be started: {error}; install it to count instructions"))
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
    let name = name(&command);
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    let status = status.map_err(|source| Error::Command { command: name.clone(), source })?;
    if status.success() { Ok(()) } else { Err(Error::Failed { command: name, status }) }
}

/// A folder of one run, gone when the run is read.
struct Scratch(PathBuf);

impl Scratch {
    fn new(within: &Path) -> Result<Self, Error> {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        let name = format!("run-{}-{}", std::process::id(), RUNS.fetch_add(1, Ordering::Relaxed));
        let path = std::path::absolute(within.join(name));
        let path = path.map_err(|source| Error::File { path: within.to_owned(), source })?;
        let made = fs::create_dir_all(&path);
        made.map_err(|source| Error::File { path: path.clone(), source })?;
        Ok(Self(path))
    }

    fn files(&self, extension: &str) -> Result<Vec<PathBuf>, Error> {
        let failed = |source| Error::File { path: self.0.clone(), source };
        let entries: Result<Vec<_>, _> = fs::read_dir(&self.0).map_err(failed)?.collect();
        let paths = entries.map_err(failed)?.into_iter().map(|entry| entry.path());
        Ok(paths.filter(|path| path.extension() == Some(OsStr::new(extension))).collect())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left behind in a target folder harms nobody.
        drop(fs::remove_dir_all(&self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_that_is_absent_is_named() {
        let absent = absent(OsStr::new("no-such-valgrind")).unwrap();
        assert!(absent.to_string().starts_with("no "), "{absent}");
        assert!(absent.tool == "valgrind" || !runs_builds(), "{absent}");
    }
}
