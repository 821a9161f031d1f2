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

use super::super::counting::Counting;
use super::super::events::{Counted, Place, RawSample};
use super::super::unwind::Call;
use super::Collector;
use crate::recording::{Count, Counter, Event, Recording};
use std::collections::{BTreeMap, HashMap};

/// Counts of a thread at a place are one until this many nanoseconds after the first: a program may have a million a second.
const MERGED: u64 = 1_000_000;

/// The stack at a place of a thread.
#[derive(Debug)]
struct Known {
    stack: u32,
    /// The calls, where the copy of the stack reached its root: another copy with the same need not be unwound again.
    calls: Option<Vec<Call>>,
    /// Whether no copy of the stack was seen yet.
    early: bool,
    /// The last counts: the indices of the counters and of their counts. Of an early one, all.
    last: Vec<(usize, usize)>,
}

impl Known {
    /// Adds a count to those of a counter.
    fn add(&mut self, counter: usize, counts: &mut Vec<Count>, count: Count) {
        let last = self.last.iter().rev().find(|(of, _)| *of == counter);
        if let Some(&(_, index)) = last
            && counts[index].time_ns + MERGED > count.time_ns
        {
            counts[index].amount += count.amount;
            return;
        }
        if !self.early {
            self.last.retain(|(of, _)| *of != counter);
        }
        self.last.push((counter, counts.len()));
        counts.push(Count { stack: self.stack, ..count });
    }
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    known: HashMap<(u32, u32), HashMap<Place, Known>>,
    /// The last time of each thread that may be counted twice.
    times: HashMap<(u32, Event), u64>,
    /// What was counted in processes that are not profiled, or twice.
    left_out: BTreeMap<Event, u64>,
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
    /// The number of the stack of a thread in user code: where it was, and its return addresses.
    fn stack(&mut self, pid: u32, address: u64, callers: &[u64]) -> u32 {
        let stack = std::iter::once(&address).chain(callers).map(|&address| self.pc(pid, address)).collect();
        self.number(stack)
    }

    /// Notes all that the counters of an event counted, with what is to be left out.
    pub(in super::super) fn set_total(&mut self, event: Event, total: u64) {
        let left_out = self.counts.left_out.get(&event).copied().unwrap_or_default();
        let at = counter(&mut self.recording, event);
        self.recording.counters[at].total = total.saturating_sub(left_out);
    }

    pub(super) fn count(&mut self, counted: &Counted) {
        let Counted { counting: Counting { event, .. }, amount, pid, tid, time_ns, place, .. } = *counted;
        if !self.is_profiled(pid) || self.is_counted_twice(counted) {
            *self.counts.left_out.entry(event).or_default() += amount;
            return;
        }
        let (thread, time_ns) = (self.thread(pid, tid), time_ns.saturating_sub(self.subject.start_ns));
        let at = counter(&mut self.recording, event);
        let is_known = self.counts.known.get(&(pid, tid)).is_some_and(|known| known.contains_key(&place));
        let without_callers = if is_known { 0 } else { self.stack(pid, place.ip, &[]) };
        let known = self.counts.known.entry((pid, tid)).or_default();
        let new = || Known { stack: without_callers, calls: None, early: true, last: Vec::new() };
        let count = Count { time_ns, stack: 0, thread, amount };
        known.entry(place).or_insert_with(new).add(at, &mut self.recording.counters[at].counts, count);
    }

    /// Whether a thread's own counter counts too what an inherited one counted. At one event the kernel may write the number of
    /// one of both twice, with the same time.
    fn is_counted_twice(&mut self, &Counted { counter, counting, tid, time_ns, .. }: &Counted) -> bool {
        if !self.subject.own_counters.contains_key(&tid) {
            false
        } else if counting.each() {
            self.counts.times.insert((tid, counting.event), time_ns) == Some(time_ns)
        } else {
            self.is_doubled(tid, counter)
        }
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
        let known = self.counts.known.entry(thread).or_default();
        let Some(known) = known.get_mut(&place) else {
            known.insert(place, Known { stack, calls, early: false, last: Vec::new() });
            return;
        };
        if known.early {
            known.last.iter().for_each(|&(at, index)| self.recording.counters[at].counts[index].stack = stack);
        } else if known.stack != stack {
            known.last.clear();
        }
        (known.stack, known.calls, known.early) = (stack, calls, false);
    }
}
