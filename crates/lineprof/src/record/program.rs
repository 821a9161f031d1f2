//! The program to record, on every system.

use std::process::Command;

/// The program to record.
#[derive(Debug)]
pub(crate) enum Program<'a> {
    /// A command, which is started.
    Command(&'a mut Command),
    /// A process that runs already, by its number.
    Process(u32),
}
