//! The share of a counter that is on lines.

use super::instances::Instances;
use super::share::percentages;
use super::{Costs, Measure, Share};
use crate::Profile;
use crate::recording::{Counter, Event};
use std::fmt;

/// The share of a counter that is on lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// What was counted.
    pub event: Event,
    /// Charged to a line of the user's, of all that was counted.
    pub with_line: Share,
    /// In other code.
    pub elsewhere: Share,
    /// The part of both whose callers are unknown, since stacks were copied faster than they could be read.
    pub without_callers: Share,
    /// Events without a sample, of which only the number is known.
    pub without_sample: Share,
}

/// A smaller share without callers is not shown; the start of a program always has some.
const LEAST: f64 = 0.02;

impl Counted {
    pub(super) fn of(profile: &Profile, counter: &Counter) -> Self {
        let costs = Costs::of(profile, &Instances::apart(profile), Measure::Counter(counter), |_| true);
        let with_line = costs.lines.values().map(|cost| cost.own).sum::<u64>();
        let is_alone = |stack: u32| profile.recording.stacks.get(stack as usize).is_some_and(|stack| stack.len() == 1);
        let alone = counter.counts.iter().filter(|count| is_alone(count.stack));
        let share = |samples| Share { samples, of: counter.total.max(costs.total) };
        Self {
            event: counter.event,
            with_line: share(with_line),
            elsewhere: share(costs.total.saturating_sub(with_line)),
            without_callers: share(alone.map(|count| count.amount).sum()),
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
        )?;
        if self.without_callers.value() < LEAST {
            Ok(())
        } else {
            write!(f, "; callers unknown: {}\u{a0}%", self.without_callers)
        }
    }
}
