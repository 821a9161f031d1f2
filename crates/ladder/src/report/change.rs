//! What has changed between two reports of one ladder.

use super::{Report, Rung, Scene};
use lanelab_measure::Verdict;

/// How a rung's time on an input has changed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    rung: String,
    threads: usize,
    /// The median then over the median now: how many times as fast it is as then.
    pub(crate) speed_up: f64,
    /// The larger of both noise floors, as a fraction.
    pub(crate) floor: f64,
}

impl Change {
    /// The rung, with its threads where they are several.
    pub(crate) fn name(&self) -> String {
        match self.threads {
            1 => self.rung.clone(),
            threads => format!("{} on {threads} threads", self.rung),
        }
    }

    pub(crate) fn verdict(&self) -> Verdict {
        match () {
            () if self.speed_up > 1.0 + self.floor => Verdict::Faster,
            () if self.is_slower_by(0.0) => Verdict::Slower,
            () => Verdict::NotDistinguishable,
        }
    }

    /// Whether its time has grown by more than this fraction, and by the noise floor beyond that.
    pub(crate) fn is_slower_by(&self, fraction: f64) -> bool {
        1.0 / self.speed_up > (1.0 + self.floor) * (1.0 + fraction)
    }
}

impl Report {
    /// A rung on an input and a number of threads, with its noise floor.
    pub(crate) fn rung(&self, input: &str, rung: &str, threads: usize) -> Option<(&Scene, &Rung)> {
        let scene = self.scenes.iter().find(|scene| scene.name == input)?;
        let rung = scene.rungs.iter().find(|found| found.name == rung && found.threads == threads)?;
        Some((scene, rung))
    }
}

/// The changes on an input of what the baseline has too.
pub(crate) fn changes(then: &Report, now: &Scene) -> Vec<Change> {
    let change = |rung: &Rung| {
        let (scene, before) = then.rung(&now.name, &rung.name, rung.threads)?;
        let floor = scene.floor.max(now.floor);
        Some(Change {
            rung: rung.name.clone(),
            threads: rung.threads,
            speed_up: before.median_s / rung.median_s,
            floor,
        })
    };
    now.rungs.iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_counts_beyond_the_floor_and_fails_beyond_both() {
        let change = |speed_up, floor| Change { rung: "a".to_owned(), threads: 2, speed_up, floor };
        let table = [
            (change(1.0 / 1.05, 0.01), Verdict::Slower, true),
            (change(1.0 / 1.02, 0.01), Verdict::Slower, false),
            (change(1.0 / 1.04, 0.01), Verdict::Slower, false),
            (change(1.0 / 1.05, 0.06), Verdict::NotDistinguishable, false),
            (change(1.05, 0.01), Verdict::Faster, false),
            (change(1.05, 0.06), Verdict::NotDistinguishable, false),
        ];
        for (change, verdict, fails) in table {
            assert_eq!((change.verdict(), change.is_slower_by(0.03)), (verdict, fails), "{change:?}");
        }
        assert_eq!(change(1.0, 0.01).name(), "a on 2 threads");
    }
}
