//! The commands that print profiles. What they return is for standard output.

use super::owned::Owned;
use super::{SAVED, print_note};
use crate::{Profile, export};
use anyhow::{Result, anyhow, ensure};
use clap::Args;
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
    /// Only functions with this in their names
    #[arg(short, long, value_name = "NAME", group = "view")]
    function: Option<String>,
    #[command(flatten)]
    owned: Owned,
}

impl Report {
    pub(super) fn run(&self) -> Result<String> {
        let profile = self.owned.apply(load(&self.profile)?)?;
        Ok(if self.functions {
            profile.functions().to_string()
        } else if self.threads {
            profile.threads().to_string()
        } else if let Some(name) = &self.function {
            let lines = profile.lines();
            let tables: Vec<String> =
                lines.tables.iter().filter(|table| table.function.contains(name)).map(ToString::to_string).collect();
            ensure!(!tables.is_empty(), "no function with {name:?} in its name has samples; see --functions");
            tables.join("\n")
        } else {
            format!("{}\n{}", profile.quality(), profile.lines())
        })
    }
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The profile before: a folder that `record` wrote, or its lineprof.json
    before: PathBuf,
    /// The profile after
    after: PathBuf,
    /// The differential flamegraph
    #[arg(long, value_name = "FILE.svg", default_value = "diff.svg")]
    out: PathBuf,
    #[command(flatten)]
    owned: Owned,
}

impl Diff {
    pub(super) fn run(&self) -> Result<String> {
        let (before, after) = (self.owned.apply(load(&self.before)?)?, self.owned.apply(load(&self.after)?)?);
        export::write_diff(&self.out, &before, &after, export::Shape::Flames)?;
        print_note(&format!("flamegraph of the differences in {}", self.out.display()));
        Ok(export::changes(&before, &after, 20))
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
            "no sample lies in a function with {:?} in its name; `lineprof report --functions` lists them",
            self.function
        );
        Ok(assemblies.join("\n"))
    }
}

/// The profile in a file, or in the folder that it was written to; what was saved of it, where that was not finished.
fn load(path: &Path) -> Result<Profile> {
    let within = |name| Some(path.join(name)).filter(|file| file.exists());
    let file = if path.is_dir() { within(SAVED).unwrap_or(path.join("lineprof.json")) } else { path.to_owned() };
    Profile::read_json(&file)
        .map_err(|error| anyhow!("{error}; name a folder that `lineprof record --out DIR` wrote, or its lineprof.json"))
}
