//! Builds a program with cargo, once for each thing that is to be known of it.

use super::program::{Program, output};
use super::purpose::{Purpose, rustflags};
use crate::Error;
use serde::Deserialize;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Which of a package's programs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Kind {
    /// The only binary there is.
    #[default]
    Default,
    /// A binary, by its name.
    Bin(String),
    /// An example, by its name.
    Example(String),
    /// A bench, by its name.
    Bench(String),
}

impl Kind {
    /// As cargo's messages say it, and the option that asks for it.
    const fn names(&self) -> (&'static str, &'static str) {
        match self {
            Self::Default | Self::Bin(_) => ("bin", "--bin"),
            Self::Example(_) => ("example", "--example"),
            Self::Bench(_) => ("bench", "--bench"),
        }
    }

    fn name(&self) -> Option<&str> {
        match self {
            Self::Default => None,
            Self::Bin(name) | Self::Example(name) | Self::Bench(name) => Some(name),
        }
    }
}

/// What cargo is to build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Which program.
    pub kind: Kind,
    /// Of which package; `None` for that of the folder at hand.
    pub package: Option<String>,
    /// The `Cargo.toml`; `None` for that of the folder at hand.
    pub manifest: Option<PathBuf>,
    /// Where builds go; `None` for `lineprof` in cargo's own target folder.
    pub folder: Option<PathBuf>,
    /// What else cargo is told, as `--features` or `--profile`.
    pub cargo_args: Vec<String>,
}

impl Target {
    /// Builds the program for a purpose.
    ///
    /// # Errors
    /// Where cargo cannot be started or fails, and where what it builds is not one program.
    pub fn build(&self, purpose: Purpose) -> Result<Program, Error> {
        let messages = output(self.build_command(purpose)?)?;
        let built = messages.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
        let mut programs: Vec<_> = built.filter_map(|message| self.program(message)).collect();
        match programs.pop() {
            Some((_, program)) if programs.is_empty() => Ok(program),
            last => Err(Error::Programs(programs.into_iter().chain(last).map(|(name, _)| name).collect())),
        }
    }

    /// The folder that builds for a purpose go to.
    ///
    /// # Errors
    /// Where cargo cannot say which its own is.
    pub fn folder(&self, purpose: Purpose) -> Result<PathBuf, Error> {
        if let Some(folder) = &self.folder {
            return Ok(folder.join(purpose.folder()));
        }
        let mut command = self.cargo("metadata");
        command.args(["--format-version=1", "--no-deps"]);
        let text = output(command)?;
        let metadata: Metadata = serde_json::from_str(&text).map_err(|error| Error::Format {
            path: PathBuf::from("cargo metadata"),
            what: "a description of a workspace",
            reason: error.to_string(),
        })?;
        Ok(metadata.target_directory.join("lineprof").join(purpose.folder()))
    }

    fn cargo(&self, subcommand: &str) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.arg(subcommand).stdin(Stdio::null());
        if let Some(manifest) = &self.manifest {
            command.arg("--manifest-path").arg(manifest);
        }
        command
    }

    fn build_command(&self, purpose: Purpose) -> Result<Command, Error> {
        let is_bench = matches!(self.kind, Kind::Bench(_));
        let mut command = self.cargo(if is_bench { "bench" } else { "build" });
        if is_bench {
            command.arg("--no-run");
        }
        let profile = self.profile();
        command.arg("--message-format=json-render-diagnostics").arg("--target-dir").arg(self.folder(purpose)?);
        if let Some(name) = self.kind.name() {
            command.args([self.kind.names().1, name]);
        } else {
            command.arg("--bins");
        }
        if let Some(package) = &self.package {
            command.args(["--package", package]);
        }
        if profile.is_none() && !is_bench {
            command.arg("--release");
        }
        command.args(&self.cargo_args);
        let profile = profile.unwrap_or(if is_bench { "bench" } else { "release" });
        let variable = profile.to_uppercase().replace('-', "_");
        command.env(format!("CARGO_PROFILE_{variable}_DEBUG"), "limited");
        command.env(format!("CARGO_PROFILE_{variable}_STRIP"), "false");
        command.env("CARGO_ENCODED_RUSTFLAGS", rustflags(purpose));
        // Build scripts and macros are instrumented too; what they count is nobody's business.
        command.env("LLVM_PROFILE_FILE", "/dev/null");
        Ok(command)
    }

    /// The profile that the user asks for.
    fn profile(&self) -> Option<&str> {
        let mut args = self.cargo_args.iter();
        args.find_map(|arg| arg.strip_prefix("--profile=").or_else(|| (arg == "--profile").then_some("")))
            .and_then(|name| if name.is_empty() { args.next().map(String::as_str) } else { Some(name) })
    }

    /// The program that a message of cargo's tells of, if it is the one that is asked for, and its name.
    fn program(&self, message: Message) -> Option<(String, Program)> {
        let Message { reason, executable, manifest_path, target } = message;
        let (path, target) = (executable?, target?);
        let is_kind = target.kind.iter().any(|kind| kind == self.kind.names().0);
        let is_named = self.kind.name().is_none_or(|name| name == target.name);
        if reason != "compiler-artifact" || !is_kind || !is_named {
            return None;
        }
        let is_bench = matches!(self.kind, Kind::Bench(_));
        let folder = manifest_path.as_deref().and_then(Path::parent).filter(|_| is_bench).map(Path::to_owned);
        let arguments = if is_bench { vec!["--bench".to_owned()] } else { Vec::new() };
        Some((target.name, Program { path, folder, arguments }))
    }
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    executable: Option<PathBuf>,
    manifest_path: Option<PathBuf>,
    target: Option<Built>,
}

#[derive(Deserialize)]
struct Built {
    kind: Vec<String>,
    name: String,
}

#[derive(Deserialize)]
struct Metadata {
    target_directory: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(target: &Target, purpose: Purpose) -> Vec<(String, String)> {
        let command = target.build_command(purpose).unwrap();
        let text = |text: &std::ffi::OsStr| text.to_string_lossy().into_owned();
        command.get_envs().filter_map(|(key, value)| Some((text(key), text(value?)))).collect()
    }

    fn with(cargo_args: &[&str]) -> Target {
        let cargo_args = cargo_args.iter().map(|&arg| arg.to_owned()).collect();
        Target { folder: Some(PathBuf::from("/tmp")), cargo_args, ..Target::default() }
    }

    #[test]
    fn the_profile_that_is_asked_for_gets_debug_information() {
        for (args, variable) in [
            (&[][..], "CARGO_PROFILE_RELEASE_DEBUG"),
            (&["--profile", "as-shipped"], "CARGO_PROFILE_AS_SHIPPED_DEBUG"),
            (&["--locked", "--profile=fast"], "CARGO_PROFILE_FAST_DEBUG"),
        ] {
            let set = environment(&with(args), Purpose::Time);
            assert!(set.contains(&(variable.to_owned(), "limited".to_owned())), "{args:?}: {set:?}");
        }
    }

    #[test]
    fn only_hits_are_counted_by_the_program_itself() {
        for (purpose, cpu) in [(Purpose::Time, "native"), (Purpose::Hits, "native"), (Purpose::Ir, "x86-64-v3")] {
            let set = environment(&with(&[]), purpose);
            let flags = set.iter().find(|(key, _)| key == "CARGO_ENCODED_RUSTFLAGS").map(|(_, flags)| flags.clone());
            let flags = flags.unwrap();
            assert_eq!(flags.contains("instrument-coverage"), purpose == Purpose::Hits, "{flags}");
            assert!(flags.contains(&format!("target-cpu={cpu}")), "{flags}");
        }
    }
}
