//! What views sum: CPU time, or what a counter counted.

use crate::recording::{Counter, Event, Recording};
use std::collections::HashMap;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Measure<'a> {
    /// Samples of CPU time.
    Time,
    /// Events, or nanoseconds of waiting.
    Counter(&'a Counter),
}

impl Measure<'_> {
    /// The amount of each stack, on the threads selected by their numbers.
    pub(crate) fn of_stacks(self, recording: &Recording, select: impl Fn(u16) -> bool) -> HashMap<u32, u64> {
        let Self::Counter(counter) = self else { return recording.stack_weights(|sample| select(sample.thread)) };
        let mut amounts = HashMap::new();
        for count in counter.counts.iter().filter(|count| select(count.thread)) {
            *amounts.entry(count.stack).or_default() += count.amount;
        }
        amounts
    }
}

/// The heading of a column with what a counter counted.
pub(crate) fn heading(event: Event) -> String {
    if event == Event::Waiting { "Wait ms".to_owned() } else { event.to_string() }
}

/// What a counter counted, with its unit.
#[cfg(all(feature = "asm", feature = "html"))]
pub(crate) fn amount(event: Event, amount: u64) -> String {
    match event {
        Event::Waiting => format!("{:.1} ms", amount as f64 / 1e6),
        _ => amount.to_string(),
    }
}

/// What a counter counted, as its column has it: milliseconds, or a number of events; empty for nothing.
pub(crate) fn cell(event: Event, amount: u64) -> String {
    match (event, amount) {
        (_, 0) => String::new(),
        (Event::Waiting, nanoseconds) => format!("{:.1}", nanoseconds as f64 / 1e6),
        (_, events) => events.to_string(),
    }
}
