//! The commands that print profiles. What they return is for standard output.

use super::SAVED;
use super::owned::Owned;
use super::width::{fitted, width};
use crate::views::{LINES_INTRODUCTION, Lines, fit};
use crate::{Profile, export};
use anyhow::{Result, anyhow, ensure};
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Report {
    /// A folder that `record` wrote, or its lineprof.json
    #[arg(default_value = "lineprof.out")]
    profile: PathBuf,
    /// Time by function
    #[arg(long, group = "view")]
    functions: bool,
    /// Time by thread
    #[arg(long, group = "view")]
    threads: bool,
    /// Time by line of functions with this in their names
    #[arg(short, long, value_name = "NAME", group = "view")]
    function: Option<String>,
    #[command(flatten)]
    owned: Owned,
    /// Print JSON of the schema lineprof.report/1
    #[arg(long, group = "view")]
    json: bool,
    /// Write a page for a browser that needs no network: hot lines, source with instructions, flamegraphs, threads
    #[arg(long, value_name = "FILE", group = "view")]
    html: Option<PathBuf>,
    /// Fold the inner frames of rayon, tokio, crossbeam, futures and thread start into one frame each in flamegraphs
    #[arg(long, requires = "html")]
    hide_runtime: bool,
    /// Tell apart the instances of generic functions, and the functions that a line lies in
    #[arg(long, conflicts_with_all = ["json", "threads", "html"])]
    instances: bool,
}

impl Report {
    pub(super) fn run(&self) -> Result<String> {
        let (mut profile, width) = (self.owned.apply(load(&self.profile)?)?, width(&io::stdout()));
        if let Some(file) = &self.html {
            profile.config.hide_runtime |= self.hide_runtime;
            profile
                .write_page(file)
                .map_err(|error| anyhow!("--html {error}; name a file in a folder that can be written to"))?;
            return Ok(format!("page in {}\n", file.display()));
        }
        let lines = || if self.instances { profile.lines_by_instance() } else { profile.lines() };
        Ok(if self.json {
            export::report_json(&profile)?
        } else if self.functions {
            let functions = if self.instances { profile.functions_by_instance() } else { profile.functions() };
            fitted(&functions, width)
        } else if self.threads {
            fitted(&profile.threads(), width)
        } else if let Some(name) = &self.function {
            let tables_of = |lines: Lines| -> Vec<String> {
                let tables = lines.tables.iter().filter(|table| table.function.contains(name));
                tables.map(|table| fitted(table, width)).collect()
            };
            // A name with types is that of an instance.
            let tables = Some(tables_of(lines())).filter(|tables| !tables.is_empty());
            let tables = tables.unwrap_or_else(|| tables_of(profile.lines_by_instance()));
            ensure!(!tables.is_empty(), "no function with {name:?} in its name has samples; see --functions");
            format!("{}\n{}", fitted(&LINES_INTRODUCTION, width), tables.join("\n"))
        } else {
            format!(
                "{}{}\n{}",
                fitted(&profile.quality(), width),
                fitted(&profile.vectors(), width),
                fitted(&lines(), width)
            )
        })
    }
}

#[derive(Debug, Args)]
pub(super) struct Asm {
    /// A part of the function's name
    function: String,
    /// A folder that `record` wrote, or its lineprof.json
    #[arg(default_value = "lineprof.out")]
    profile: PathBuf,
    #[command(flatten)]
    owned: Owned,
}

impl Asm {
    pub(super) fn run(&self) -> Result<String> {
        let assemblies = self.owned.apply(load(&self.profile)?)?.assembly(&self.function)?;
        ensure!(
            !assemblies.is_empty(),
            "no instruction with samples belongs to a function with {:?} in its name, or to one inlined into it; where \
             `lineprof report` has time for it, name the function after `via`",
            self.function
        );
        let width = width(&io::stdout());
        let lines = assemblies.iter().flat_map(|text| text.lines().chain([""]));
        Ok(lines.map(|line| fit(line, width) + "\n").collect())
    }
}

/// The profile in a file, or in the folder that it was written to; what was saved of it, where that was not finished.
pub(super) fn load(path: &Path) -> Result<Profile> {
    let within = |name| Some(path.join(name)).filter(|file| file.exists());
    let file = if path.is_dir() { within(SAVED).unwrap_or(path.join("lineprof.json")) } else { path.to_owned() };
    Profile::read_json(&file)
        .map_err(|error| anyhow!("{error}; name a folder that `lineprof record --out DIR` wrote, or its lineprof.json"))
}
