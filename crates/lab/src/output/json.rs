//! JSON reports of `--json`.

use super::file::{self, FileError};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// Tests, before any work is done, whether the file of `--json` can be written.
pub(crate) fn probe(path: Option<&Path>) -> anyhow::Result<()> {
    match path.filter(|path| !file::is_standard_output(path)) {
        Some(path) => file::probe(path).map_err(with_argument),
        None => Ok(()),
    }
}

/// Writes the report of `--json`, and returns whether standard output is still free for the tables.
pub(crate) fn write(path: Option<&Path>, report: &impl Serialize, out: &mut dyn Write) -> anyhow::Result<bool> {
    match path {
        None => Ok(true),
        Some(path) if file::is_standard_output(path) => {
            pretty(report, out)?;
            Ok(false)
        }
        Some(path) => {
            file::write(path, |file| pretty(report, file)).map_err(with_argument)?;
            Ok(true)
        }
    }
}

/// Writes a report and ends the line.
pub(crate) fn pretty(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

fn with_argument(error: FileError) -> anyhow::Error {
    anyhow::anyhow!("--json {error}")
}
