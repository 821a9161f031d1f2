//! Counts fills in callgrind.

use crate::baseline::{ByLine, Fill, Job};
use anyhow::{Context, ensure};
use lanelab_escape::{Map, SCENES};
use lanelab_grid::{Rounding, WRAPPERS};
use lineprof::Config;
use lineprof::exact::{self, Ir, Kind, Program, Purpose, Target};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Where callgrind starts and stops to count: a function of the example `work`.
const COUNTED: &str = "--toggle-collect=*counted_fill*";

/// A program that fills, and what is needed to count it.
#[derive(Debug)]
pub(crate) struct Counter {
    program: Program,
    root: PathBuf,
    scratch: PathBuf,
}

impl Counter {
    /// Builds the program from the workspace that the current folder is the root of.
    pub(crate) fn build(target_dir: &Path, scratch: &Path) -> anyhow::Result<Self> {
        let root = env::current_dir().and_then(fs::canonicalize).context("the current folder")?;
        let target = Target {
            kind: Kind::Example("work".to_owned()),
            package: Some("lanelab-escape".to_owned()),
            manifest: Some(root.join("Cargo.toml")),
            folder: Some(target_dir.to_owned()),
            cargo_args: vec!["--locked".to_owned()],
        };
        Ok(Self { program: target.build(Purpose::Ir)?, root, scratch: scratch.to_owned() })
    }

    /// Counts all jobs; also gives the text of the lines that cost something.
    pub(crate) fn all(&self) -> anyhow::Result<(Vec<Fill>, ByLine<String>)> {
        let fills = jobs().into_iter().map(|job| self.count(job)).collect::<anyhow::Result<Vec<_>>>()?;
        let source = texts(&self.root, &fills)?;
        Ok((fills, source))
    }

    fn count(&self, job: Job) -> anyhow::Result<Fill> {
        let out = self.scratch.join("callgrind.out");
        let mut callgrind = exact::callgrind(&out);
        callgrind.arg(COUNTED);
        let arguments = [&job.scene, &job.rung, &job.rounding].map(String::clone);
        let status = self.program.command(Some(callgrind), &arguments).status().context("valgrind")?;
        ensure!(status.success(), "the fill {job} in valgrind: {status}");
        let config = Config {
            sources: vec![self.root.clone()],
            transparent: WRAPPERS.map(str::to_owned).to_vec(),
            ..Config::default()
        };
        Ok(fill(job, &self.root, &Ir::read(&self.program.path, &out, &config)?))
    }
}

/// What is counted: each rung as its operators round, and the best as it rounds least.
fn jobs() -> Vec<Job> {
    let ladder = Map::Mandelbrot.ladder();
    let mut jobs = Vec::new();
    for scene in &SCENES {
        for kernel in &ladder.kernels {
            let counted = |rounding: &Rounding| match rounding {
                Rounding::Separate => true,
                Rounding::Fused => false,
                Rounding::Contracted => kernel.name == "best",
            };
            let roundings = kernel.roundings.iter().filter(|rounding| counted(rounding));
            jobs.extend(roundings.map(|rounding| Job {
                scene: scene.name.to_owned(),
                rung: kernel.name.to_owned(),
                rounding: rounding.name().to_owned(),
            }));
        }
    }
    jobs
}

fn fill(job: Job, root: &Path, ir: &Ir) -> Fill {
    let mut lines: ByLine<u64> = ByLine::new();
    for (path, line, own, _) in ir.iter().filter(|&(.., own, _)| own > 0) {
        let path = path.strip_prefix(root).unwrap_or(path).display().to_string();
        lines.entry(path).or_default().insert(line, own);
    }
    let charged: u64 = lines.values().flat_map(|lines| lines.values()).sum();
    let instructions = ir.program();
    Fill { job, instructions, others: instructions.saturating_sub(charged), lines }
}

/// The text of each line that costs something in one of the fills.
fn texts(root: &Path, fills: &[Fill]) -> anyhow::Result<ByLine<String>> {
    let mut texts: ByLine<String> = ByLine::new();
    for (file, lines) in fills.iter().flat_map(|fill| &fill.lines) {
        let path = root.join(file);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let of_file = texts.entry(file.clone()).or_default();
        let numbered = (1..).zip(text.lines()).filter(|(number, _)| lines.contains_key(number));
        of_file.extend(numbered.map(|(number, line)| (number, line.trim().to_owned())));
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rung_is_counted_on_every_scene_and_the_best_contracted_too() {
        let (jobs, rungs) = (jobs(), Map::Mandelbrot.ladder().kernels.len());
        assert_eq!(jobs.len(), SCENES.len() * (rungs + 1), "{jobs:?}");
        let contracted: Vec<_> = jobs.iter().filter(|job| job.rounding == "contracted").collect();
        assert!(contracted.iter().all(|job| job.rung == "best"), "{contracted:?}");
    }
}
