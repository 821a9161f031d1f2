//! The programs that commands run.

use anyhow::{Context, ensure};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Where cargo builds.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from)
}

/// A command of a program and its arguments.
pub(crate) fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    command
}

/// A command that runs `lanelab`, built before where that is needed.
pub(crate) fn lanelab(args: &[&str]) -> Command {
    let mut lanelab = command("cargo", &["run", "--release", "--quiet", "-p", "lanelab", "--"]);
    lanelab.args(args);
    lanelab
}

/// Runs a command; an error where it cannot be started or fails.
pub(crate) fn run(mut command: Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| describe(&command))?;
    ensure!(status.success(), "{}: {status}", describe(&command));
    Ok(())
}

/// Runs a command as [`run`] does and returns what it prints; its errors are printed as they come.
pub(crate) fn output(mut command: Command) -> anyhow::Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| describe(&command))?;
    ensure!(output.status.success(), "{}: {}", describe(&command), output.status);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The same without the line end: for one line.
pub(crate) fn line(program: &str, args: &[&str]) -> anyhow::Result<String> {
    Ok(output(command(program, args))?.trim_end().to_owned())
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
