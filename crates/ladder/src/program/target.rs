//! The file, or standard output, that an argument names.

use super::file;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// Where an argument, such as `--json`, wants a result.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    argument: &'static str,
    path: &'a Path,
}

impl<'a> Target<'a> {
    /// The target of an argument; an error, before any work is done, where its file cannot be written.
    ///
    /// # Errors
    /// Where its file cannot be written.
    pub fn probe(argument: &'static str, path: &'a Path) -> anyhow::Result<Self> {
        if !file::is_standard_output(path) {
            file::probe(path).map_err(|error| about(argument, &error))?;
        }
        Ok(Self { argument, path })
    }

    /// Whether it is standard output.
    pub fn is_standard_output(self) -> bool {
        file::is_standard_output(self.path)
    }

    /// Writes the file by `fill` and says so on standard error; or writes standard output, which is `out`.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(self, out: &mut dyn Write, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        match self.is_standard_output() {
            true => Ok(fill(out)?),
            false => {
                file::write(self.path, fill).map_err(|error| about(self.argument, &error))?;
                // If standard error is closed, the file is written all the same.
                drop(writeln!(io::stderr(), "Wrote {}", self.path.display()));
                Ok(())
            }
        }
    }
}

/// An error with the argument that it is about.
pub fn about(argument: &str, error: &anyhow::Error) -> anyhow::Error {
    anyhow::anyhow!("{argument} {error}")
}

/// Writes a report as JSON to its target, if it has one, and returns whether standard output is left for tables.
///
/// # Errors
/// Where it cannot be written.
pub fn write_json(target: Option<Target<'_>>, report: &impl Serialize, out: &mut dyn Write) -> anyhow::Result<bool> {
    let Some(target) = target else { return Ok(true) };
    target.write(out, |file| json(report, file))?;
    Ok(!target.is_standard_output())
}

/// Writes a report as JSON.
///
/// # Errors
/// Where it cannot be written.
pub fn json(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}
