//! Escape time on the engine of all ladders: what it measures of rungs on a view, and what it adds to the report.

mod ladder;
pub(crate) mod plan;
pub(crate) mod selection;

use crate::peak::Peak;
use crate::report::{self, Escape, RungFields, SceneFields};
use ladder::{Parts, ViewLadder, name};
use lanelab_escape::{Ladder, Occupancy, Threads, count_lane_steps};
use lanelab_grid::{Numerics, Rounding, Rung, Steps};
use lanelab_ladder::program::console::{progress_bar, show_time};
use lanelab_ladder::report::{Report, Rung as Measured, Scene};
use lanelab_ladder::{Measuring, Sampling};
use lanelab_measure::Plan;
use selection::Selection;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The oracles' answers for a view.
pub(crate) type Answers = BTreeMap<Numerics, Steps>;

/// What one line of the ladder measures: a rung, its rounding and a number of threads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) rung: &'a Rung,
    pub(crate) rounding: Rounding,
    pub(crate) threads: usize,
}

impl Entry<'_> {
    pub(crate) const fn numerics(&self) -> Numerics {
        self.rung.numerics(self.rounding)
    }
}

/// A view with the ladder of the rungs that are measured on it.
pub(crate) struct Session<'a> {
    parts: Arc<Parts>,
    selection: &'a Selection,
    entries: &'a [Entry<'a>],
    pub(crate) ladder: ViewLadder,
    /// The entries as those of the ladder.
    pub(crate) of_ladder: Vec<lanelab_ladder::Entry>,
}

/// What was measured: as of any ladder, and with what escape time adds.
#[derive(Debug, Clone)]
pub(crate) struct Results {
    pub(crate) plain: Report,
    pub(crate) report: report::Report,
}

impl Results {
    /// Adds those of another view.
    pub(crate) fn append(&mut self, other: Self) {
        let peaks = self.report.more.peak.take().zip(other.report.more.peak.as_ref());
        self.report.more.peak = peaks.map(|(peak, other)| peak.best(other));
        self.report.append(other.report);
        self.plain.append(other.plain);
    }
}

impl<'a> Session<'a> {
    /// # Errors
    /// Where there is no entry, and where threads or memory cannot be allocated.
    pub(crate) fn new(
        escape: &Arc<Ladder>,
        selection: &'a Selection,
        entries: &'a [Entry<'a>],
    ) -> anyhow::Result<Self> {
        let threads = entries.iter().map(|entry| entry.threads).filter(|&threads| threads > 1);
        selection.check_memory(3 + threads.sum::<usize>())?; // two answers, the array that is filled, independent runs
        let parts = Parts::new(escape, entries)?;
        let (ladder, order) = ladder::ladder(&parts, selection, entries)?;
        let mut of_ladder = vec![lanelab_ladder::Entry { rung: 0, threads: 1 }; entries.len()];
        for (rung, entry) in order.into_iter().enumerate() {
            of_ladder[entry] = lanelab_ladder::Entry { rung, threads: entries[entry].threads };
        }
        Ok(Self { of_ladder, parts, selection, entries, ladder })
    }

    /// Verifies the entries, times them, and samples them where that is asked for; the one at `base` is the one the others
    /// are compared with.
    pub(crate) fn measure(&self, base: usize, plan: &Plan, sampling: Option<&Sampling>) -> anyhow::Result<Results> {
        let peak = self.peak(plan);
        let what = Measuring { entries: &self.of_ladder, base, inputs: &[0], plan, limits: false, sampling };
        let mut plain = self.ladder.measure(&what)?;
        plain.precision.clear(); // the rungs have several
        // Of this build, whatever folder it runs in.
        env!("LANELAB_COMMIT").clone_into(&mut plain.machine.commit);
        let occupancies = self.occupancies();
        let more = Escape { peak: report::Peak::of(&peak, &self.parts.escape.peak) };
        let fields = |_: &Scene, measured: &Measured| self.of_rung(measured, &peak, &occupancies);
        let report = plain.clone().with(more, |scene| self.of_scene(scene), fields);
        Ok(Results { plain, report })
    }

    /// The rates of the entries' inner loops alone, measured on this thread while nothing else runs.
    ///
    /// A loop gets a twentieth of a rung's time: the fastest of many short bursts is found quickly.
    fn peak(&self, plan: &Plan) -> Peak {
        let loops = self.entries.iter().filter_map(|entry| Some((entry.rung.inner.as_ref()?, entry.rounding)));
        let bar = progress_bar(1);
        bar.set_message("inner loops alone");
        // The fastest of many bursts counts, so a redraw disturbs none.
        show_time(&bar, true);
        let peak = Peak::measure(&self.parts.escape, loops, &[], (plan.budget().get() / 20.0).min(0.1));
        bar.finish_and_clear();
        peak
    }

    /// Needed over executed lane-steps of each rung with lanes, by its name in the ladder; counted in the tiles of one
    /// thread, and not timed.
    fn occupancies(&self) -> BTreeMap<String, f64> {
        let mut counted = BTreeMap::new();
        let bar = progress_bar(self.entries.len());
        show_time(&bar, true);
        for entry in self.entries {
            bar.set_message(format!("lane-steps of {}", entry.rung.name));
            let name = name(entry, self.entries);
            if let (false, Some(tiles)) =
                (counted.contains_key(&name), count_lane_steps(entry.rung, &self.selection.job(entry.rounding)))
            {
                counted.insert(name, tiles.collect::<Occupancy>().share());
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        counted
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of iterations")]
    fn of_scene(&self, scene: &Scene) -> SceneFields {
        let Selection { view, limit, map, .. } = self.selection;
        SceneFields {
            region: view.region().bounds(),
            width: view.raster().width,
            height: view.raster().height,
            limit: limit.get(),
            map: map.to_string(),
            iterations: scene.work.as_ref().map_or(0, |work| work.amount as u64),
        }
    }

    fn of_rung(&self, measured: &Measured, peak: &Peak, occupancies: &BTreeMap<String, f64>) -> RungFields {
        let is = |entry: &&Entry<'_>| name(entry, self.entries) == measured.name;
        let Entry { rung, rounding, .. } = *self.entries.iter().find(is).unwrap_or(&self.entries[0]);
        let numerics = rung.numerics(rounding);
        let [per_s, per_cycle] = measured.rate.as_ref().map_or([0.0; 2], |rate| [rate.per_s, rate.per_cycle]);
        let of_a_core = per_s / measured.threads as f64;
        let bare = rung.inner.as_ref().and_then(|inner| peak.bare(inner, rounding)).filter(|_| !rung.effective);
        RungFields {
            precision: numerics.precision.name().to_owned(),
            lanes: Some(rung.lanes),
            rounding: rounding.name().to_owned(),
            giter_per_s: per_s / 1e9,
            iter_per_cycle: per_cycle,
            of_peak: bare.map(|bare| of_a_core / bare.per_second),
            effective: rung.effective,
            checksum: self.parts.checksum(numerics),
            occupancy: occupancies.get(&measured.name).copied(),
        }
    }
}

/// The oracle's answer under each of these numerics, on all cores.
pub(crate) fn answers(
    ladder: &Ladder,
    selection: &Selection,
    numerics: impl Iterator<Item = Numerics>,
) -> anyhow::Result<Answers> {
    let threads = Threads::new(crate::machine::cores().min(Threads::MOST))?;
    let answer = |numerics: Numerics| {
        let bar = selection.bar(format!("the oracle's answer, {numerics}"));
        Ok((numerics, selection.steps(ladder.oracle(numerics.precision), numerics.rounding, &threads, &bar)?))
    };
    numerics.collect::<BTreeSet<_>>().into_iter().map(answer).collect()
}
