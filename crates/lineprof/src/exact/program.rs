//! Running cargo and the programs that it builds.

use crate::Error;
use std::path::PathBuf;
use std::process::{Command, Stdio};

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

/// What a command writes; what it says of errors goes to where ours does.
pub(super) fn output(mut command: Command) -> Result<String, Error> {
    let name = name(&command);
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|source| Error::Command { command: name.clone(), source })?;
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
