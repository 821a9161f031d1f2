//! Sentences of measured figures.

use crate::{Against, Evidence};
use lanelab_measure::Verdict;
use lanelab_measure::format::{Percent, Times};

/// `took 1.21× [1.20, 1.22] the time of mandel4`, whichever way it fell.
pub(crate) fn took(against: &Against) -> String {
    let Against { name, ratio, verdict } = against;
    match verdict {
        Verdict::Faster | Verdict::Slower => {
            let word = verdict.name();
            format!("took {ratio} the time of {name}, so it is {word}")
        }
        Verdict::NotDistinguishable => {
            format!("took {ratio} the time of {name}: not distinguishable")
        }
        Verdict::TooFewPairs => {
            format!("took {} the time of {name}, in too few rounds to be sure", Times(ratio.median()))
        }
    }
}

/// `subject took … the time of …; … of …`, for each work it was compared
/// with.
pub(crate) fn compared(subject: &str, evidence: &Evidence) -> String {
    let ratios = evidence.timings.ratios.iter().map(took);
    match ratios.reduce(|all, next| format!("{all}; it {next}")) {
        Some(all) => format!("{subject} {all}"),
        None => format!("{subject} was not compared with anything"),
    }
}

/// A share as a percentage.
pub(crate) fn percent(share: f64) -> Percent {
    Percent(share)
}
