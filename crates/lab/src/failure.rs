//! How the program ends: 0 as asked, 1 for a failure, 2 for a call that cannot be carried out as it stands.

use crate::output::console::ConsoleError;
use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::process::ExitCode;

/// A call that cannot be carried out as it stands: the message names the argument, the rule and the remedy.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// Makes a usage error of any error about an argument.
pub(crate) fn usage(error: impl std::fmt::Display) -> anyhow::Error {
    Usage(error.to_string()).into()
}

/// Something was found wrong and has been reported in full on standard output.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Found(pub(crate) String);

/// The exit code of an outcome, with its message on standard error.
pub(crate) fn exit_code(outcome: anyhow::Result<()>) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    if closed_pipe(&error) {
        return ExitCode::SUCCESS;
    }
    // Where standard error is gone too, the exit code must do.
    drop(writeln!(io::stderr(), "lanelab: {}", message(&error)));
    if error.downcast_ref::<Usage>().is_some() { ExitCode::from(2) } else { ExitCode::FAILURE }
}

/// An error and its causes, but for those that the text before them quotes already.
fn message(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        match text.contains(&cause) {
            true => {}
            false if text.is_empty() => text = cause,
            false => text += &format!(": {cause}"),
        }
    }
    text
}

/// Runs the program so that a fault of its own ends it with a message and a failure, as any other does.
///
/// Whoever sets `RUST_BACKTRACE` gets the compiler's own message.
pub(crate) fn guarded(program: impl FnOnce() -> ExitCode + panic::UnwindSafe) -> ExitCode {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        panic::set_hook(Box::new(|fault| drop(writeln!(io::stderr(), "{}", told(fault)))));
    }
    panic::catch_unwind(program).unwrap_or(ExitCode::FAILURE)
}

fn told(fault: &PanicHookInfo<'_>) -> String {
    let text = fault.payload().downcast_ref::<String>().map(String::as_str);
    let what = text.or_else(|| fault.payload().downcast_ref::<&str>().copied()).unwrap_or("no message");
    let place = fault.location().map(|place| format!(" at {place}")).unwrap_or_default();
    format!("lanelab: a fault of lanelab itself{place}: {what}; please report it, with the call that shows it")
}

/// Whether whoever read standard output has had enough.
fn closed_pipe(error: &anyhow::Error) -> bool {
    let console = error.chain().find_map(|cause| {
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        inner.and_then(|inner| inner.downcast_ref::<ConsoleError>()).or_else(|| cause.downcast_ref())
    });
    console.is_some_and(|error| error.0.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn a_cause_that_is_quoted_is_not_said_again() {
        let full = || anyhow::Error::new(io::Error::other("no room"));
        assert_eq!(message(&full().context("not written: no room; make some")), "not written: no room; make some");
        assert_eq!(message(&Err::<(), _>(full()).context("not written").unwrap_err()), "not written: no room");
    }
}
