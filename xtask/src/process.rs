//! The programs that commands run.

use anyhow::{Context, ensure};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Where cargo builds.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from)
}

/// A command from its words; arguments with blanks are added to it.
pub(crate) fn command(words: &str) -> Command {
    let mut words = words.split(' ');
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// A command that runs `lanelab`, built before where that is needed.
pub(crate) fn lanelab(words: &str) -> Command {
    command(&format!("cargo run --release --quiet -p lanelab -- {words}"))
}

/// Runs a command; an error where it cannot be started or fails.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| describe(command))?;
    ensure!(status.success(), "{}: {status}", describe(command));
    Ok(())
}

/// Runs a command as [`run`] does and returns what it prints; its errors are printed as they come.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| describe(command))?;
    ensure!(output.status.success(), "{}: {}", describe(command), output.status);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a command of these words prints, without the line end.
pub(crate) fn line(words: &str) -> anyhow::Result<String> {
    Ok(output(&mut command(words))?.trim_end().to_owned())
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
