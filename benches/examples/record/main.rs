//! Files what `lanelab run --json` wrote as a record, and writes from a record the tables of README.md and the figures
//! in the module docs of rungs and in the book.
//!
//! `scripts/record` calls both. Tests look whether both still say what the record holds.

mod figures;
mod filing;
mod report;
mod tables;

use anyhow::Context;
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
    /// Write the tables of a document, and the figures of rungs and of the book, from a record
    Tables {
        /// The record; without one, that which the document names
        record: Option<PathBuf>,
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
        Verb::Tables { record, document } => {
            let text = read(&document)?;
            let (record, fresh) = with_tables(&text, record)?;
            fs::write(&document, fresh).with_context(|| document.display().to_string())?;
            for (path, fresh) in figures::modules(".".as_ref(), &Report::read(&record)?, &record)? {
                fs::write(&path, fresh).with_context(|| path.display().to_string())?;
            }
            Ok(writeln!(io::stdout(), "{} says what {} holds", document.display(), record.display())?)
        }
    }
}

fn read(document: &Path) -> anyhow::Result<String> {
    fs::read_to_string(document).with_context(|| document.display().to_string())
}

/// The record, and the text with its tables; without a record, that which the text names.
fn with_tables(text: &str, record: Option<PathBuf>) -> anyhow::Result<(PathBuf, String)> {
    let record = record
        .or_else(|| tables::record_named_in(text))
        .context("the document names no record; name one yourself")?;
    let fresh = tables::replaced(text, &tables::of(&Report::read(&record)?, &record))?;
    Ok((record, fresh))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_says_what_its_record_holds() {
        std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap();
        let text = read("README.md".as_ref()).unwrap();
        let (record, fresh) = with_tables(&text, None).unwrap();
        let place = record.display();
        assert!(
            fresh == text,
            "not what {place} holds: cargo run --release -p benches --example record -- tables"
        );
    }

    #[test]
    fn the_docs_of_rungs_and_the_book_say_what_the_record_of_the_readme_holds() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let record = tables::record_named_in(&read(&root.join("README.md")).unwrap()).unwrap();
        let report = Report::read(&root.join(&record)).unwrap();
        let modules = figures::modules(root, &report, &record).unwrap();
        assert!(modules.len() > 10, "the modules of rungs and chapters of the book have figures");
        for (path, fresh) in modules {
            let path = path.display();
            let remedy = "cargo run --release -p benches --example record -- tables";
            assert!(
                fresh == read(path.to_string().as_ref()).unwrap(),
                "{path} is not what the record holds: {remedy}"
            );
        }
    }
}
