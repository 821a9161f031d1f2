//! Files what `lanelab run --json` wrote as a record, and writes the tables of README.md from a record.
//!
//! `scripts/record` calls both; `scripts/check` calls the second with `--check`.

mod filing;
mod report;
mod tables;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use report::Report;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Parser)]
#[command(name = "record")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Join reports of one machine and build into a record; print where it lies, without its ending
    File {
        /// The time in UTC, as in 20260131T235959Z
        #[arg(long)]
        stamp: String,
        /// Where records lie
        #[arg(long, default_value = "profiles/record")]
        folder: PathBuf,
        /// Reports that `lanelab run --json` wrote
        #[arg(required = true)]
        reports: Vec<PathBuf>,
    },
    /// Write the tables of a document from a record
    Tables {
        /// The record; without one, that which the document names
        record: Option<PathBuf>,
        /// Write nothing; fail where the document says anything else
        #[arg(long)]
        check: bool,
        /// The document that holds the tables
        #[arg(long, default_value = "README.md")]
        document: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().verb {
        Verb::File { stamp, folder, reports } => {
            let path = filing::file(&folder, &stamp, &reports)?;
            Ok(writeln!(io::stdout(), "{}", path.with_extension("").display())?)
        }
        Verb::Tables { record, check, document } => write_tables(record, check, &document),
    }
}

fn write_tables(record: Option<PathBuf>, check: bool, document: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(document).with_context(|| document.display().to_string())?;
    let record = match record {
        Some(record) => record,
        None => tables::record_named_in(&text).context("the document names no record; name one yourself")?,
    };
    let fresh = tables::replaced(&text, &tables::of(&Report::read(&record)?, &record))?;
    if check && fresh != text {
        bail!(
            "{} does not say what {} holds: write its tables anew, without --check",
            document.display(),
            record.display()
        );
    }
    if !check {
        fs::write(document, fresh)?;
    }
    Ok(writeln!(io::stdout(), "{} says what {} holds", document.display(), record.display())?)
}
