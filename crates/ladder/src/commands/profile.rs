//! `profile`: the time of a rung by function and by source line.

use super::select::Select;
use super::{Done, banner, verify};
use crate::Ladder;
use crate::engine::sample;
#[cfg(feature = "page")]
use crate::machine::commit;
use crate::machine::note;
use crate::program::{folder, text};
use crate::report::RungProfile;
#[cfg(feature = "page")]
use crate::report::{Machine, Profiles, Report, SCHEMA, Verification};
use anyhow::Context;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Tables of lines that are printed; the files have all.
const SHOWN_TABLES: usize = 3;

/// Hottest lines that are printed.
const SHOWN_LINES: usize = 10;

#[derive(Debug, Args)]
pub(super) struct Profile {
    /// The rung
    rung: String,
    /// An input, by its name or the end of it after "=" [default: the last]
    #[arg(long, value_name = "INPUT")]
    input: Option<String>,
    /// The number of threads of a rung on several, 1 to 1024 [default: that of the CPUs]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Seconds of work
    #[arg(long, value_name = "S", default_value = "2", value_parser = super::run::seconds)]
    seconds: f64,
    /// Folder for tables, flamegraphs and exports; created if needed [default: profile/RUNG in target/lanelab of the
    /// Cargo workspace around the current folder, or else in lanelab-out]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also write the profile as an HTML page
    #[cfg(feature = "page")]
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Profile {
    pub(super) fn answer<I: Sync, O: Send>(&self, ladder: &Ladder<I, O>, out: &mut dyn Write) -> anyhow::Result<Done> {
        let select = Select {
            rungs: vec![self.rung.clone()],
            inputs: self.input.iter().cloned().collect(),
            threads: self.threads.into_iter().collect(),
        };
        let entries = select.entries(ladder)?;
        let input = *select.inputs(ladder)?.last().context("there is no input")?;
        let folder = folder::of_argument(self.out.as_deref(), &format!("profile/{}", self.rung))?;
        #[cfg(feature = "page")]
        let page = self.html.as_deref().map(super::run::page_target).transpose()?;
        banner(&ladder.name);
        let prepared = ladder.prepare(input)?;
        let mut failures = Vec::new();
        verify::agreeing(ladder, &entries, &prepared, &mut failures)?;
        if verify::report(ladder, 1, 1, &failures, out)? == Done::Badly {
            return Ok(Done::Badly);
        }
        let profile = sample(ladder, entries[0], &prepared, self.seconds)??;
        let files = profile.write_files(&folder)?;
        let found = RungProfile::of(&self.rung, entries[0].threads, &profile);
        writeln!(out, "\n{}", profile.quality())?;
        writeln!(out, "{}", text::wrap(&format!("{}: {}.", self.rung, found.sentence), ""))?;
        found.remark.iter().for_each(|remark| note(&format!("{}: {remark}", self.rung)));
        let mut lines = profile.lines();
        lines.hot.truncate(SHOWN_LINES);
        lines.tables.truncate(SHOWN_TABLES);
        write!(out, "{lines}")?;
        #[cfg(feature = "page")]
        if let Some(page) = page {
            let profiles = Profiles { input: prepared.name.clone(), refused: None, rungs: vec![found] };
            let html = crate::page::html(&report(ladder, profiles))?;
            page.write(out, |file| file.write_all(html.as_bytes()))?;
        }
        let names: Vec<_> =
            files.iter().filter_map(|file| file.file_name()).map(|name| name.to_string_lossy()).collect();
        write!(out, "\n{}", text::wrap(&format!("In {}: {}.", folder.display(), names.join(", ")), ""))?;
        Ok(Done::Well)
    }
}

/// A report of a profile alone.
#[cfg(feature = "page")]
fn report<I, O>(ladder: &Ladder<I, O>, profiles: Profiles) -> Report {
    Report {
        schema: SCHEMA.to_owned(),
        ladder: ladder.name.clone(),
        precision: String::new(),
        machine: Machine::inspect(commit()),
        limits: None,
        verification: Some(Verification {
            agreement: ladder.agreement.to_string(),
            rungs: 1,
            inputs: 1,
            failures: Vec::new(),
        }),
        scenes: Vec::new(),
        profiles: Some(profiles),
    }
}
