//! The book holds together: every chapter is read and tested, and what it shows is there.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The targets of a text's links and pictures.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

/// The chapters that the summary names, in its order.
fn chapters() -> Vec<String> {
    links(&read(&root().join("src/SUMMARY.md"))).map(str::to_owned).collect()
}

fn text(chapter: &str) -> String {
    read(&root().join("src").join(chapter))
}

#[test]
fn the_summary_names_every_chapter_and_each_is_tested() {
    let mut named = chapters();
    named.sort();
    let files = fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut there: Vec<_> = files.map(|name| name.into_string().unwrap()).collect();
    there.retain(|name| name.ends_with(".md") && name != "SUMMARY.md");
    there.sort();
    assert_eq!(named, there, "docs/src/SUMMARY.md names what docs/src holds");

    let tested = read(&root().join("lib.rs"));
    for chapter in named {
        assert!(tested.contains(&format!("\"src/{chapter}\"")), "docs/lib.rs lacks {chapter}");
    }
}

#[test]
fn every_link_leads_to_a_file() {
    for chapter in chapters() {
        let text = text(&chapter);
        for link in links(&text).filter(|link| !link.contains("://")) {
            let path = link.split('#').next().unwrap_or(link);
            assert!(root().join("src").join(path).exists(), "{chapter}: {link} leads nowhere");
        }
    }
}

#[test]
fn every_table_is_what_its_file_holds() {
    const WRITTEN: &str = "; written by scripts/book, not by hand -->\n";
    for chapter in chapters() {
        let text = text(&chapter);
        let parts: Vec<_> = text.split(WRITTEN).collect();
        let ends = text.matches("<!-- table: end -->\n").count();
        assert_eq!(ends, parts.len() - 1, "{chapter}: as many tables end as begin");
        for pair in parts.windows(2) {
            let (_, name) = pair[0].rsplit_once("<!-- table: ").expect("a mark names its table");
            let (shown, _) = pair[1].split_once("<!-- table: end -->").expect("a table ends");
            let file: PathBuf = root().join("src/tables").join(name);
            let wanted = format!("```text\n{}```\n", read(&file));
            assert_eq!(shown, wanted, "{chapter} shows {name}: run scripts/book");
        }
    }
}

#[test]
fn every_picture_and_table_is_shown_somewhere() {
    let all: String = chapters().iter().map(|chapter| text(chapter)).collect();
    for folder in ["pictures", "tables"] {
        for entry in fs::read_dir(root().join("src").join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let shown =
                all.contains(&format!("](pictures/{name})")) || all.contains(&format!("<!-- table: {name}; written"));
            assert!(shown, "no chapter shows {folder}/{name}");
        }
    }
}

#[test]
fn every_block_says_what_it_is_and_no_block_of_rust_is_left_out() {
    for chapter in chapters() {
        let text = text(&chapter);
        let fences: Vec<_> = text.lines().filter(|line| line.trim_start().starts_with("```")).collect();
        for pair in fences.chunks(2) {
            let known =
                ["```rust", "```sh", "```text"].contains(&pair[0]) || pair[0].starts_with("```rust,compile_fail,E0");
            assert!(known, "{chapter}: a block begins with {}", pair[0]);
            assert_eq!(pair.get(1), Some(&"```"), "{chapter}: a block does not end");
        }
    }
}

/// A block of Rust that asserts nothing would show values that nobody has looked at.
#[test]
fn every_block_of_rust_asserts() {
    for chapter in chapters() {
        let text = text(&chapter);
        for block in text.split("```rust\n").skip(1) {
            let (code, _) = block.split_once("\n```").expect("a block ends");
            assert!(code.contains("assert"), "{chapter} has a block without an assertion:\n{code}");
        }
    }
}

#[test]
fn a_command_begins_as_those_of_the_readme_do() {
    const BEGINNINGS: [&str; 5] =
        ["cargo run --release", "cargo test ", "cargo bench ", "scripts/", "mdbook build docs"];
    for chapter in chapters() {
        let text = text(&chapter);
        for block in text.split("```sh\n").skip(1) {
            let (commands, _) = block.split_once("```").expect("a block ends");
            for command in commands.lines() {
                assert!(BEGINNINGS.iter().any(|beginning| command.starts_with(beginning)), "{chapter}: {command}");
            }
        }
    }
}
