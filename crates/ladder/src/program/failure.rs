//! Exit codes: 0 for success, 1 for a failure, 2 for a usage error.

use super::console::ConsoleError;
use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};

/// A usage error: the message names the argument, the rule and the remedy.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub(crate) String);

/// A usage error with this message.
pub fn usage(error: impl std::fmt::Display) -> anyhow::Error {
    Usage(error.to_string()).into()
}

/// A failure of which the user has been told: the exit code is 1, and no message follows.
#[derive(Debug, thiserror::Error)]
#[error("a failure was reported before")]
pub struct Reported;

/// The exit code of an outcome, whose error is printed on standard error.
pub fn exit_code(outcome: anyhow::Result<()>) -> u8 {
    let Err(error) = outcome else { return 0 };
    if closed_pipe(&error) {
        return 0;
    }
    if error.downcast_ref::<Reported>().is_some() {
        return 1;
    }
    // If standard error is closed too, only the exit code is left.
    drop(writeln!(io::stderr(), "error: {}", message(&error)));
    if error.downcast_ref::<Usage>().is_some() { 2 } else { 1 }
}

/// An error and its causes, without those that the text before them already quotes.
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

/// Runs the program so that a panic ends it with a message and a failure. With `RUST_BACKTRACE` the message is Rust's.
pub fn guarded(program: impl FnOnce() -> u8 + panic::UnwindSafe) -> u8 {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        panic::set_hook(Box::new(|fault| drop(writeln!(io::stderr(), "{}", describe(fault)))));
    }
    panic::catch_unwind(program).unwrap_or(1)
}

fn describe(fault: &PanicHookInfo<'_>) -> String {
    let text = fault.payload().downcast_ref::<String>().map(String::as_str);
    let what = text.or_else(|| fault.payload().downcast_ref::<&str>().copied()).unwrap_or("no message");
    let place = fault.location().map(|place| format!(" at {place}")).unwrap_or_default();
    format!("error: internal error{place}: {what}; please report it with the command line")
}

/// Whether the reader of standard output has closed it.
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
    fn a_quoted_cause_is_not_repeated() {
        let full = || anyhow::Error::new(io::Error::other("no room"));
        assert_eq!(message(&full().context("not written: no room; make some")), "not written: no room; make some");
        assert_eq!(message(&Err::<(), _>(full()).context("not written").unwrap_err()), "not written: no room");
    }
}
