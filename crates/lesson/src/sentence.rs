//! Sentences made of measured ratios.

use crate::{Comparison, Measurements};
use lanelab_measure::format::Times;
use lanelab_measure::{Ratio, Verdict};

/// `1.21× slower than mandel4 [1.20, 1.22]`, or what else the verdict allows.
fn describe(comparison: &Comparison) -> String {
    let Comparison { name, ratio, verdict } = comparison;
    match verdict {
        Verdict::Slower => factor(*ratio, "slower", name),
        Verdict::Faster => factor(ratio.inverse(), "faster", name),
        Verdict::NotDistinguishable => format!("not distinguishable from {name} ({ratio} its time)"),
        Verdict::TooFewPairs => {
            format!("at {} the time of {name} (too few rounds for a verdict)", Times(ratio.median()))
        }
    }
}

fn factor(ratio: Ratio, word: &str, name: &str) -> String {
    let text = ratio.to_string();
    let (median, interval) = text.split_once(' ').unwrap_or((&text, ""));
    format!("{median} {word} than {name} {interval}")
}

/// `subject is 1.21× slower than … and 1.30× faster than …`, for each workload it was compared with.
pub(crate) fn compared(subject: &str, measured: &Measurements) -> String {
    let comparisons: Vec<_> = measured.timings.comparisons.iter().map(describe).collect();
    if comparisons.is_empty() {
        return format!("{subject} was not compared with anything");
    }
    format!("{subject} is {}", comparisons.join(" and "))
}
