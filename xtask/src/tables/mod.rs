//! The generated blocks of documents. All results are of one record, which profiles/README.md names.

pub(crate) mod cells;
mod crates;
mod records;
mod results;
mod summary;

use crate::{backends, blocks, ladders};
use anyhow::Context;
use lanelab::report::Report;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(crate) const RECORDS: &str = "profiles/record";
/// Tables of what other profilers show of the same programs.
pub(crate) const PROFILERS: &str = "profiles/profilers";
/// The page with all results and the list of records.
const PAGE: &str = "profiles/README.md";
const BOOK: &str = "docs/src";

/// Writes the tables of all documents.
pub(crate) fn run(record: Option<PathBuf>) -> anyhow::Result<()> {
    let root = Path::new(".");
    let record = record.map_or_else(|| named_record(root), Ok)?;
    for Document { path, after, .. } in documents(root, &record)? {
        fs::write(&path, after).with_context(|| path.display().to_string())?;
    }
    Ok(writeln!(
        io::stdout(),
        "README.md, ARCHITECTURE.md, {PAGE} and {BOOK} have their tables; the results are those of {}",
        record.display()
    )?)
}

/// The documents whose blocks do not have what they name.
pub(crate) fn stale(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let documents = documents(root, &named_record(root)?)?;
    Ok(documents
        .into_iter()
        .filter(|document| document.before != document.after)
        .map(|document| document.path)
        .collect())
}

/// The record that the page names.
fn named_record(root: &Path) -> anyhow::Result<PathBuf> {
    let text = read(&root.join(PAGE))?;
    let block = text.split_once("<!-- results: ").map(|(_, block)| block);
    let link = block.and_then(|block| block.split_once("](")).and_then(|(_, rest)| rest.split_once(')'));
    let (link, _) = link.with_context(|| format!("{PAGE} names no record; name one yourself"))?;
    Ok(Path::new("profiles").join(link))
}

/// A document with blocks: its text, and the text that it should have.
struct Document {
    path: PathBuf,
    before: String,
    after: String,
}

fn documents(root: &Path, record: &Path) -> anyhow::Result<Vec<Document>> {
    let report = Report::read(&root.join(record)).context("name the JSON file of a record, as in profiles/record")?;
    let documents = [
        ("README.md", ""),
        ("ARCHITECTURE.md", ""),
        (PAGE, "../"),
        ("crates/ladder/README.md", "../../"),
        ("crates/lineprof/README.md", "../../"),
    ];
    let mut paths: Vec<_> = documents.map(|(path, up)| (root.join(path), up)).to_vec();
    for entry in fs::read_dir(root.join(BOOK)).context(BOOK)? {
        let path = entry?.path();
        paths.extend(path.extension().is_some_and(|ending| ending == "md").then_some((path, "../../")));
    }
    let document = |(path, up): (PathBuf, &str)| {
        let before = read(&path)?;
        let link = match record.strip_prefix("profiles") {
            Ok(beside) if path.ends_with(PAGE) => beside.display().to_string(),
            _ => format!("{up}{}", record.display()),
        };
        let after = rewrite(root, &before, &report, &link).with_context(|| path.display().to_string())?;
        Ok(Document { path, before, after })
    };
    paths.into_iter().map(document).collect()
}

fn rewrite(root: &Path, text: &str, report: &Report, link: &str) -> anyhow::Result<String> {
    let text = blocks::rewrite(text, "tables", |_| summary::table(report, link))?;
    let text = blocks::rewrite(&text, "figures", |rung| Ok(results::rung(report, rung, link)))?;
    let text = blocks::rewrite(&text, "results", |_| Ok(results::page(report, link)))?;
    let text = blocks::rewrite(&text, "records", |_| records::table(&root.join(RECORDS), "record"))?;
    let text = blocks::rewrite(&text, "crates", |_| crates::table(root))?;
    let text = blocks::rewrite(&text, "code", |reference| Ok(lanelab_docs::code_block(root, reference)?))?;
    let text = blocks::rewrite(&text, "ladder", |name| ladders::block(root, name))?;
    let text = blocks::rewrite(&text, "backends", |name| backends::block(root, name))?;
    let text =
        blocks::rewrite(&text, "profilers", |name| read(&newest(root, PROFILERS)?.join(name).with_extension("md")))?;
    blocks::rewrite(&text, "table", |name| {
        let table = read(&root.join(BOOK).join("tables").join(name)).context("name a table that scripts/book makes")?;
        Ok(format!("```text\n{table}```\n"))
    })
}

/// The records in a folder, whose names begin with their times, oldest first.
pub(crate) fn records(root: &Path, folder: &str) -> anyhow::Result<Vec<PathBuf>> {
    let folder = root.join(folder);
    let records = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut records: Vec<PathBuf> = records.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    records.sort();
    Ok(records)
}

/// The newest of the records in a folder.
pub(crate) fn newest(root: &Path, folder: &str) -> anyhow::Result<PathBuf> {
    records(root, folder)?.pop().with_context(|| format!("{folder} has no record"))
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_has_what_its_blocks_name() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let documents = documents(root, &named_record(root).unwrap()).unwrap();
        let texts: String = documents.iter().map(|document| document.before.as_str()).collect();
        for part in [
            "\n<!-- tables: ",
            "\n<!-- figures: ",
            "\n<!-- results: ",
            "\n<!-- records: ",
            "\n<!-- crates: ",
            "\n<!-- table: ",
            "\n<!-- code: ",
            "\n<!-- ladder: ",
            "\n<!-- backends: ",
            "\n<!-- profilers: ",
        ] {
            assert!(texts.contains(part), "no document has a block {part}");
        }
        let stale = stale(root).unwrap();
        assert!(stale.is_empty(), "{stale:?}: run cargo xtask tables");
    }
}
