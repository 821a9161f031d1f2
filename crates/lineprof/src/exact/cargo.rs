//! Builds a program with cargo, once for each purpose.

use super::runs::output;
use super::{Program, Purpose};
use crate::Error;
use serde_json::Value;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

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
    /// The kind in cargo's options and messages, and the name.
    fn parts(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Default => ("bin", None),
            Self::Bin(name) => ("bin", Some(name)),
            Self::Example(name) => ("example", Some(name)),
            Self::Bench(name) => ("bench", Some(name)),
        }
    }
}

/// What cargo is to build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// The program.
    pub kind: Kind,
    /// Its package; `None` for that of the current folder.
    pub package: Option<String>,
    /// The `Cargo.toml`; `None` for that of the current folder.
    pub manifest: Option<PathBuf>,
    /// Where builds go; `None` for `lineprof` in cargo's own target folder.
    pub folder: Option<PathBuf>,
    /// More arguments for cargo, as `--features`.
    pub cargo_args: Vec<String>,
}

impl Target {
    /// Builds the program for a purpose.
    ///
    /// # Errors
    /// Where cargo cannot be started or fails, and where what it builds is not one program.
    pub fn build(&self, purpose: Purpose) -> Result<Program, Error> {
        let messages = output(&mut self.build_command(purpose)?)?;
        let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let mut programs: Vec<_> = messages.filter_map(|message| self.program(&message)).collect();
        match programs.pop() {
            Some((_, program)) if programs.is_empty() => Ok(program),
            last => Err(Error::Programs(programs.into_iter().chain(last).map(|(name, _)| name).collect())),
        }
    }

    /// The folder of the builds for a purpose.
    ///
    /// # Errors
    /// Where `cargo metadata` fails.
    pub fn folder(&self, purpose: Purpose) -> Result<PathBuf, Error> {
        if let Some(folder) = &self.folder {
            return Ok(folder.join(purpose.folder()));
        }
        let mut command = self.cargo("metadata");
        command.args(["--format-version=1", "--no-deps"]);
        let metadata = serde_json::from_str::<Value>(&output(&mut command)?).unwrap_or_default();
        let wrong = || Error::format(Path::new("cargo metadata"), "a description", "it has no target_directory");
        let folder = metadata["target_directory"].as_str().ok_or_else(wrong)?;
        Ok(Path::new(folder).join("lineprof").join(purpose.folder()))
    }

    fn cargo(&self, subcommand: &str) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.arg(subcommand);
        if let Some(manifest) = &self.manifest {
            command.arg("--manifest-path").arg(manifest);
        }
        command
    }

    fn build_command(&self, purpose: Purpose) -> Result<Command, Error> {
        let (kind, name) = self.kind.parts();
        let (subcommand, flag, profile) =
            if kind == "bench" { ("bench", "--no-run", "BENCH") } else { ("build", "--release", "RELEASE") };
        let mut command = self.cargo(subcommand);
        command.args([flag, "--message-format=json-render-diagnostics", "--target-dir"]).arg(self.folder(purpose)?);
        match name {
            Some(name) => command.arg(format!("--{kind}")).arg(name),
            None => command.arg("--bins"),
        };
        if let Some(package) = &self.package {
            command.args(["--package", package]);
        }
        command.args(&self.cargo_args);
        command.env(format!("CARGO_PROFILE_{profile}_DEBUG"), "limited");
        command.env(format!("CARGO_PROFILE_{profile}_STRIP"), "false");
        command.env("CARGO_ENCODED_RUSTFLAGS", purpose.encoded_flags());
        // Build scripts and macros are instrumented too; their counts are dropped.
        command.env("LLVM_PROFILE_FILE", "/dev/null");
        Ok(command)
    }

    /// The program that one of cargo's messages reports, and its name, if it is the wanted one.
    fn program(&self, message: &Value) -> Option<(String, Program)> {
        let (path, target) = (message["executable"].as_str()?, &message["target"]);
        let (kind, wanted) = self.kind.parts();
        let name = target["name"].as_str()?;
        let is_kind = target["kind"].as_array()?.iter().any(|of| of == kind);
        if message["reason"] != "compiler-artifact" || !is_kind || wanted.is_some_and(|wanted| wanted != name) {
            return None;
        }
        let is_bench = kind == "bench";
        let folder = message["manifest_path"].as_str().filter(|_| is_bench).and_then(|path| Path::new(path).parent());
        let arguments = if is_bench { vec!["--bench".to_owned()] } else { Vec::new() };
        Some((name.to_owned(), Program { path: path.into(), folder: folder.map(Path::to_owned), arguments }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_have_debug_information_and_only_those_for_hits_are_instrumented() {
        let target = Target { folder: Some(PathBuf::from("/tmp")), ..Target::default() };
        for (purpose, cpu) in [(Purpose::Time, "native"), (Purpose::Hits, "native"), (Purpose::Ir, "x86-64-v3")] {
            let command = target.build_command(purpose).unwrap();
            let variable = |name: &str| {
                let value = command.get_envs().find(|(key, _)| *key == name).and_then(|(_, value)| value);
                value.expect(name).to_string_lossy().into_owned()
            };
            assert_eq!(variable("CARGO_PROFILE_RELEASE_DEBUG"), "limited");
            let flags = variable("CARGO_ENCODED_RUSTFLAGS");
            assert_eq!(flags.contains("instrument-coverage"), purpose == Purpose::Hits, "{flags}");
            assert!(flags.contains(&format!("target-cpu={cpu}")), "{flags}");
        }
    }
}
