//! Programs that cargo builds, and how they are run.

use super::Ir;
use std::env;
use std::path::PathBuf;
use std::process::Command;

/// The purpose of a build.
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
    /// The folder of its builds below `target/lineprof`; each purpose has its own, so that no build undoes another.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Hits => "hits",
            Self::Ir => "ir",
        }
    }

    /// The user's flags for the compiler, from either of cargo's variables, then those of the purpose, as
    /// `CARGO_ENCODED_RUSTFLAGS`.
    pub(super) fn encoded_flags(self) -> String {
        let mut flags: Vec<String> = match env::var("CARGO_ENCODED_RUSTFLAGS") {
            Ok(flags) => flags.split('\x1f').filter(|flag| !flag.is_empty()).map(str::to_owned).collect(),
            Err(_) => env::var("RUSTFLAGS").unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        };
        // With shrink-wrapping, a leaf may set up its frame only after its hot loop, and its caller is skipped.
        let ours = ["force-frame-pointers=yes", "llvm-args=-enable-shrink-wrap=false", "symbol-mangling-version=v0"];
        flags.extend(ours.map(|flag| format!("-C{flag}")));
        flags.push(format!("-Ctarget-cpu={}", if self == Self::Ir { Ir::CPU } else { "native" }));
        if self == Self::Hits {
            flags.push("-Cinstrument-coverage".to_owned());
        }
        flags.join("\x1f")
    }
}

/// A program that was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its file.
    pub path: PathBuf,
    /// The folder to run it in; `None` for the current one.
    pub folder: Option<PathBuf>,
    /// Arguments before the user's: a bench gets `--bench`.
    pub arguments: Vec<String>,
}

impl Program {
    /// A command that runs the program in its folder, directly or through another command.
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
