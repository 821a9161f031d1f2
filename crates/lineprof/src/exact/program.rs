//! Programs that cargo builds, and how it would run them.

use super::Ir;
use super::runs::files;
use crate::Error;
use crate::error::read;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The purpose of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To be sampled: with debug information, and else as cargo builds it.
    Time,
    /// To count executions.
    Hits,
    /// To count instructions: for a CPU that valgrind knows.
    Ir,
}

impl Purpose {
    /// The folder of its builds below `target/lineprof`; each purpose has its own, so that no build undoes another.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Hits => "hits",
            Self::Ir => "ir",
        }
    }

    /// Flags for the compiler after the user's, so that they prevail.
    pub(super) fn flags(self) -> String {
        match self {
            Self::Time => String::new(),
            Self::Hits => "-Cinstrument-coverage".to_owned(),
            Self::Ir => format!("-Ctarget-cpu={}", Ir::CPU),
        }
    }
}

/// A program that was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its file.
    pub path: PathBuf,
    /// The folder to run it in.
    pub folder: PathBuf,
    /// Arguments after the user's: a bench gets `--bench`.
    pub arguments: Vec<OsString>,
    /// Cargo's environment for it.
    environment: Vec<(OsString, OsString)>,
}

impl Program {
    /// Reads what the runner has noted about each program, in files beside it; sorted by name.
    pub(super) fn read_all(runner: &Path) -> Result<Vec<Self>, Error> {
        let mut programs = Vec::new();
        for path in files(runner.parent().unwrap_or(runner))?.iter().filter(|path| *path != runner) {
            programs.push(Self::read(path)?);
        }
        programs.sort_by_key(Self::name);
        Ok(programs)
    }

    fn read(path: &Path) -> Result<Self, Error> {
        let bytes = read(path)?;
        let mut fields = bytes.split(|&byte| byte == 0).map(os_string);
        Self::parse(&mut fields).ok_or_else(|| Error::format(path, "a note of a program", "it is truncated"))
    }

    fn parse(fields: &mut impl Iterator<Item = OsString>) -> Option<Self> {
        let folder = PathBuf::from(fields.next()?);
        let words: usize = fields.next()?.to_str()?.parse().ok()?;
        let path = folder.join(fields.next()?);
        let arguments: Vec<_> = fields.take(words.checked_sub(1)?).collect();
        // Those that only cargo was given have our own values.
        let is_cargos = |name: &str| {
            ["RUSTC_WRAPPER", "CARGO_BUILD_BUILD_DIR", "LLVM_PROFILE_FILE"].contains(&name) || name.ends_with("_RUNNER")
        };
        let environment =
            fields.filter_map(|field| split(&field)).filter(|(name, _)| !name.to_str().is_some_and(is_cargos));
        Some(Self { path, folder, arguments, environment: environment.collect() })
    }

    /// The name of its file, without cargo's hash.
    pub(super) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let hash = name.rsplit_once('-').filter(|(_, hash)| hash.len() == 16);
        hash.map_or(&*name, |(name, _)| name).to_owned()
    }

    /// A command that runs the program as cargo would, directly or through another command.
    pub fn command(&self, through: Option<Command>, args: &[String]) -> Command {
        let mut command = match through {
            Some(mut command) => {
                command.arg(&self.path);
                command
            }
            None => Command::new(&self.path),
        };
        command.current_dir(&self.folder).envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.args(args).args(&self.arguments);
        command
    }
}

fn split(variable: &OsStr) -> Option<(OsString, OsString)> {
    let bytes = variable.as_encoded_bytes();
    let end = bytes.iter().skip(1).position(|&byte| byte == b'=')? + 1;
    Some((os_string(&bytes[..end]), os_string(&bytes[end + 1..])))
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
