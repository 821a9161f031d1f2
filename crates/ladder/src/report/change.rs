//! What has changed between two reports of one ladder.

use super::{Code, Interval, Report, Rung, Scene, with_threads};
use crate::tables::sizes;
use lanelab_measure::Verdict;
use serde::Serialize;

/// What has changed since an earlier report of a ladder.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Changes {
    /// The commit of the earlier report; empty where that is unknown.
    pub(crate) commit: String,
    pub(crate) changes: Vec<Change>,
    /// What was measured now and not then: a rung on an input each.
    pub(crate) only_now: Vec<String>,
    pub(crate) only_then: Vec<String>,
    /// Inputs on which there was other work then, so that times cannot be compared: each with both.
    pub(crate) other_work: Vec<String>,
}

/// How a rung's time on an input has changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Change {
    pub(crate) input: String,
    pub(crate) rung: String,
    pub(crate) threads: usize,
    /// The median then over the median now: how many times as fast it is as then.
    pub(crate) speed_up: f64,
    /// The largest of both noise floors, and of half the intervals of the rung's ratios, as a fraction.
    pub(crate) floor: f64,
    /// `faster`, `slower` or `not distinguishable`.
    pub(crate) verdict: &'static str,
    /// The ratio to the base then, and now.
    pub(crate) ratios: [Interval; 2],
    /// The widths of the vectors then, and now, where the ladder compares at an equal width and they are known.
    pub(crate) widths: [Option<String>; 2],
    /// Whether the two ratios are one result: the intervals overlap within the noise floors, and
    /// the widths of vectors are equal where the ladder compares at an equal width. Null for the base.
    pub(crate) reproduced: Option<bool>,
}

impl Change {
    fn new([before, now]: [&Scene; 2], [was, is]: [&Rung; 2]) -> Self {
        let (input, rung, threads) = (now.name.clone(), is.name.clone(), is.threads);
        let floors = before.floor.max(now.floor);
        let floor = [floors, was.uncertainty(), is.uncertainty()].into_iter().fold(0.0, f64::max);
        let (speed_up, ratios) = (was.median_s / is.median_s, [was.speed_up, is.speed_up]);
        let widths = [was, is].map(|rung| rung.code.as_ref().map(Code::width));
        let reproduced = (!now.is_base(is)).then(|| overlap(ratios, floors) && widths[0] == widths[1]);
        Self {
            input,
            rung,
            threads,
            speed_up,
            floor,
            verdict: verdict(speed_up, floor).name(),
            ratios,
            widths,
            reproduced,
        }
    }

    /// Whether its time has grown by more than this fraction, and by the noise floor beyond that.
    pub(crate) fn is_slower_by(&self, fraction: f64) -> bool {
        slower(self.speed_up, self.floor, fraction)
    }
}

fn verdict(speed_up: f64, floor: f64) -> Verdict {
    match () {
        () if speed_up > 1.0 + floor => Verdict::Faster,
        () if slower(speed_up, floor, 0.0) => Verdict::Slower,
        () => Verdict::NotDistinguishable,
    }
}

fn slower(speed_up: f64, floor: f64, fraction: f64) -> bool {
    1.0 / speed_up > (1.0 + floor) * (1.0 + fraction)
}

/// Whether two intervals overlap, each wider by this fraction. So none is then faster and now slower than the base.
fn overlap([one, other]: [Interval; 2], floor: f64) -> bool {
    let wider = 1.0 + floor;
    one.low / wider <= other.high * wider && other.low / wider <= one.high * wider
}

impl Rung {
    /// Half the interval of its ratio to the base, as a fraction of that.
    fn uncertainty(&self) -> f64 {
        let ratio = self.speed_up;
        (ratio.high - ratio.low) / (2.0 * ratio.median)
    }
}

impl Report {
    fn scene(&self, input: &str) -> Option<&Scene> {
        self.scenes.iter().find(|scene| scene.name == input)
    }

    /// A rung on an input and a number of threads.
    pub(crate) fn rung(&self, input: &str, rung: &str, threads: usize) -> Option<&Rung> {
        self.scene(input)?.rungs.iter().find(|found| found.name == rung && found.threads == threads)
    }

    /// What has changed since an earlier report, of which what is `skipped` was not asked for now.
    pub(crate) fn since(&self, then: &Self, skipped: impl Fn(&Scene, &Rung) -> bool) -> Changes {
        let commit = then.machine.commit.clone();
        let (mut changes, mut other_work) = (Vec::new(), Vec::new());
        for now in &self.scenes {
            let Some(before) = then.scene(&now.name) else { continue };
            if let (Some(was), Some(is)) = (&before.work, &now.work)
                && was != is
            {
                other_work.push(format!("{} ({} then, {} now)", now.name, sizes(was), sizes(is)));
                continue;
            }
            changes.extend(now.rungs.iter().filter_map(|rung| {
                let was = then.rung(&now.name, &rung.name, rung.threads)?;
                Some(Change::new([before, now], [was, rung]))
            }));
        }
        Changes {
            commit,
            changes,
            only_now: lacking(self, then, |_, _| false),
            only_then: lacking(then, self, skipped),
            other_work,
        }
    }
}

/// What a report has and another lacks, but what is skipped: a rung on an input each.
fn lacking(report: &Report, other: &Report, skipped: impl Fn(&Scene, &Rung) -> bool) -> Vec<String> {
    let of = |scene: &Scene, rung: &Rung| format!("{} on {}", with_threads(&rung.name, rung.threads), scene.name);
    let pairs = report.scenes.iter().flat_map(|scene| scene.rungs.iter().map(move |rung| (scene, rung)));
    pairs
        .filter(|(scene, rung)| other.rung(&scene.name, &rung.name, rung.threads).is_none() && !skipped(scene, rung))
        .map(|(scene, rung)| of(scene, rung))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_counts_beyond_the_floor_and_fails_beyond_both() {
        let table = [
            (1.0 / 1.05, 0.01, "slower", true),
            (1.0 / 1.02, 0.01, "slower", false),
            (1.0 / 1.04, 0.01, "slower", false),
            (1.0 / 1.05, 0.06, "not distinguishable", false),
            (1.05, 0.01, "faster", false),
            (1.05, 0.06, "not distinguishable", false),
        ];
        for (speed_up, floor, expected, fails) in table {
            let found = (verdict(speed_up, floor).name(), slower(speed_up, floor, 0.03));
            assert_eq!(found, (expected, fails), "{speed_up} {floor}");
        }
    }

    #[test]
    fn ratios_are_one_result_where_their_intervals_overlap_within_the_floor() {
        let interval = |low: f64, high: f64| Interval { median: low.midpoint(high), low, high, pairs: 20 };
        for (one, other, floor, expected) in [
            ((1.0, 1.2), (1.1, 1.3), 0.01, true),
            ((1.0, 1.2), (1.22, 1.3), 0.01, true),
            ((1.0, 1.2), (1.23, 1.3), 0.01, false),
            ((1.23, 1.3), (1.0, 1.2), 0.01, false),
            ((1.02, 1.1), (0.9, 0.98), 0.01, false),
            ((1.0, 1.2), (1.23, 1.3), 0.02, true),
        ] {
            let intervals = [interval(one.0, one.1), interval(other.0, other.1)];
            assert_eq!(overlap(intervals, floor), expected, "{one:?} {other:?} {floor}");
        }
    }
}
