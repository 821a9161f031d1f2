//! What the rungs of a ladder were compiled to.

use crate::Ladder;
use crate::engine::{Entry, Prepared, Session, sample};
use crate::machine::note;
use crate::program::text;
use crate::report::{Code, HEADINGS, Profiles, Report, RungProfile, Scene};
use lineprof::Config;
use std::time::Duration;

/// How calls of a rung are sampled.
#[derive(Debug, Clone)]
pub struct Sampling {
    /// For how long.
    pub long: Duration,
    /// What to sample, and whose lines to charge. Those of this crate are not the user's, whatever it says.
    pub config: Config,
}

impl<I: Sync, O: Send> Ladder<I, O> {
    /// Profiles of the entries that a report has measured, on the input with the longest calls of the base. It ends where the system lets nothing be
    /// sampled.
    ///
    /// # Errors
    /// Where the input cannot be made again, and where threads cannot be started.
    pub(crate) fn profiles(
        &self,
        report: &Report,
        entries: &[Entry],
        sampling: &Sampling,
    ) -> anyhow::Result<Option<Profiles>> {
        let of_base =
            |scene: &&Scene| scene.rungs.iter().find(|rung| scene.is_base(rung)).map_or(0.0, |rung| rung.median_s);
        let longest = report.scenes.iter().max_by(|one, next| of_base(one).total_cmp(&of_base(next)));
        let Some(scene) = longest else { return Ok(None) };
        let Some(input) = self.inputs.iter().position(|input| input.name == scene.name) else { return Ok(None) };
        let prepared = self.prepare(input, entries)?;
        let mut profiles = Profiles { input: scene.name.clone(), ..Profiles::default() };
        for &entry in entries {
            let name = &self.rungs[entry.rung].name;
            if !scene.rungs.iter().any(|rung| rung.name == *name && rung.threads == entry.threads) {
                continue;
            }
            match sample(self, entry, &prepared, sampling)? {
                Ok(profile) => profiles.rungs.push(RungProfile::of(name, entry.threads, &profile)),
                Err(error) => {
                    profiles.refused = Some(error.to_string());
                    break;
                }
            }
        }
        Ok(Some(profiles))
    }
}

/// How long each rung is sampled to read its machine code: some hundred samples.
const CODE_SECONDS: f64 = 0.25;

impl<I: Sync, O: Send> Ladder<I, O> {
    /// Samples each measured entry, and reads what its hottest loop was compiled to.
    ///
    /// # Errors
    /// Where threads cannot be started.
    pub(crate) fn read_codes(&self, session: &mut Session, prepared: &Prepared<I, O>) -> anyhow::Result<()> {
        let sampling = Sampling { long: Duration::from_secs_f64(CODE_SECONDS), config: Config::default() };
        for line in &mut session.lines {
            match sample(self, line.entry, prepared, &sampling)? {
                Ok(profile) => line.code = Code::of(&profile),
                Err(error) => note(&format!("the widths of vectors on {} are not known: {error}", prepared.name)),
            }
        }
        Ok(())
    }
}

/// A table of what the rungs were compiled to; empty where that was not asked for.
pub(crate) fn table(report: &Report) -> String {
    let Some(Profiles { input, refused, rungs }) = &report.profiles else { return String::new() };
    let mut text = String::from("\n");
    text += &text::wrap(
        &format!(
            "What each rung was compiled to, on {input}: packed and scalar are shares of its samples on arithmetic of all \
             lanes of vectors and of one floating-point number; not inlined: what its loops call."
        ),
        "",
    );
    if let Some(why) = refused {
        text += &text::hang(&format!("note: not profiled: {why}"), "      ");
    }
    if !rungs.is_empty() {
        let headings: Vec<&str> = ["rung"].into_iter().chain(HEADINGS).collect();
        let row = |rung: &RungProfile| [rung.label()].into_iter().chain(rung.cells()).collect();
        text += &text::table(&headings, 1..4, rungs.iter().map(row).collect());
    }
    text
}
