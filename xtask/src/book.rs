//! What the book shows: pictures and tables of profiles; and the links of its built pages.
//!
//! Pictures and lane-steps are the same on every machine whose vectors have as many lanes. Times are of this machine.

use crate::record::require_committed_tree;
use crate::{process, tables};
use anyhow::{Context, ensure};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const CHAPTERS: &str = "docs/src";
/// Where `mdbook build docs` puts the pages.
const PAGES: &str = "target/book";
const OCCUPANCY: &str = "occupancy --scene seahorse --size 192x192 --rung lanes-masked --rung lanes-refill \
                         --rung lanes-compacted";
const PICTURES: [&str; 2] = ["seahorse-lanes-masked.png", "seahorse-lanes-refill.png"];

/// Makes everything, or with `check` compares what does not depend on this machine's times and checks the pages' links.
pub(crate) fn run(check: bool) -> anyhow::Result<()> {
    let chapters = Path::new(CHAPTERS);
    let scratch = process::target_dir().join("book-figures");
    drop(fs::remove_dir_all(&scratch));
    process::run(&mut process::command("cargo build --release -p lanelab"))?;
    if check {
        compare(chapters, &scratch)?;
        return check_pages();
    }
    require_committed_tree()?;
    let commit = process::line("git rev-parse --short=12 HEAD")?;
    let maker = Maker { tables: chapters.join("tables"), pictures: chapters.join("pictures"), scratch, commit };
    maker.make_pictures()?;
    maker.profile("array-masked", "lesson")?;
    let banner = maker.profile("array-compacted", "lesson")?;
    maker.list_functions("array-compacted", "lesson", &banner)?;
    maker.profile("lanes-interleaved", "overview")?;
    let step = "lesson --step mandel7";
    let run = Run::new(step, None)?;
    maker.write("lesson.txt", step, &run.banner, run.text.lines())?;
    tables::run(None)?;
    Ok(writeln!(io::stdout(), "Commit {CHAPTERS}.")?)
}

/// What a run of `lanelab` printed: its results, and its banner, which names the build.
struct Run {
    text: String,
    banner: String,
}

impl Run {
    fn new(words: &str, out: Option<&Path>) -> anyhow::Result<Self> {
        let mut lanelab = process::lanelab(words);
        if let Some(out) = out {
            lanelab.arg("--out").arg(out);
        }
        writeln!(io::stderr(), "lanelab {words}")?;
        let output = lanelab.output().context("cargo")?;
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "lanelab {words}: {}: {errors}", output.status);
        let banner = errors.lines().find_map(|line| line.strip_prefix("lanelab: ")).unwrap_or_default().to_owned();
        Ok(Self { text: String::from_utf8_lossy(&output.stdout).into_owned(), banner })
    }
}

/// Makes pictures and tables.
struct Maker {
    tables: PathBuf,
    pictures: PathBuf,
    scratch: PathBuf,
    commit: String,
}

impl Maker {
    /// The pictures, and the table of what they show.
    fn make_pictures(&self) -> anyhow::Result<()> {
        fs::create_dir_all(&self.pictures)?;
        Run::new("counts --rung best --scene lesson --format figure", Some(&self.pictures.join("lesson.png")))?;
        let run = Run::new(OCCUPANCY, Some(&self.scratch))?;
        let table = run.text.lines().skip_while(|line| !line.starts_with("rung ")).take_while(|line| !line.is_empty());
        let (view, _) = OCCUPANCY.split_once(" --rung").unwrap_or((OCCUPANCY, ""));
        self.write("occupancy.txt", view, &run.banner, table)?;
        for name in PICTURES {
            fs::copy(self.scratch.join(name), self.pictures.join(name)).with_context(|| name.to_owned())?;
        }
        Ok(())
    }

    /// The tables of a rung's lines, hottest function first. Returns the banner.
    fn profile(&self, rung: &str, scene: &str) -> anyhow::Result<String> {
        let words = format!("profile {rung} --scene {scene}");
        let run = Run::new(&words, Some(&self.scratch.join(rung)))?;
        let samples = run.text.lines().filter(|line| line.starts_with("Samples: "));
        let tables = run.text.lines().skip_while(|line| !line.starts_with("Total time: "));
        let tables = tables.take_while(|line| !line.starts_with("In "));
        self.write(&format!("{rung}.txt"), &words, &run.banner, samples.chain([""]).chain(tables))?;
        Ok(run.banner)
    }

    /// The hottest functions of a rung that was profiled.
    fn list_functions(&self, rung: &str, scene: &str, banner: &str) -> anyhow::Result<()> {
        let functions = fs::read_to_string(self.scratch.join(rung).join("functions.txt")).context("functions.txt")?;
        let rows = functions.lines().skip_while(|line| !line.trim_start().starts_with("Self s")).take(7);
        self.write("functions.txt", &format!("profile {rung} --scene {scene}"), banner, rows)
    }

    /// Writes a table under the command that made it and what it ran on.
    fn write<'a>(
        &self,
        name: &str,
        words: &str,
        banner: &str,
        lines: impl Iterator<Item = &'a str>,
    ) -> anyhow::Result<()> {
        let table = lines.collect::<Vec<_>>().join("\n").replace("\n\n\n", "\n\n");
        let table = table.trim_matches('\n');
        ensure!(
            !table.is_empty(),
            "lanelab {words} prints nothing for {name}: correct the pattern in xtask/src/book.rs"
        );
        fs::create_dir_all(&self.tables)?;
        let text = format!("lanelab {words}\n{banner}, commit {}\n\n{table}\n", self.commit);
        fs::write(self.tables.join(name), text).with_context(|| name.to_owned())
    }
}

/// Compares the pictures with new ones, and the documents with what their blocks name.
fn compare(chapters: &Path, scratch: &Path) -> anyhow::Result<()> {
    let [pictures, tables] = ["pictures", "tables"].map(|name| scratch.join(name));
    let (scratch, commit) = (scratch.to_owned(), "none".to_owned());
    Maker { tables: tables.clone(), pictures: pictures.clone(), scratch, commit }.make_pictures()?;
    let is_same_build = lanes(&tables)? == lanes(&chapters.join("tables"))?;
    let mut faults = String::new();
    for name in ["lesson.png"].iter().chain(&PICTURES) {
        if *name != "lesson.png" && !is_same_build {
            writeln!(io::stdout(), "skipped: {name}: it was made for vectors of another number of lanes")?;
        } else if fs::read(pictures.join(name))? != fs::read(chapters.join("pictures").join(name))? {
            faults += &format!("{CHAPTERS}/pictures/{name} is not what lanelab draws; ");
        }
    }
    for path in tables::stale(".".as_ref())? {
        faults += &format!("{} does not have what its blocks name; ", path.display());
    }
    ensure!(faults.is_empty(), "{faults}run scripts/book");
    Ok(())
}

fn lanes(tables: &Path) -> anyhow::Result<Option<String>> {
    let table = tables.join("occupancy.txt");
    let table = fs::read_to_string(&table).with_context(|| format!("{}: make it by scripts/book", table.display()))?;
    let lanes = table.split_once(" f64 lanes").and_then(|(before, _)| before.rsplit(' ').next());
    Ok(lanes.map(str::to_owned))
}

/// Builds the pages, where that is possible, and looks for links to files that do not exist.
fn check_pages() -> anyhow::Result<()> {
    if process::command("mdbook --version").output().is_err() {
        writeln!(io::stdout(), "skipped: links of the book's pages: no mdbook; cargo install mdbook --locked")?;
        return Ok(());
    }
    process::run(&mut process::command("mdbook build docs"))?;
    let dead = dead_links(PAGES.as_ref())?;
    ensure!(
        dead.is_empty(),
        "links to files that do not exist: {}; a link that leaves the book names a folder, or a file that is not .md",
        dead.join(", ")
    );
    Ok(())
}

/// The links of the pages in a folder that lead to no file.
fn dead_links(pages: &Path) -> anyhow::Result<Vec<String>> {
    let mut dead = Vec::new();
    for entry in fs::read_dir(pages).with_context(|| pages.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().display().to_string();
        if !name.ends_with(".html") || name == "404.html" {
            continue; // the links of 404.html begin at a server's root
        }
        let text = fs::read_to_string(&path).with_context(|| name.clone())?;
        for rest in ["href=\"", "src=\""].iter().flat_map(|mark| text.split(mark).skip(1)) {
            let link = rest.split(['"', '#', '?']).next().unwrap_or_default();
            if !link.contains(':') && !pages.join(link).exists() {
                dead.push(format!("{name}: {link}"));
            }
        }
    }
    Ok(dead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_no_file_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let text = r##"<a href="b.html#part">, <a href="#here">, <a href="https://a.b/c">, <img src="no.png">"##;
        fs::write(folder.path().join("a.html"), text).unwrap();
        fs::write(folder.path().join("b.html"), r#"<a href="..">, <a href="../none/README.html">"#).unwrap();
        let mut dead = dead_links(folder.path()).unwrap();
        dead.sort();
        assert_eq!(dead, ["a.html: no.png", "b.html: ../none/README.html"]);
    }
}
