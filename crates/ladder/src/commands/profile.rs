//! `profile`: the time of a rung by function and by source line.

use super::select::Select;
use super::{Done, banner, verify};
use crate::engine::{Entry, call, caught, sample};
use crate::ladder::Form;
use crate::machine::note;
use crate::output::write_page;
use crate::program::target::Target;
use crate::program::{folder, text};
use crate::report::{Profiles, Report, RungProfile, Verification};
use crate::tables::Extras;
use crate::{Ladder, Sampling};
use anyhow::Context;
use clap::Args;
use lineprof::Config;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Tables of lines that are printed; the files have all.
const SHOWN_TABLES: usize = 3;

/// Hottest lines that are printed.
const SHOWN_LINES: usize = 10;

#[derive(Debug, Args)]
pub(super) struct Profile {
    /// The rung
    rung: String,
    /// An input, by its name or the end of it after "=" [default: that with the longest call]
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
    pub(super) fn answer<I: Sync, O: Send + Sync>(
        &self,
        ladder: &Ladder<I, O>,
        out: &mut dyn Write,
    ) -> anyhow::Result<Done> {
        let select = Select {
            rungs: vec![self.rung.clone()],
            inputs: self.input.iter().cloned().collect(),
            threads: self.threads.into_iter().collect(),
        };
        let entries = select.entries_of("RUNG", ladder)?;
        let inputs = select.inputs(ladder)?;
        let folder = folder::of_argument(self.out.as_deref(), &format!("profile/{}", self.rung))?;
        #[cfg(feature = "page")]
        let page = self.html.as_deref().map(crate::output::page_target).transpose()?;
        #[cfg(not(feature = "page"))]
        let page = None;
        banner(&ladder.name);
        let input = if let [input] = inputs[..] { input } else { longest(ladder, entries[0], &inputs)? };
        let sampling = Sampling { long: Duration::from_secs_f64(self.seconds), config: Config::default() };
        let well = ladder.profile(entries[0], input, &sampling, (&folder, page), out)?;
        Ok(if well { Done::Well } else { Done::Badly })
    }
}

/// The input on which a call takes longest.
fn longest<I: Sync, O: Send>(ladder: &Ladder<I, O>, entry: Entry, inputs: &[usize]) -> anyhow::Result<usize> {
    let mut longest = (Duration::ZERO, None);
    for &input in inputs {
        let prepared = ladder.prepare(input, &[entry])?;
        let time = call::with(ladder, entry, &prepared, |run| {
            let begin = Instant::now();
            _ = caught(run);
            begin.elapsed()
        })?;
        longest = longest.max((time, Some(input)));
    }
    longest.1.context("there is no input")
}

impl<I: Sync, O: Send + Sync> Ladder<I, O> {
    /// Compares an entry on an input with the oracle, samples its calls, writes all files of the profile into a folder, and
    /// a page, and prints what is hot. Returns whether the answer agrees; where not, that is printed and nothing sampled.
    ///
    /// # Errors
    /// Where input or oracle panic, threads cannot be started, nothing can be sampled, or something cannot be written.
    #[doc(hidden)]
    pub fn profile(
        &self,
        entry: Entry,
        input: usize,
        sampling: &Sampling,
        (folder, page): (&Path, Option<Target<'_>>),
        out: &mut dyn Write,
    ) -> anyhow::Result<bool> {
        let prepared = self.prepare(input, &[entry])?;
        let mut failures = Vec::new();
        verify::agreeing(self, &[entry], &prepared, verify::CALLS, &mut failures)?;
        let verification = Verification { agreement: self.agreements(), rungs: 1, inputs: 1, failures };
        if verify::report(&verification, out)? == Done::Badly {
            return Ok(false);
        }
        out.flush()?;
        let profile = sample(self, entry, &prepared, sampling)??;
        let files = profile.write_files(folder)?;
        let found = RungProfile::of(&self.rungs[entry.rung].name, entry.threads, &profile);
        writeln!(out, "\n{}", profile.quality())?;
        if matches!(self.rungs[entry.rung].form, Form::InPlace(_)) {
            writeln!(out, "Left out: samples in which the data of the next calls were made.")?;
        }
        if entry.threads > 1 {
            writeln!(out, "{}", profile.threads())?;
        }
        writeln!(out, "{}", text::wrap(&format!("{}: {}.", found.name, found.sentence), ""))?;
        found.remark.iter().for_each(|remark| note(&format!("{}: {remark}", found.name)));
        let mut lines = profile.lines();
        lines.hot.truncate(SHOWN_LINES);
        lines.tables.truncate(SHOWN_TABLES);
        write!(out, "{lines}")?;
        let profiles = Profiles { input: prepared.name.clone(), refused: None, rungs: vec![found] };
        if let Some(page) = page {
            let of = Report::of(self, None, &[]);
            let report = Report { verification: Some(verification), profiles: Some(profiles), ..of };
            write_page(page, &report, &Extras::default(), out)?;
        }
        let names: Vec<_> =
            files.iter().filter_map(|file| file.file_name()).map(|name| name.to_string_lossy()).collect();
        write!(out, "\n{}", text::wrap(&format!("In {}: {}.", folder.display(), names.join(", ")), ""))?;
        Ok(true)
    }
}
