//! Where the results of measuring go: tables, JSON, a page; and what they are compared with.

use crate::Ladder;
use crate::commands::baseline::{Baseline, Since};
use crate::commands::run::seconds;
use crate::commands::{Done, verify};
use crate::engine::Entry;
#[cfg(feature = "page")]
use crate::program::failure::usage;
#[cfg(feature = "page")]
use crate::program::file::is_standard_output;
use crate::program::target::{Target, write_json};
use crate::report::{Changes, Report};
use crate::tables::{self, Extras};
use crate::{Sampling, compiled};
use clap::Args;
use lineprof::Config;
use serde::Serialize;
use std::io::Write;
#[cfg(feature = "page")]
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

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
    /// Also profile each rung for so many seconds, on the input with the longest calls of the base; 0 does not [default: 0.5 with --html, else 0]
    #[arg(long, value_name = "S", value_parser = seconds_or_none)]
    profile_seconds: Option<f64>,
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
            page: self.html.as_deref().map(page_target).transpose()?,
        })
    }

    /// How each measured rung is sampled; none where that is not asked for.
    pub fn sampling(&self, config: Config) -> Option<Sampling> {
        #[cfg(feature = "page")]
        let has_page = self.html.is_some();
        #[cfg(not(feature = "page"))]
        let has_page = false;
        let seconds = self.profile_seconds.unwrap_or(if has_page { PROFILE_SECONDS } else { 0.0 });
        (seconds > 0.0).then(|| Sampling { long: Duration::from_secs_f64(seconds), config })
    }
}

/// Enough for some hundred samples.
const PROFILE_SECONDS: f64 = 0.5;

/// Seconds, or 0 for none.
fn seconds_or_none(text: &str) -> Result<f64, String> {
    if text.parse() == Ok(0.0) { Ok(0.0) } else { seconds(text) }
}

/// Where a page goes: a file, as standard output has the tables.
///
/// # Errors
/// Where the file cannot be written.
#[cfg(feature = "page")]
pub fn page_target(path: &Path) -> anyhow::Result<Target<'_>> {
    match is_standard_output(path) {
        true => Err(usage("--html must name a file, as tables go to standard output: give it a name, as page.html")),
        false => Target::probe("--html", path),
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
            write_page(page, report, extras, out)?;
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
            write!(out, "{}{}", tables::report(report, extras), compiled::table(report))?;
        }
        let changed =
            since.map_or(Ok(Done::Well), |(changes, baseline)| baseline.print(&report.ladder, &changes, out))?;
        if extras.verdicts {
            write!(out, "{}", tables::verdicts(report))?;
        }
        Ok([verified, changed] == [Done::Well; 2])
    }
}

/// Writes the page of a report.
///
/// # Errors
/// Where that cannot be done.
#[cfg_attr(not(feature = "page"), expect(unused_variables, reason = "pages are left out of this build"))]
pub(crate) fn write_page(
    page: Target<'_>,
    report: &Report,
    extras: &Extras,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    #[cfg(feature = "page")]
    {
        let html = crate::page::html(report, extras)?;
        page.write(out, |file| file.write_all(html.as_bytes()))?;
    }
    Ok(())
}
