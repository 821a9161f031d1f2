//! Counts fills in callgrind.

use super::baseline::Counts;
use anyhow::{Context, ensure};
use lanelab_escape::{Map, SCENES, WRAPPERS};
use lanelab_grid::Rounding;
use lineprof::Config;
use lineprof::exact::{self, Ir, Kind, Program, Purpose, Target};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where callgrind starts and stops counting: a function of the example `work`.
const COUNTED: &str = "--toggle-collect=*counted_fill*";

/// Fills by name, as in `lesson best separate`.
pub(crate) type Fills = BTreeMap<String, Fill>;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fill {
    /// All of the program's own.
    pub(crate) instructions: i64,
    /// Those of each line of the workspace, by file and number. The others are charged to no line.
    pub(crate) lines: BTreeMap<(String, u32), Line>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) instructions: i64,
    /// Its text, by which the line is found again where others moved it.
    pub(crate) text: String,
}

/// A program that fills, and what is needed to count it.
#[derive(Debug)]
pub(crate) struct Counter {
    program: Program,
    root: PathBuf,
    /// Where callgrind writes.
    folder: PathBuf,
}

impl Counter {
    /// Builds the program of a workspace.
    pub(crate) fn build(workspace: &Path, target_dir: &Path) -> anyhow::Result<Self> {
        let root = fs::canonicalize(workspace).with_context(|| workspace.display().to_string())?;
        let manifest = format!("--manifest-path={}", root.join("Cargo.toml").display());
        let options = [&manifest, "--package=lanelab-escape", "--example=work", "--release", "--locked"];
        let options = options.map(str::to_owned).into();
        let target = Target { kind: Kind::Run, options, folder: Some(target_dir.to_owned()) };
        let program = target.build(Purpose::Ir)?;
        Ok(Self { program, root, folder: target_dir.to_owned() })
    }

    /// Counts on every thread: what runs meanwhile changes no count.
    pub(crate) fn count_all(&self, jobs: &[String]) -> anyhow::Result<Fills> {
        writeln!(io::stderr(), "counting the instructions of {} fills", jobs.len())?;
        jobs.par_iter().map(|job| Ok((job.clone(), self.count(job)?))).collect()
    }

    fn count(&self, job: &str) -> anyhow::Result<Fill> {
        let callgrind_out = self.folder.join(format!("callgrind.out.{}", job.replace(' ', ".")));
        let mut callgrind = exact::callgrind(&callgrind_out);
        callgrind.arg(COUNTED);
        let arguments: Vec<_> = job.split(' ').map(str::to_owned).collect();
        let status = self.program.command(Some(callgrind), &arguments).status().context("valgrind")?;
        ensure!(status.success(), "the fill {job} in valgrind: {status}");
        let config = Config {
            sources: vec![self.root.clone()],
            transparent: WRAPPERS.map(str::to_owned).to_vec(),
            ..Config::default()
        };
        self.fill(&Ir::read(&self.program.path, &[callgrind_out], &config)?)
    }

    fn fill(&self, ir: &Ir) -> anyhow::Result<Fill> {
        let mut fill = Fill { instructions: ir.program().cast_signed(), lines: BTreeMap::new() };
        let mut texts: BTreeMap<PathBuf, String> = BTreeMap::new();
        for (path, number, instructions, _) in ir.iter().filter(|&(.., own, _)| own > 0) {
            if !texts.contains_key(path) {
                let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
                texts.insert(path.to_owned(), text);
            }
            let text = texts[path].lines().nth(number as usize - 1).unwrap_or_default().trim().to_owned();
            let file = path.strip_prefix(&self.root).unwrap_or(path).display().to_string();
            fill.lines.insert((file, number), Line { instructions: instructions.cast_signed(), text });
        }
        Ok(fill)
    }
}

pub(crate) fn totals(fills: &Fills) -> Counts {
    fills.iter().map(|(job, fill)| (job.clone(), fill.instructions)).collect()
}

/// What is counted, each as in `lesson best separate`: every rung under `separate`, and `best` under `contracted` too.
pub(crate) fn jobs() -> Vec<String> {
    let ladder = Map::Mandelbrot.ladder();
    let mut jobs = Vec::new();
    for scene in &SCENES {
        for rung in &ladder.rungs {
            let is_counted = |rounding: &Rounding| match rounding {
                Rounding::Separate => true,
                Rounding::Fused => false,
                Rounding::Contracted => rung.name == "best",
            };
            let roundings = rung.roundings.iter().filter(|rounding| is_counted(rounding));
            jobs.extend(roundings.map(|rounding| format!("{} {} {}", scene.name, rung.name, rounding.name())));
        }
    }
    jobs
}
