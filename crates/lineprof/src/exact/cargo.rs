//! Builds a program with cargo, once for each thing that is to be known of it.

use super::Ir;
use crate::Error;
use serde::Deserialize;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a build is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To be sampled: for the CPU at hand.
    Time,
    /// To count executions.
    Hits,
    /// To count instructions: for a CPU that valgrind knows.
    Ir,
}

impl Purpose {
    /// The folder below `target/lineprof` that its builds go to, so that they do not undo each other.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Hits => "hits",
            Self::Ir => "ir",
        }
    }

    /// What the compiler is told.
    #[must_use]
    pub fn flags(self) -> Vec<String> {
        let cpu = if self == Self::Ir { Ir::CPU } else { "native" };
        let mut flags = vec!["-Cforce-frame-pointers=yes".to_owned()];
        // Without it, a leaf may set up its frame only after its hot loop, and its caller is skipped.
        flags.push("-Cllvm-args=-enable-shrink-wrap=false".to_owned());
        flags.push("-Csymbol-mangling-version=v0".to_owned());
        flags.push(format!("-Ctarget-cpu={cpu}"));
        if self == Self::Hits {
            flags.push("-Cinstrument-coverage".to_owned());
        }
        flags
    }
}

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

/// A program that was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its file.
    pub path: PathBuf,
    /// The folder to run it in; `None` for that at hand.
    pub folder: Option<PathBuf>,
    /// What it is told before what the user tells it: a bench is told that it is one.
    pub arguments: Vec<String>,
}

impl Program {
    /// Adds to a command what runs the program in its folder; without a command before it, the program is the command.
    #[must_use]
    pub fn command(&self, through: Option<Command>, args: &[String]) -> Command {
        let mut command = match through {
            Some(mut command) => {
                command.arg(&self.path);
                command
            }
            None => Command::new(&self.path),
        };
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command.args(&self.arguments).args(args);
        command
    }
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
        command
            .arg("--message-format=json-render-diagnostics")
            .arg("--target-dir")
            .arg(self.folder(purpose)?);
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

/// The user's flags, which the environment's variables of two kinds hold, and then those of a purpose.
fn rustflags(purpose: Purpose) -> String {
    let encoded = env::var("CARGO_ENCODED_RUSTFLAGS").ok();
    let users: Vec<String> = match &encoded {
        Some(flags) => flags.split('\x1f').filter(|flag| !flag.is_empty()).map(str::to_owned).collect(),
        None => env::var("RUSTFLAGS").unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
    };
    users.into_iter().chain(purpose.flags()).collect::<Vec<_>>().join("\x1f")
}

/// What a command writes; what it says of errors goes to where ours does.
fn output(mut command: Command) -> Result<String, Error> {
    let name = name(&command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| Error::Command { command: name.clone(), source })?;
    if !output.status.success() {
        return Err(Error::Failed { command: name, status: output.status });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A command as its user would write it.
pub(super) fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
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
