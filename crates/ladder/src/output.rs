//! Where the results of measuring go: tables, JSON, a page; and what they are compared with.

use crate::Ladder;
use crate::commands::baseline::{Baseline, Since};
use crate::commands::{Done, verify};
use crate::engine::Entry;
#[cfg(feature = "page")]
use crate::program::failure::usage;
#[cfg(feature = "page")]
use crate::program::file::is_standard_output;
use crate::program::target::{Target, write_json};
use crate::report::{Changes, Report};
use crate::tables::{self, Extras};
use clap::Args;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// The arguments that say where results go.
#[derive(Debug, Default, Args)]
pub struct Output {
    /// Also write the results as JSON; - writes them to standard output instead of the tables
    #[arg(long, value_name = "FILE|-")]
    json: Option<PathBuf>,
    #[command(flatten)]
    since: Since,
    /// Also write the results as an HTML page
    #[cfg(feature = "page")]
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Files that can be written, and the baseline that was read.
#[derive(Debug)]
pub struct Opened<'a> {
    json: Option<Target<'a>>,
    baseline: Option<Baseline>,
    #[cfg(feature = "page")]
    page: Option<Target<'a>>,
}

/// A report, and what has changed since the baseline, if there is one.
#[derive(Serialize)]
struct Json<'a, R> {
    #[serde(flatten)]
    report: &'a R,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a Changes>,
}

impl Output {
    /// Checks, before anything is measured, that the files can be written and the baseline be compared with.
    ///
    /// # Errors
    /// Where one of them cannot.
    pub fn open<I, O>(&self, ladder: &Ladder<I, O>, entries: &[Entry], inputs: &[usize]) -> anyhow::Result<Opened<'_>> {
        Ok(Opened {
            json: self.json.as_deref().map(|path| Target::probe("--json", path)).transpose()?,
            baseline: self.since.read(ladder, entries, inputs)?,
            #[cfg(feature = "page")]
            page: match self.html.as_deref() {
                Some(path) if is_standard_output(path) => {
                    let why = "--html must name a file, as tables go to standard output: give it a name, as page.html";
                    return Err(usage(why));
                }
                path => path.map(|path| Target::probe("--html", path)).transpose()?,
            },
        })
    }
}

impl Opened<'_> {
    /// Whether standard output gets the JSON, and so nothing else.
    pub fn json_to_standard_output(&self) -> bool {
        self.json.is_some_and(Target::is_standard_output)
    }

    /// Writes the page, the JSON, which is `json`, and else the tables. Returns whether every rung agreed with its oracle
    /// and none is slower than the baseline allows.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub fn write(
        self,
        report: &Report,
        json: &impl Serialize,
        extras: &Extras,
        out: &mut dyn Write,
    ) -> anyhow::Result<bool> {
        #[cfg(feature = "page")]
        if let Some(page) = self.page {
            let html = crate::page::html(report, extras)?;
            page.write(out, |file| file.write_all(html.as_bytes()))?;
        }
        let since = self.baseline.map(|baseline| (baseline.changes(report), baseline));
        let json = Json { report: json, baseline: since.as_ref().map(|(changes, _)| changes) };
        let is_text = write_json(self.json, &json, out)?;
        let mut errors = std::io::stderr();
        let out: &mut dyn Write = if is_text { out } else { &mut errors };
        // Beside JSON on standard output only what is wrong is worth a message.
        let verification = report.verification.as_ref().filter(|found| is_text || !found.failures.is_empty());
        let verified = verification.map_or(Ok(Done::Well), |found| verify::report(found, out))?;
        if is_text {
            write!(out, "{}", tables::report(report, extras))?;
        }
        let changed =
            since.map_or(Ok(Done::Well), |(changes, baseline)| baseline.print(&report.ladder, &changes, out))?;
        if extras.verdicts {
            write!(out, "{}", tables::verdicts(report))?;
        }
        Ok([verified, changed] == [Done::Well; 2])
    }
}
