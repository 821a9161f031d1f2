//! The book is consistent: every chapter is listed and tested, and what it shows is up to date.

use lanelab_docs::code_block;
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("docs/{path}: {error}"))
}

fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

/// The chapters that the summary lists, in its order: their names and texts.
fn chapters() -> Vec<(String, String)> {
    links(&read("src/SUMMARY.md")).map(|name| (name.to_owned(), read(&format!("src/{name}")))).collect()
}

fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("docs/{folder}: {error}"));
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name in UTF-8")).collect()
}

#[test]
fn the_summary_lists_every_chapter_and_each_is_tested() {
    let mut listed: Vec<_> = chapters().into_iter().map(|(name, _)| name).collect();
    let tested = read("lib.rs");
    for name in &listed {
        assert!(tested.contains(&format!("\"src/{name}\"")), "docs/lib.rs lacks {name}");
    }
    let mut files = names("src");
    files.retain(|name| name.ends_with(".md") && name != "SUMMARY.md");
    files.sort();
    listed.sort();
    assert_eq!(listed, files, "docs/src/SUMMARY.md lists the chapters in docs/src");
}

/// The pages are built in a folder that is as deep as that of the chapters, so a link out of the book is right in both,
/// unless it ends with `.md`: mdbook makes that `.html`.
#[test]
fn every_link_leads_to_a_file() {
    assert!(read("book.toml").contains("\nbuild-dir = \"../target/book\"\n"), "as deep as docs/src");
    for (chapter, text) in chapters() {
        for link in links(&text).filter(|link| !link.contains("://")) {
            let path = link.split('#').next().unwrap_or(link);
            assert!(root().join("src").join(path).exists(), "{chapter}: {link} leads nowhere");
            let is_page = !path.starts_with("../") || !path.ends_with(".md");
            assert!(is_page, "{chapter}: {link} is outside the book, where no page is built of it: link its folder");
        }
    }
}

/// That each block shows its source is tested where they are written, in xtask.
#[test]
fn code_that_is_not_tested_here_is_spliced() {
    let spliced = chapters().into_iter().map(|(chapter, text)| {
        let blocks = text.matches("<!-- code: ").count() / 2;
        assert_eq!(text.matches("```rs\n").count(), blocks, "{chapter}: only spliced code is not tested");
        blocks
    });
    assert!(spliced.sum::<usize>() >= 8, "the course's eight functions are shown");
    for (reference, part) in
        [("docs/lib.rs", "PATH#NAME"), ("none.rs#x", "none.rs"), ("docs/lib.rs#x", "no such section")]
    {
        let error = code_block(&root().join(".."), reference).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn every_picture_and_table_is_shown_somewhere() {
    let all: String = chapters().into_iter().map(|(_, text)| text).collect();
    for (folder, before) in [("pictures", "](pictures/"), ("tables", "<!-- table: ")] {
        for name in names(&format!("src/{folder}")) {
            assert!(all.contains(&format!("{before}{name}")), "no chapter shows {folder}/{name}");
        }
    }
}

/// A block of Rust that asserts nothing would show values that nobody checks. Those of Python are a notebook's cells, which
/// `scripts/test-wheel` executes.
#[test]
fn every_block_has_a_known_language_and_every_block_of_rust_asserts() {
    for (chapter, text) in chapters() {
        let fences: Vec<_> = text.lines().filter(|line| line.trim_start().starts_with("```")).collect();
        for pair in fences.chunks(2) {
            let languages = ["```rust", "```rs", "```sh", "```text"];
            let is_known = languages.contains(&pair[0])
                || (chapter == "python.md" && pair[0] == "```python")
                || pair[0].starts_with("```rust,compile_fail,E0");
            assert!(is_known, "{chapter}: a block begins with {}", pair[0]);
            assert_eq!(pair.get(1), Some(&"```"), "{chapter}: a block does not end");
        }
        for block in text.split("```rust\n").skip(1) {
            let (code, _) = block.split_once("\n```").expect("a block ends");
            assert!(code.contains("assert"), "{chapter} has a block without an assertion:\n{code}");
        }
    }
}
