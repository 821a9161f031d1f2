//! How much of what a counter counted is on a line.

use super::instances::Instances;
use super::share::percentages;
use super::{Costs, Measure, Share};
use crate::Profile;
use crate::recording::{Counter, Event};
use std::fmt;

/// How much of what a counter counted is on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// What was counted.
    pub event: Event,
    /// Charged to a line of the user's, of all that was counted.
    pub with_line: Share,
    /// In other code.
    pub elsewhere: Share,
    /// Without a sample, so that nothing is known but that they happened.
    pub without_sample: Share,
}

impl Counted {
    pub(super) fn of(profile: &Profile, counter: &Counter) -> Self {
        let costs = Costs::of(profile, &Instances::apart(profile), Measure::Counter(counter), |_| true);
        let with_line = costs.lines.values().map(|cost| cost.own).sum::<u64>();
        let share = |samples| Share { samples, of: counter.total.max(costs.total) };
        Self {
            event: counter.event,
            with_line: share(with_line),
            elsewhere: share(costs.total.saturating_sub(with_line)),
            without_sample: share(counter.total.saturating_sub(costs.total)),
        }
    }
}

/// As `page-faults: 4080; on a line of yours: 98.0 %; in other code: 2.0 %; without a sample: 0.0 %`.
impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.with_line, self.elsewhere, self.without_sample].map(|share| share.samples);
        let percent = percentages(parts);
        let [line, elsewhere, without] = [0, 1, 2].map(|part: usize| &percent[part]);
        write!(
            f,
            "{}: {}; on a line of yours: {line}\u{a0}%; in other code: {elsewhere}\u{a0}%; without a sample: \
             {without}\u{a0}%",
            self.event, self.with_line.of
        )
    }
}
