//! `--baseline`: what has changed since an earlier report.

use super::Done;
use crate::Ladder;
use crate::engine::Entry;
use crate::machine::{cpu, isa};
use crate::program::failure::usage;
use crate::program::text;
use crate::report::{Change, Changes, Report, with_threads};
use clap::Args;
use lanelab_measure::Ratio;
use lanelab_measure::format::{Percent, Times};
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, Default, Args)]
pub(crate) struct Since {
    /// Also compare with an earlier --json of this ladder on this machine
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Exit with 1 where a rung is slower than in the baseline by more than P % beyond the noise floor
    #[arg(long, value_name = "P%", requires = "baseline", value_parser = percent)]
    fail_slower: Option<f64>,
}

/// An earlier report, and by how much a rung may be slower than in it, as a fraction.
#[derive(Debug)]
pub(crate) struct Baseline {
    report: Report,
    most_slower: Option<f64>,
    asked: Asked,
}

/// What of the ladder this run was asked for.
#[derive(Debug)]
struct Asked {
    /// The inputs of the ladder that were left out.
    other_inputs: Vec<String>,
    rungs: Vec<String>,
    /// Rungs with their threads.
    entries: Vec<(String, usize)>,
}

impl Asked {
    fn of<I, O>(ladder: &Ladder<I, O>, entries: &[Entry], inputs: &[usize]) -> Self {
        let others = (0..ladder.inputs.len()).filter(|input| !inputs.contains(input));
        let name = |entry: &Entry| (ladder.rungs[entry.rung].name.clone(), entry.threads);
        Self {
            other_inputs: others.map(|input| ladder.inputs[input].name.clone()).collect(),
            rungs: ladder.rungs.iter().map(|rung| rung.name.clone()).collect(),
            entries: entries.iter().map(name).collect(),
        }
    }

    /// Whether the ladder has a rung on an input, and this run leaves it out.
    fn leaves_out(&self, input: &str, rung: &str, threads: usize) -> bool {
        let asked = self.entries.iter().any(|(name, on)| name == rung && *on == threads);
        self.other_inputs.iter().any(|other| other == input) || !asked && self.rungs.iter().any(|name| name == rung)
    }
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim_end().parse().ok();
    let number = number.filter(|percent| (0.0..=10_000.0).contains(percent));
    number
        .map(|percent: f64| percent / 100.0)
        .ok_or_else(|| "must be from 0 to 10000 per cent, as in 5 or 5%".to_owned())
}

impl Since {
    /// Reads the baseline and checks, before anything is measured, that it can be compared with.
    pub(crate) fn read<I, O>(
        &self,
        ladder: &Ladder<I, O>,
        entries: &[Entry],
        inputs: &[usize],
    ) -> anyhow::Result<Option<Baseline>> {
        let Some(path) = &self.baseline else { return Ok(None) };
        let refuse = |why: String| usage(format!("--baseline {}: {why}", path.display()));
        let report =
            Report::read(path).map_err(|error| refuse(format!("{}; name a file that --json wrote", cause(&error))))?;
        // Reports that are older than the field have no name.
        if !report.ladder.is_empty() && report.ladder != ladder.name {
            let (then, now) = (&report.ladder, &ladder.name);
            return Err(refuse(format!(
                "it is of the ladder {then:?}, not of {now:?}; name a file that this ladder wrote"
            )));
        }
        let machine = &report.machine;
        for (what, then, now) in [
            ("on the CPU", &machine.cpu, cpu::name()),
            ("on the CPU", &machine.cpu_model, cpu::model()),
            ("by a build for", &machine.isa, isa::NAME.to_owned()),
        ] {
            if *then != now {
                return Err(refuse(format!(
                    "it was measured {what} {then:?}, this is {now:?}; measure a baseline here"
                )));
            }
        }
        let has = |entry: &Entry| {
            let name = &ladder.rungs[entry.rung].name;
            inputs.iter().any(|&input| report.rung(&ladder.inputs[input].name, name, entry.threads).is_some())
        };
        if !entries.iter().any(has) {
            let why = "it has no rung, input and number of threads in common with this run";
            return Err(refuse(format!("{why}; choose others by --rung, --input and --threads, or measure it anew")));
        }
        Ok(Some(Baseline { report, most_slower: self.fail_slower, asked: Asked::of(ladder, entries, inputs) }))
    }
}

/// The error without the file's name, which the message has already.
fn cause(error: &anyhow::Error) -> String {
    error.root_cause().to_string()
}

impl Baseline {
    /// What has changed since it was measured.
    pub(crate) fn changes(&self, now: &Report) -> Changes {
        now.since(&self.report, |scene, rung| self.asked.leaves_out(&scene.name, &rung.name, rung.threads))
    }

    /// Prints what has changed; whether no rung is slower than allowed and no input has other work.
    pub(crate) fn print(&self, ladder: &str, changes: &Changes, out: &mut dyn Write) -> anyhow::Result<Done> {
        let commit = if changes.commit.is_empty() { "unknown" } else { &changes.commit };
        for of_input in changes.changes.chunk_by(|one, next| one.input == next.input) {
            let input = &of_input[0].input;
            write!(out, "\n{ladder}, {input}, against the baseline of commit {commit}\n{}", table(of_input))?;
        }
        write!(out, "{}", text::hang(&reproduced(&changes.changes), "    "))?;
        let warning = "WARNING: the baseline was not measured in one session with this run. So these are ratios of \
                       medians without an interval, and a different clock, load or build is in them too.";
        write!(out, "{}", text::hang(warning, "    "))?;
        for (what, names) in [
            ("Only in this run", &changes.only_now),
            ("Only in the baseline", &changes.only_then),
            ("NOT COMPARED, as there was other work on them; measure the baseline anew", &changes.other_work),
        ] {
            if !names.is_empty() {
                write!(out, "{}", text::hang(&format!("{what}: {}.", names.join(", ")), "    "))?;
            }
        }
        let Some(most) = self.most_slower else { return Ok(Done::Well) };
        let takes =
            |change: &Change| format!("{} on {} takes {}", name(change), change.input, Times(1.0 / change.speed_up));
        let slower: Vec<_> = changes.changes.iter().filter(|change| change.is_slower_by(most)).map(takes).collect();
        if !slower.is_empty() {
            let slower = slower.join(", ");
            let text = format!("SLOWER than --fail-slower {} allows: {slower} of the baseline's time.", Percent(most));
            write!(out, "{}", text::hang(&text, "    "))?;
        }
        Ok(if slower.is_empty() && changes.other_work.is_empty() { Done::Well } else { Done::Badly })
    }
}

/// How many ratios to the base came out as they did then, and which did not.
fn reproduced(changes: &[Change]) -> String {
    let others: Vec<_> = changes.iter().filter(|change| change.reproduced == Some(false)).collect();
    let all = changes.iter().filter(|change| change.reproduced.is_some()).count();
    let same = all - others.len();
    let text =
        format!("Reproduced: {same} of {all} ratios to the base: the intervals overlap within the noise floors.");
    let other = |change: &&Change| {
        let [was, is] =
            change.widths.each_ref().map(|width| width.as_ref().map_or_else(String::new, |of| format!(" at {of}")));
        let [then, now] = change.ratios.map(Ratio::from);
        format!("{} on {}: {then}{was} then, {now}{is} now", name(change), change.input)
    };
    match others.iter().map(other).collect::<Vec<_>>() {
        others if others.is_empty() => text,
        others => format!("{text} NOT REPRODUCED: {}.", others.join("; ")),
    }
}

fn name(change: &Change) -> String {
    with_threads(&change.rung, change.threads)
}

fn table(changes: &[Change]) -> String {
    let row = |change: &Change| {
        let floor = Percent(change.floor).to_string();
        vec![name(change), Times(change.speed_up).to_string(), floor, change.verdict.to_owned()]
    };
    let heading = ["rung", "× as fast as then", "noise", "verdict"];
    text::table(&heading, 1.., changes.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_are_read_with_and_without_their_sign() {
        let read = ["5", "5%", "5 %", "0.5%", "0"].map(|text| percent(text).unwrap());
        assert_eq!(read, [0.05, 0.05, 0.05, 0.005, 0.0]);
        for wrong in ["", "%", "-1", "NaN", "5%%", "20000"] {
            assert!(percent(wrong).is_err(), "{wrong}");
        }
    }
}
