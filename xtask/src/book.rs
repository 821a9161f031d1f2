//! What the book shows: pictures and tables of profiles.
//!
//! Pictures and counts are the same on every machine whose vectors have as many lanes. Times are of this machine.

use crate::{process, tables};
use anyhow::{Context, ensure};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const CHAPTERS: &str = "docs/src";
const OCCUPANCY: &str = "occupancy --scene seahorse --size 192x192 --rung lanes-masked --rung lanes-refill \
                         --rung lanes-compacted";
const PICTURES: [&str; 2] = ["seahorse-lanes-masked.png", "seahorse-lanes-refill.png"];

/// Makes everything, or with `check` compares what does not depend on this machine's times.
pub(crate) fn run(check: bool) -> anyhow::Result<()> {
    let chapters = Path::new(CHAPTERS);
    let scratch = process::target_dir().join("book");
    drop(fs::remove_dir_all(&scratch));
    process::run(&mut process::command("cargo build --release -p lanelab"))?;
    if check {
        return compare(chapters, &scratch);
    }
    let commit = process::line("git describe --always --dirty --abbrev=12 --exclude=*")?;
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
    Ok(table.split(", ").find(|part| part.ends_with(" f64 lanes a vector")).map(str::to_owned))
}
