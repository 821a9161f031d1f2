//! The generated tables of documents, all from one record: that which profiles/README.md names.

mod cells;
mod records;
mod results;
mod summary;

use crate::blocks;
use anyhow::Context;
use lanelab::report::Report;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where records lie.
pub(crate) const RECORDS: &str = "profiles/record";
/// The page with all results and the list of records.
const PAGE: &str = "profiles/README.md";
const BOOK: &str = "docs/src";

/// Writes the tables of all documents.
pub(crate) fn run(record: Option<PathBuf>) -> anyhow::Result<()> {
    let root = Path::new(".");
    let record = record.map_or_else(|| named_record(root), Ok)?;
    for (path, text) in documents(root, &record)? {
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(writeln!(io::stdout(), "README.md, {PAGE} and {BOOK} have the results of {}", record.display())?)
}

/// The record that the page names.
fn named_record(root: &Path) -> anyhow::Result<PathBuf> {
    let text = read(&root.join(PAGE))?;
    let block = text.split_once("<!-- results: ").map(|(_, block)| block);
    let link = block.and_then(|block| block.split_once("](")).and_then(|(_, rest)| rest.split_once(')'));
    let (link, _) = link.with_context(|| format!("{PAGE} names no record; name one yourself"))?;
    Ok(Path::new("profiles").join(link))
}

/// All documents with generated tables, and the text that each should have.
fn documents(root: &Path, record: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let report = Report::read(&root.join(record))?;
    let mut documents = vec![];
    for (path, up) in paths(root)? {
        let link = format!("{up}{}", record.display());
        let shown = || path.display().to_string();
        let text = read(&path)?;
        let text = blocks::rewrite(&text, "tables", |_| summary::table(&report, &link)).with_context(shown)?;
        let text =
            blocks::rewrite(&text, "figures", |rung| Ok(results::rung(&report, rung, &link))).with_context(shown)?;
        documents.push((path, text));
    }
    let page = root.join(PAGE);
    let link = record.strip_prefix("profiles").unwrap_or(record).display().to_string();
    let text = blocks::rewrite(&read(&page)?, "results", |_| Ok(results::page(&report, &link)))?;
    let text = blocks::rewrite(&text, "records", |_| records::table(&root.join(RECORDS), "record"))?;
    documents.push((page, text));
    Ok(documents)
}

/// README.md and the chapters of the book, each with its way to the root.
fn paths(root: &Path) -> anyhow::Result<Vec<(PathBuf, &'static str)>> {
    let mut paths = vec![(root.join("README.md"), "")];
    for entry in fs::read_dir(root.join(BOOK)).context(BOOK)? {
        let path = entry?.path();
        paths.extend(path.extension().is_some_and(|ending| ending == "md").then_some((path, "../../")));
    }
    Ok(paths)
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_has_the_results_of_the_record_that_the_page_names() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let documents = documents(root, &named_record(root).unwrap()).unwrap();
        let texts: String = documents.iter().map(|(_, text)| text.as_str()).collect();
        for part in ["\n<!-- tables: ", "\n<!-- figures: ", "\n<!-- results: ", "\n<!-- records: "] {
            assert!(texts.contains(part), "no document has a block {part}");
        }
        for (path, text) in documents {
            assert!(text == read(&path).unwrap(), "{}: run cargo xtask tables", path.display());
        }
    }
}
