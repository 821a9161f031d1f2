//! Counts of events and their stacks.
//!
//! Of an event that counts exactly there are two records: a short one that tells only the place, of which hardly any is
//! lost, and one with a copy of the stack, of which many are lost where there are a million a second. The kernel writes the
//! one with the stack first.
//!
//! ```text
//! stack at place P of thread T:  the stack of all that is counted at P of T from now on
//! count at place P of thread T:  counts for that stack; before there is one, for the code at P without callers, until one
//!                                comes
//! ```

use super::super::events::{Counted, Place, RawSample};
use super::super::unwind::Call;
use super::Collector;
use crate::recording::{Count, Counter, Event, Recording};
use std::collections::{BTreeMap, HashMap};

/// The stack at a place of a thread.
#[derive(Debug)]
struct Known {
    stack: u32,
    /// The calls, where the copy of the stack reached its root: another copy with the same need not be unwound again.
    calls: Option<Vec<Call>>,
    /// What was counted before any stack was seen there: the indices of the counters and of their counts.
    early: Vec<(usize, usize)>,
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    known: HashMap<(u32, u32), HashMap<Place, Known>>,
    /// What was counted in processes that are not profiled.
    of_children: BTreeMap<Event, u64>,
}

impl Counts {
    /// Forgets the stacks of a process's threads.
    pub(super) fn forget(&mut self, pid: u32) {
        self.known.retain(|(of, _), _| *of != pid);
    }

    /// Forgets the stacks of a thread.
    pub(super) fn ended(&mut self, pid: u32, tid: u32) {
        self.known.remove(&(pid, tid));
    }
}

/// The index of an event's counter, which is added if it is not there.
fn counter(recording: &mut Recording, event: Event) -> usize {
    let counters = &mut recording.counters;
    counters.iter().position(|counter| counter.event == event).unwrap_or_else(|| {
        counters.push(Counter { event, total: 0, counts: Vec::new() });
        counters.len() - 1
    })
}

impl Collector {
    /// Notes all that was counted of an event, with that of processes that are not profiled.
    pub(in super::super) fn set_total(&mut self, event: Event, total: u64) {
        let of_children = self.counts.of_children.get(&event).copied().unwrap_or_default();
        let at = counter(&mut self.recording, event);
        self.recording.counters[at].total = total.saturating_sub(of_children);
    }

    pub(super) fn count(&mut self, counted: &Counted) {
        let Counted { event, amount, pid, tid, time_ns, place } = *counted;
        if !self.is_profiled(pid) {
            *self.counts.of_children.entry(event).or_default() += amount;
            return;
        }
        let (thread, time_ns) = (self.thread(pid, tid), time_ns.saturating_sub(self.start_ns));
        let at = counter(&mut self.recording, event);
        let index = self.recording.counters[at].counts.len();
        let known = self.counts.known.get_mut(&(pid, tid)).and_then(|known| known.get_mut(&place));
        let stack = match known {
            Some(known) => {
                if !known.early.is_empty() {
                    known.early.push((at, index));
                }
                known.stack
            }
            None => {
                let stack = self.stack(pid, place.ip, &[]);
                let known = Known { stack, calls: None, early: vec![(at, index)] };
                self.counts.known.entry((pid, tid)).or_default().insert(place, known);
                stack
            }
        };
        self.recording.counters[at].counts.push(Count { time_ns, stack, thread, amount });
    }

    /// Notes a stack at an event, which is counted by another record.
    pub(super) fn keep_stack(&mut self, sample: &RawSample) {
        let Some((registers, copy)) = sample.user.as_deref() else { return };
        let (thread, place) = ((sample.pid, sample.tid), Place::of(registers));
        let known = self.counts.known.get(&thread).and_then(|known| known.get(&place));
        if known.and_then(|known| known.calls.as_ref()).is_some_and(|calls| calls.iter().all(|call| call.is_in(copy))) {
            return;
        }
        let (callers, end, joined) = self.callers(sample);
        let stack = self.stack(sample.pid, sample.ip, &callers);
        let calls = self.before.get(&thread).filter(|_| end.is_ok() && !joined).cloned();
        let calls = calls.filter(|calls| calls.iter().all(|call| call.is_in(copy)));
        let known = Known { stack, calls, early: Vec::new() };
        let before = self.counts.known.entry(thread).or_default().insert(place, known);
        for (counter, count) in before.map(|before| before.early).unwrap_or_default() {
            self.recording.counters[counter].counts[count].stack = stack;
        }
    }
}
