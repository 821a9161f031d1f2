//! What the book shows: pictures, tables of profiles, and the blocks of its chapters.
//!
//! Pictures and counts are the same on every machine whose vectors have as many lanes. Times are of this machine.

use crate::{blocks, process, tables};
use anyhow::{Context, bail, ensure};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const CHAPTERS: &str = "docs/src";

/// What of the pictures is kept.
const PICTURES: [&str; 2] = ["seahorse-lanes-masked.png", "seahorse-lanes-refill.png"];

/// Makes everything, or with `check` compares what does not depend on this machine's times.
pub(crate) fn run(check: bool) -> anyhow::Result<()> {
    let chapters = Path::new(CHAPTERS);
    process::run(process::command("cargo", &["build", "--release", "--quiet", "-p", "lanelab"]))?;
    if check {
        return compare(chapters);
    }
    let commit = process::line("git", &["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"])?;
    let maker = Maker { scratch: scratch()?, tables: chapters.join("tables"), commit };
    maker.make_pictures(&chapters.join("pictures"))?;
    maker.profile("array-masked", "lesson")?;
    maker.profile("array-compacted", "lesson")?;
    maker.list_functions("array-compacted", "lesson")?;
    maker.profile("lanes-interleaved", "overview")?;
    let step = ["lesson", "--step", "mandel7"];
    let run = run_lanelab(&step)?;
    maker.write("lesson.txt", &step, &run.banner, run.text.lines())?;
    // Every chapter is sound before one is written.
    for (path, _, text) in filled(chapters)? {
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    tables::run(None)?;
    Ok(writeln!(io::stdout(), "Commit {CHAPTERS}.")?)
}

/// An empty folder in cargo's.
fn scratch() -> anyhow::Result<PathBuf> {
    let folder = process::target_dir().join("book");
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(folder)
}

/// What a run of `lanelab` printed: its results, and its first line, which names the build.
struct Run {
    text: String,
    banner: String,
}

fn run_lanelab(args: &[&str]) -> anyhow::Result<Run> {
    let output = process::lanelab(args).output().context("lanelab")?;
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "lanelab {}: {}: {errors}", args.join(" "), output.status);
    let banner = errors.lines().find_map(|line| line.strip_prefix("lanelab: ")).unwrap_or_default().to_owned();
    Ok(Run { text: String::from_utf8_lossy(&output.stdout).into_owned(), banner })
}

/// Makes pictures and tables.
struct Maker {
    scratch: PathBuf,
    tables: PathBuf,
    commit: String,
}

impl Maker {
    /// The pictures, and the table of what they show.
    fn make_pictures(&self, folder: &Path) -> anyhow::Result<()> {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        run_lanelab(&["counts", "--rung", "best", "--scene", "lesson", "--out", &text(&folder.join("lesson.png"))])?;
        let rungs = ["--rung", "lanes-masked", "--rung", "lanes-refill", "--rung", "lanes-compacted"];
        let view = ["occupancy", "--scene", "seahorse", "--size", "192x192"];
        let run = run_lanelab(&[&view[..], &rungs, &["--out", &text(&self.scratch)]].concat())?;
        let table = run.text.lines().skip_while(|line| !line.starts_with("rung ")).take_while(|line| !line.is_empty());
        self.write("occupancy.txt", &view, &run.banner, table)?;
        for name in PICTURES {
            fs::copy(self.scratch.join(name), folder.join(name)).with_context(|| name.to_owned())?;
        }
        Ok(())
    }

    /// The tables of a rung's lines, hottest function first.
    fn profile(&self, rung: &str, scene: &str) -> anyhow::Result<()> {
        let args = ["profile", rung, "--scene", scene];
        let run = run_lanelab(&[&args[..], &["--out", &text(&self.scratch.join(rung))]].concat())?;
        let samples = run.text.lines().filter(|line| line.starts_with("Samples: "));
        let tables = run.text.lines().skip_while(|line| !line.starts_with("Total time: "));
        let tables = tables.take_while(|line| !line.starts_with("In "));
        self.write(&format!("{rung}.txt"), &args, &run.banner, samples.chain([""]).chain(tables))
    }

    /// The hottest functions of a rung that was profiled.
    fn list_functions(&self, rung: &str, scene: &str) -> anyhow::Result<()> {
        let path = self.scratch.join(rung).join("functions.txt");
        let functions = fs::read_to_string(&path).with_context(|| text(&path))?;
        let rows = functions.lines().skip_while(|line| !line.trim_start().starts_with("Self s")).take(7);
        let table = fs::read_to_string(self.tables.join(format!("{rung}.txt")))?;
        let head: Vec<_> = table.lines().take(2).collect();
        let args = ["profile", rung, "--scene", scene];
        let banner = head.get(1).and_then(|line| line.rsplit_once(", commit ")).map_or("", |(banner, _)| banner);
        self.write("functions.txt", &args, banner, rows)
    }

    /// Writes a table under the command that made it and what it ran on.
    fn write<'a>(
        &self,
        name: &str,
        args: &[&str],
        banner: &str,
        lines: impl Iterator<Item = &'a str>,
    ) -> anyhow::Result<()> {
        let table = lines.collect::<Vec<_>>().join("\n").replace("\n\n\n", "\n\n");
        let table = table.trim_matches('\n');
        let command = format!("lanelab {}", args.join(" "));
        ensure!(
            !table.is_empty(),
            "{command} prints nothing that {name} shows: correct the pattern in xtask/src/book.rs"
        );
        fs::create_dir_all(&self.tables).with_context(|| text(&self.tables))?;
        let whole = format!("{command}\n{banner}, commit {}\n\n{table}\n", self.commit);
        fs::write(self.tables.join(name), whole).with_context(|| name.to_owned())
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Each chapter: its path, its text, and its text with the tables that its blocks name.
fn filled(chapters: &Path) -> anyhow::Result<Vec<(PathBuf, String, String)>> {
    let mut filled = Vec::new();
    for entry in fs::read_dir(chapters).with_context(|| text(chapters))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "md") {
            let before = fs::read_to_string(&path).with_context(|| text(&path))?;
            let table = |name: &str| {
                let file = chapters.join("tables").join(name);
                let table = fs::read_to_string(&file).with_context(|| {
                    format!("there is no table {}: name one that scripts/book makes", file.display())
                })?;
                Ok(format!("```text\n{table}```\n"))
            };
            let after = blocks::rewrite(&before, "table", table).with_context(|| text(&path))?;
            filled.push((path, before, after));
        }
    }
    Ok(filled)
}

/// Compares the pictures with new ones, and the chapters with the tables.
fn compare(chapters: &Path) -> anyhow::Result<()> {
    let scratch = scratch()?;
    let (pictures, tables) = (scratch.join("pictures"), scratch.join("tables"));
    Maker { scratch, tables: tables.clone(), commit: "none".to_owned() }.make_pictures(&pictures)?;
    let is_same_build = lanes(&tables)? == lanes(&chapters.join("tables"))?;
    let mut faults = Vec::new();
    for name in ["lesson.png"].iter().chain(&PICTURES) {
        if *name != "lesson.png" && !is_same_build {
            writeln!(io::stdout(), "skipped: {name}: it was made for vectors of another number of lanes")?;
        } else if fs::read(pictures.join(name))? != fs::read(chapters.join("pictures").join(name))? {
            faults.push(format!("{CHAPTERS}/pictures/{name} is not what lanelab draws"));
        }
    }
    let stale = filled(chapters)?.into_iter().filter(|(_, before, after)| before != after);
    faults.extend(stale.map(|(path, ..)| format!("{} does not show what {CHAPTERS}/tables holds", path.display())));
    if !faults.is_empty() {
        bail!("{}: run scripts/book", faults.join("\n"));
    }
    Ok(())
}

/// How many lanes the build of a folder's tables has.
fn lanes(tables: &Path) -> anyhow::Result<Option<String>> {
    let path = tables.join("occupancy.txt");
    let table = fs::read_to_string(&path).with_context(|| text(&path))?;
    Ok(table.split(", ").find(|part| part.ends_with(" f64 lanes a vector")).map(str::to_owned))
}
