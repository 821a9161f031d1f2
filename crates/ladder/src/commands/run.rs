//! `run` and `compare`: verify, measure, report.

use super::select::Select;
use super::{Done, banner};
use crate::engine::Entry;
use crate::machine::note_oversubscription;
use crate::output::Output;
use crate::program::failure::usage;
use crate::tables::Extras;
use crate::{Ladder, Measuring, plan};
use clap::Args;
use lineprof::Config;
use std::io::Write;

#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) select: Select,
    /// Seconds of timed work for each rung on each input
    #[arg(long, value_name = "S", default_value = "0.5", value_parser = seconds)]
    pub(super) seconds: f64,
    #[command(flatten)]
    pub(super) output: Output,
}

impl Default for Run {
    fn default() -> Self {
        Self { select: Select::default(), seconds: 0.5, output: Output::default() }
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

pub(crate) fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (1e-9..=86_400.0).contains(seconds));
    seconds.ok_or_else(|| "must be a number of seconds from 1e-9 to 86400, as in 0.5".to_owned())
}

impl Compare {
    pub(super) fn answer<I: Sync, O: Send + Sync>(
        self,
        ladder: &Ladder<I, O>,
        out: &mut dyn Write,
    ) -> anyhow::Result<Done> {
        let select = Select { rungs: vec![self.base.clone(), self.rung.clone()], ..self.run.select.clone() };
        if self.base == self.rung {
            return Err(usage(format!("compare {0} {0} names one rung twice: name two", self.base)));
        }
        if !self.run.select.rungs.is_empty() {
            return Err(usage("compare BASE RUNG names its rungs: leave out --rung"));
        }
        let mut entries = select.entries_of("BASE or RUNG", ladder)?;
        entries.sort_by_key(|entry| ladder.rungs[entry.rung].name != self.base);
        Run { select, ..self.run }.measure(ladder, &entries, true, out)
    }
}

impl Run {
    pub(super) fn answer<I: Sync, O: Send + Sync>(
        self,
        ladder: &Ladder<I, O>,
        out: &mut dyn Write,
    ) -> anyhow::Result<Done> {
        let entries = self.select.entries(ladder)?;
        self.measure(ladder, &entries, false, out)
    }

    /// Measures and reports, `verdicts` in words at the end.
    fn measure<I: Sync, O: Send + Sync>(
        &self,
        ladder: &Ladder<I, O>,
        entries: &[Entry],
        verdicts: bool,
        out: &mut dyn Write,
    ) -> anyhow::Result<Done> {
        let inputs = self.select.inputs(ladder)?;
        let output = self.output.open(ladder, entries, &inputs)?;
        banner(&ladder.name);
        note_oversubscription(entries.iter().map(|entry| entry.threads).max());
        let (plan, sampling) = (plan(self.seconds)?, self.output.sampling(Config::default()));
        let (plan, sampling) = (&plan, sampling.as_ref());
        let what = Measuring { entries, base: 0, inputs: &inputs, plan, limits: true, sampling };
        let report = ladder.measure(&what)?;
        let well = output.write(&report, &report, &Extras { verdicts, ..Extras::default() }, out)?;
        Ok(if well { Done::Well } else { Done::Badly })
    }
}
