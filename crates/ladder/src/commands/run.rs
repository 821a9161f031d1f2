//! `run` and `compare`: verify, measure, report.

use super::baseline::Since;
use super::select::Select;
use super::{Done, banner, verify};
use crate::Ladder;
use crate::engine::{Ceilings, Entry, Session, measure};
use crate::machine::{note, note_oversubscription};
use crate::program::failure::usage;
#[cfg(feature = "page")]
use crate::program::file::is_standard_output;
use crate::program::target::{Target, write_json};
use crate::report::{Report, Verification};
use crate::{compiled, tables};
use clap::Args;
use lanelab_measure::{Plan, Ratio};
use std::io::Write;
#[cfg(feature = "page")]
use std::path::Path;
use std::path::PathBuf;

/// The most samples of a rung: more of them barely narrow the interval.
const MOST_ROUNDS: u32 = 1000;

#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) select: Select,
    /// Seconds of timed work for each rung on each input
    #[arg(long, value_name = "S", default_value = "0.5", value_parser = seconds)]
    pub(super) seconds: f64,
    /// Also write the results as JSON; - writes them to standard output instead of the tables
    #[arg(long, value_name = "FILE|-")]
    pub(super) json: Option<PathBuf>,
    #[command(flatten)]
    pub(super) since: Since,
    /// Also write the results as an HTML page
    #[cfg(feature = "page")]
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    /// Also profile each rung on the last input for so many seconds; 0 does not [default: 0.5 with --html, else 0]
    #[arg(long, value_name = "S", value_parser = seconds_or_none)]
    pub(super) profile_seconds: Option<f64>,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            select: Select::default(),
            seconds: 0.5,
            json: None,
            since: Since::default(),
            #[cfg(feature = "page")]
            html: None,
            profile_seconds: None,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Compare {
    /// The rung that the other is compared with
    base: String,
    /// The other rung
    rung: String,
    #[command(flatten)]
    run: Run,
}

pub(super) fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (1e-9..=86_400.0).contains(seconds));
    seconds.ok_or_else(|| "must be a number of seconds from 1e-9 to 86400, as in 0.5".to_owned())
}

/// Seconds, or 0 for none.
fn seconds_or_none(text: &str) -> Result<f64, String> {
    if text.parse() == Ok(0.0) { Ok(0.0) } else { seconds(text) }
}

impl Compare {
    pub(super) fn answer<I: Sync, O: Send>(self, ladder: &Ladder<I, O>, out: &mut dyn Write) -> anyhow::Result<Done> {
        let select = Select { rungs: vec![self.base.clone(), self.rung.clone()], ..self.run.select };
        if self.base == self.rung {
            return Err(usage(format!("compare {0} {0} names one rung twice: name two", self.base)));
        }
        let mut entries = select.entries(ladder)?;
        entries.sort_by_key(|entry| ladder.rungs[entry.rung].name != self.base);
        Run { select, ..self.run }.measure(ladder, &entries, tables::verdicts, out)
    }
}

impl Run {
    pub(super) fn answer<I: Sync, O: Send>(self, ladder: &Ladder<I, O>, out: &mut dyn Write) -> anyhow::Result<Done> {
        let entries = self.select.entries(ladder)?;
        self.measure(ladder, &entries, |_| String::new(), out)
    }

    /// Measures and reports; `closing` is what is printed last.
    fn measure<I: Sync, O: Send>(
        &self,
        ladder: &Ladder<I, O>,
        entries: &[Entry],
        closing: impl Fn(&Report) -> String,
        out: &mut dyn Write,
    ) -> anyhow::Result<Done> {
        let inputs = self.select.inputs(ladder)?;
        let target = self.json.as_deref().map(|path| Target::probe("--json", path)).transpose()?;
        let baseline = self.since.read(ladder, entries, &inputs)?;
        #[cfg(feature = "page")]
        let page = self.html.as_deref().map(page_target).transpose()?;
        banner(&ladder.name);
        note_oversubscription(entries.iter().map(|entry| entry.threads).max());
        let threads = || entries.iter().map(|entry| entry.threads);
        let ceilings = Ceilings::measure(threads())?;
        let mut failures = Vec::new();
        let sessions = self.sessions(ladder, entries, &inputs, &mut failures)?;
        // Nothing may exceed a ceiling, so that it is measured when the machine is at its best.
        let ceilings = ceilings.best(&Ceilings::measure(threads())?);
        let verification = Some(Verification {
            agreement: ladder.agreement.to_string(),
            rungs: entries.len(),
            inputs: inputs.len(),
            failures: failures.clone(),
        });
        let mut report = Report { verification, ..Report::of(ladder, &ceilings, &sessions) };
        let profiled = self.profile_seconds.unwrap_or(if self.has_page() { 0.5 } else { 0.0 });
        if profiled > 0.0 {
            report.profiles = ladder.profiles(&report, entries, profiled)?;
        }
        #[cfg(feature = "page")]
        if let Some(page) = page {
            let html = crate::page::html(&report)?;
            page.write(out, |file| file.write_all(html.as_bytes()))?;
        }
        let is_text = write_json(target, &report, out)?;
        let mut errors = std::io::stderr();
        let out: &mut dyn Write = if is_text { out } else { &mut errors };
        let verified = verify::report(ladder, entries.len(), inputs.len(), &failures, out)?;
        if is_text {
            write!(out, "{}{}", tables::report(&report), compiled::table(&report))?;
        }
        let changed = baseline.map_or(Ok(Done::Well), |baseline| baseline.compare(&report, out))?;
        write!(out, "{}", closing(&report))?;
        Ok(if verified == Done::Well { changed } else { verified })
    }

    #[cfg(feature = "page")]
    const fn has_page(&self) -> bool {
        self.html.is_some()
    }

    #[cfg(not(feature = "page"))]
    const fn has_page(&self) -> bool {
        false
    }

    fn sessions<I: Sync, O: Send>(
        &self,
        ladder: &Ladder<I, O>,
        entries: &[Entry],
        inputs: &[usize],
        failures: &mut Vec<String>,
    ) -> anyhow::Result<Vec<Session>> {
        let least = u32::try_from(Ratio::PAIRS_FOR_A_VERDICT)?;
        let plan = Plan::default().budget_seconds(self.seconds)?.rounds(least, MOST_ROUNDS)?;
        let mut sessions = Vec::new();
        for &index in inputs {
            let prepared = ladder.prepare(index)?;
            let agreeing = verify::agreeing(ladder, entries, &prepared, failures)?;
            if agreeing.first() != entries.first() && !agreeing.is_empty() {
                note(&format!("the base disagrees on {}, so another rung takes its place", prepared.name));
            }
            if !agreeing.is_empty() {
                sessions.push(measure(ladder, &agreeing, &prepared, &plan)?);
            }
        }
        Ok(sessions)
    }
}

/// Where the page goes: a file, as standard output has the tables.
#[cfg(feature = "page")]
pub(super) fn page_target(path: &Path) -> anyhow::Result<Target<'_>> {
    match is_standard_output(path) {
        true => Err(usage("--html must name a file, as tables go to standard output: give it a name, as page.html")),
        false => Target::probe("--html", path),
    }
}
