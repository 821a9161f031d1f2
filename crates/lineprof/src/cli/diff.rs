//! The command that compares two profiles.

use super::owned::Owned;
use super::report::load;
use super::width::{fitted, width};
use super::{print, print_note};
use crate::export;
use anyhow::{Result, anyhow};
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The profile before: a folder that `record` wrote, or its lineprof.json
    #[arg(default_value = "lineprof.out.old")]
    before: PathBuf,
    /// The profile after
    #[arg(default_value = "lineprof.out")]
    after: PathBuf,
    /// The differential flamegraph [default: diff.svg; none with --json or --fail-above]
    #[arg(long, value_name = "FILE.svg")]
    out: Option<PathBuf>,
    /// Print JSON of the schema lineprof.diff/1
    #[arg(long)]
    json: bool,
    /// Exit with 1 if the CPU time in total, of a function or of a line grew by more than this percentage of the total
    /// before, with the whole 95 % interval above it
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    fail_above: Option<f64>,
    #[command(flatten)]
    owned: Owned,
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "it must be a number of percent, 0 or more, as 5".to_owned())
}

impl Diff {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let (before, after) = (self.owned.apply(load(&self.before)?)?, self.owned.apply(load(&self.after)?)?);
        let changes = before.changes_to(&after);
        let code = print(if self.json {
            export::changes_json(&before, &after, &changes)?
        } else {
            fitted(&changes, width(&io::stdout()))
        })?;
        let is_checked = self.json || self.fail_above.is_some();
        if let Some(out) = self.out.as_deref().or((!is_checked).then_some(Path::new("diff.svg"))) {
            export::write_diff(out, &before, &after, export::Shape::Flames)
                .map_err(|error| anyhow!("--out {error}; name a file in a folder that can be written to"))?;
            print_note(&format!("flamegraph of the differences in {}", out.display()));
        }
        let Some(percent) = self.fail_above else { return Ok(code) };
        let grown = changes.grown(percent);
        for change in &grown {
            let seconds = change.change_seconds.seconds();
            print_note(&format!("grown by more than {percent} % of the total before: {change}, {seconds}"));
        }
        Ok(if grown.is_empty() { code } else { ExitCode::FAILURE })
    }
}
