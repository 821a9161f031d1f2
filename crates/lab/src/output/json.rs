//! Reports as JSON, where they are asked for.

use super::file::{self, FileError};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// Finds out, before any work is done, whether `--json` can be obeyed.
pub(crate) fn probe(path: Option<&Path>) -> anyhow::Result<()> {
    match path.filter(|path| !file::is_standard_output(path)) {
        Some(path) => file::probe(path).map_err(named),
        None => Ok(()),
    }
}

/// Writes a report where `--json` wants it, and returns whether that leaves standard output to the tables.
pub(crate) fn write(path: Option<&Path>, report: &impl Serialize, out: &mut dyn Write) -> anyhow::Result<bool> {
    match path {
        None => Ok(true),
        Some(path) if file::is_standard_output(path) => {
            pretty(report, out)?;
            Ok(false)
        }
        Some(path) => {
            file::write(path, |file| pretty(report, file)).map_err(named)?;
            Ok(true)
        }
    }
}

/// Writes a report and ends the line.
pub(crate) fn pretty(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

fn named(error: FileError) -> anyhow::Error {
    anyhow::anyhow!("--json {error}")
}
