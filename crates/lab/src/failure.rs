//! How the program ends: 0 as asked, 1 for a failure, 2 for a call that cannot be carried out as it stands.

use crate::output::console::ConsoleError;
use std::io::{self, Write};
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
    drop(writeln!(io::stderr(), "lanelab: {error:#}"));
    if error.downcast_ref::<Usage>().is_some() { ExitCode::from(2) } else { ExitCode::FAILURE }
}

/// Whether whoever read standard output has had enough.
fn closed_pipe(error: &anyhow::Error) -> bool {
    let console = error.chain().find_map(|cause| {
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        inner.and_then(|inner| inner.downcast_ref::<ConsoleError>()).or_else(|| cause.downcast_ref())
    });
    console.is_some_and(|error| error.0.kind() == io::ErrorKind::BrokenPipe)
}
