//! Files what `lanelab run --json` wrote as a record, and writes from a record the tables of README.md and the figures
//! in the module docs of rungs and in the book.
//!
//! `scripts/record` calls both. Tests look whether both still say what the record holds.

mod figures;
mod filing;
mod gates;
mod index;
mod splice;
mod suites;
mod tables;

use anyhow::Context;
use clap::{Parser, Subcommand};
use filing::Beside;
use lanelab::report::Report;
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
        #[arg(long, default_value = RECORDS)]
        folder: PathBuf,
        /// What the text beside the record says: the compiler, the system and the CPU
        #[arg(long)]
        about: Option<PathBuf>,
        /// The CSV that `suites` wrote
        #[arg(long)]
        suites: Option<PathBuf>,
        /// A folder of files about a chosen run, to be copied into the record
        #[arg(long)]
        chosen: Option<PathBuf>,
        /// Reports that `lanelab run --json` wrote
        #[arg(required = true)]
        reports: Vec<PathBuf>,
    },
    /// Print what criterion found since a file was made, as CSV
    Suites {
        /// Criterion's folder
        #[arg(long, default_value = "target/criterion")]
        folder: PathBuf,
        /// A file that was made before the suites ran
        #[arg(long)]
        since: PathBuf,
    },
    /// Write the CSV beside records that have none yet
    Rows {
        /// Records
        #[arg(required = true)]
        records: Vec<PathBuf>,
    },
    /// Write the gates that a record's ratios bear out
    Gates {
        /// The record; without one, that which README.md names
        record: Option<PathBuf>,
        /// The file of gates
        #[arg(long, default_value = "benches/gates.toml")]
        file: PathBuf,
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
        Verb::File { stamp, folder, about, suites, chosen, reports } => {
            let text = about.as_deref().map(read).transpose()?.unwrap_or_default();
            let suites = suites.as_deref().map(read).transpose()?;
            let place = filing::file(&folder, &stamp, &reports, &Beside { text, suites, chosen })?;
            Ok(writeln!(io::stdout(), "{}", place.display())?)
        }
        Verb::Suites { folder, since } => {
            let since = fs::metadata(&since).and_then(|file| file.modified());
            Ok(write!(io::stdout(), "{}", suites::csv(&folder, since.context("--since")?)?)?)
        }
        Verb::Rows { records } => records.iter().try_for_each(|record| {
            let place = record.with_extension("");
            filing::together(&place, &[("csv", lanelab::report::csv::text(&Report::read(record)?)?)], None)
        }),
        Verb::Gates { record, file } => {
            let record = record.map_or_else(named_in_the_readme, Ok)?;
            fs::write(&file, gates::of(&Report::read(&record)?, &record))?;
            Ok(writeln!(io::stdout(), "{} asks what {} bears out", file.display(), record.display())?)
        }
        Verb::Tables { record, document } => {
            let text = read(&document)?;
            let (record, fresh) = with_tables(&text, record)?;
            fs::write(&document, fresh).with_context(|| document.display().to_string())?;
            for (path, fresh) in figures::modules(".".as_ref(), &Report::read(&record)?, &record)? {
                fs::write(&path, fresh).with_context(|| path.display().to_string())?;
            }
            let index = Path::new(INDEX);
            let fresh = index::replaced(&read(index)?, RECORDS.as_ref(), "record")?;
            fs::write(index, fresh).with_context(|| INDEX)?;
            Ok(writeln!(io::stdout(), "{} says what {} holds", document.display(), record.display())?)
        }
    }
}

/// Where records lie, and the document that lists them.
const RECORDS: &str = "profiles/record";
const INDEX: &str = "profiles/README.md";

fn named_in_the_readme() -> anyhow::Result<PathBuf> {
    tables::record_named_in(&read("README.md".as_ref())?).context("README.md names no record; name one yourself")
}

fn read(document: &Path) -> anyhow::Result<String> {
    fs::read_to_string(document).with_context(|| document.display().to_string())
}

/// The record, and the text with its tables; without a record, that which the text names.
fn with_tables(text: &str, record: Option<PathBuf>) -> anyhow::Result<(PathBuf, String)> {
    let record =
        record.or_else(|| tables::record_named_in(text)).context("the document names no record; name one yourself")?;
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
        assert!(fresh == text, "not what {place} holds: cargo run --release -p benches --example record -- tables");
    }

    #[test]
    fn the_docs_of_rungs_and_the_book_say_what_the_record_of_the_readme_holds() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let record = tables::record_named_in(&read(&root.join("README.md")).unwrap()).unwrap();
        let report = Report::read(&root.join(&record)).unwrap();
        let modules = figures::modules(root, &report, &record).unwrap();
        assert!(modules.len() >= 5, "chapters of the book have figures");
        for (path, fresh) in modules {
            let path = path.display();
            let remedy = "cargo run --release -p benches --example record -- tables";
            assert!(fresh == read(path.to_string().as_ref()).unwrap(), "{path} is not what the record holds: {remedy}");
        }
    }
}
