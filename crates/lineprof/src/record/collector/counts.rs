//! Counts of events and their stacks.
//!
//! An event that is counted exactly has two records: a short one with the place alone, which is rarely lost, and one with a
//! copy of the stack, which is often lost at a million events a second.
//!
//! ```text
//! a stack with the same time:   the count gets that stack
//! no such stack:                the count has no callers at first. If the next stack at its place equals the last one
//!                               before it, the count gets that one
//! ```
//!
//! So a count is always charged to its own instruction. Its callers are wrong only if, between two calls from one place, all
//! stacks of a call from another place were lost.

use super::super::counting::Counting;
use super::super::events::{Counted, Place, RawSample};
use super::super::unwind::Call;
use super::Collector;
use crate::recording::{Count, Counter, Event, Recording};
use std::collections::{BTreeMap, HashMap};

/// Counts of a thread at a place are one until this many nanoseconds after the first: a program may have a million a second.
const MERGED: u64 = 1_000_000;

/// Older kernels write the stack of a count at most so many nanoseconds after it; others at the same time.
const AFTER: u64 = 2000;

/// The index of a counter and that of one of its counts.
type At = (usize, usize);

/// The state of one place of a thread.
#[derive(Debug, Default)]
struct Known {
    /// The stack without callers.
    leaf: u32,
    /// The last stack and its time.
    stack: Option<(u32, u64)>,
    /// The calls of that stack, if its copy reached the root: a copy with the same calls is not unwound again.
    calls: Option<Vec<Call>>,
    /// The last count of each counter that has it.
    with_stack: Vec<At>,
    /// The counts since then, without callers.
    pending: Vec<At>,
    /// The last of them, its time and amount.
    newest: Option<(At, u64, u64)>,
}

impl Known {
    /// Adds what a counter counted.
    fn count(&mut self, counter: usize, counters: &mut [Counter], count: Count) {
        let counts = &mut counters[counter].counts;
        match self.stack.filter(|(_, time)| *time == count.time_ns) {
            Some((stack, _)) => {
                let at = add(&self.with_stack, counter, counts, Count { stack, ..count });
                self.with_stack.retain(|(of, _)| *of != counter);
                self.with_stack.push(at);
            }
            None => {
                let next = counts.len();
                let at = add(&self.pending, counter, counts, Count { stack: self.leaf, ..count });
                self.pending.extend(Some(at).filter(|(_, index)| *index == next));
                self.newest = Some((at, count.time_ns, count.amount));
            }
        }
    }

    /// Notes a stack; what was counted without callers may have it.
    fn stack(&mut self, stack: u32, time_ns: u64, counters: &mut [Counter]) {
        let is_next = |time: u64| (time..=time + AFTER).contains(&time_ns);
        let of_newest = self.newest.take().filter(|(_, time, _)| is_next(*time));
        if self.stack.is_some_and(|(before, _)| before == stack) {
            self.pending.iter().for_each(|&(counter, index)| counters[counter].counts[index].stack = stack);
        } else {
            self.with_stack.clear();
            if let Some(((counter, index), _, amount)) = of_newest {
                let counts = &mut counters[counter].counts;
                let rest = Count { amount: counts[index].amount - amount, ..counts[index] };
                (counts[index].stack, counts[index].amount) = (stack, amount);
                counts.extend(Some(rest).filter(|rest| rest.amount > 0));
                self.with_stack.push((counter, index));
            }
        }
        self.pending.clear();
        self.stack = Some((stack, time_ns));
    }
}

/// Adds a count to the last one of its counter, or as a new one if that began too long ago. Returns its index.
fn add(some: &[At], counter: usize, counts: &mut Vec<Count>, count: Count) -> At {
    let last = some.iter().rev().find(|(of, _)| *of == counter).copied();
    if let Some((_, index)) = last
        && counts[index].time_ns + MERGED > count.time_ns
    {
        counts[index].amount += count.amount;
        return (counter, index);
    }
    counts.push(count);
    (counter, counts.len() - 1)
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
    fn of(&self, pid: u32, tid: u32, place: Place) -> Option<&Known> {
        self.known.get(&(pid, tid))?.get(&place)
    }

    fn of_or_new(&mut self, pid: u32, tid: u32, place: Place, leaf: u32) -> &mut Known {
        let known = self.known.entry((pid, tid)).or_default().entry(place);
        known.or_insert_with(|| Known { leaf, ..Known::default() })
    }

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
    /// Sets the total of an event's counters; counts of other processes and doubled ones are subtracted.
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
        let leaf =
            if self.counts.of(pid, tid, place).is_some() { 0 } else { self.stack(Vec::new(), pid, place.ip, &[]) };
        let count = Count { time_ns, stack: leaf, thread, amount };
        self.counts.of_or_new(pid, tid, place, leaf).count(at, &mut self.recording.counters, count);
    }

    /// Whether this count is also reported by another counter of the thread. For one event the kernel may report the identifier
    /// of the same counter twice, with the same time.
    fn is_counted_twice(&mut self, &Counted { counter, counting, tid, time_ns, .. }: &Counted) -> bool {
        if !self.subject.own_counters.contains_key(&tid) {
            false
        } else if counting.each() {
            self.counts.times.insert((tid, counting.event), time_ns) == Some(time_ns)
        } else {
            self.is_doubled(tid, counter)
        }
    }

    /// Adds the stack of an event, whose count is in another record.
    pub(super) fn keep_stack(&mut self, sample: &RawSample) {
        let Some((registers, copy)) = sample.user.as_deref() else { return };
        let (thread, place) = ((sample.pid, sample.tid), Place::of(registers));
        let time_ns = sample.time_ns.saturating_sub(self.subject.start_ns);
        let same = self.counts.of(sample.pid, sample.tid, place).and_then(|known| {
            let calls = known.calls.as_ref()?;
            Some(known.stack?.0).filter(|_| calls.iter().all(|call| call.is_in(copy)))
        });
        if let Some(stack) = same {
            let known = self.counts.of_or_new(sample.pid, sample.tid, place, stack);
            return known.stack(stack, time_ns, &mut self.recording.counters);
        }
        let (callers, end, joined) = self.callers(sample);
        let stack = self.stack(Vec::new(), sample.pid, sample.ip, &callers);
        let leaf = self.stack(Vec::new(), sample.pid, sample.ip, &[]);
        let calls = self.before.get(&thread).filter(|_| end.is_ok() && !joined);
        let calls = calls.filter(|calls| calls.iter().all(|call| call.is_in(copy))).cloned();
        let known = self.counts.of_or_new(sample.pid, sample.tid, place, leaf);
        known.calls = calls;
        known.stack(stack, time_ns, &mut self.recording.counters);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The amounts by stack after these records of a place: counts, or stacks by their numbers, at times. Stack 0 is the
    /// code without callers.
    fn amounts(records: &[(u64, Option<u32>)]) -> BTreeMap<u32, u64> {
        let mut counters = [Counter { event: Event::PageFaults, total: 0, counts: Vec::new() }];
        let mut known = Known::default();
        for &(time_ns, stack) in records {
            match stack {
                Some(stack) => known.stack(stack, time_ns, &mut counters),
                None => known.count(0, &mut counters, Count { time_ns, stack: 0, thread: 0, amount: 1 }),
            }
        }
        let mut amounts = BTreeMap::new();
        counters[0].counts.iter().for_each(|count| *amounts.entry(count.stack).or_default() += count.amount);
        amounts
    }

    /// A time that does not occur elsewhere.
    const SOON: u64 = 10_000;

    #[test]
    fn a_count_has_the_stack_of_its_time() {
        let both = |at: u64, stack| [(at * SOON, Some(stack)), (at * SOON, None)];
        let records = [both(1, 7), both(2, 7), both(3, 8), both(500, 8), both(501, 7)].concat();
        assert_eq!(amounts(&records), BTreeMap::from([(7, 3), (8, 2)]));
        let later = |at: u64, stack| [(at * SOON, None), (at * SOON + 300, Some(stack))];
        let records = [later(1, 7), later(2, 7), later(3, 8), later(500, 8), later(501, 7)].concat();
        assert_eq!(amounts(&records), BTreeMap::from([(7, 3), (8, 2)]), "as older kernels write them");
    }

    #[test]
    fn a_count_whose_stack_was_lost_has_that_of_both_sides_or_no_callers() {
        let lost = |at: u64| [(at * SOON, None)];
        let both = |at: u64, stack| [(at * SOON, Some(stack)), (at * SOON, None)];
        let found = |records: &[&[(u64, Option<u32>)]]| amounts(&records.concat());
        assert_eq!(found(&[&both(1, 7), &lost(2), &lost(300), &both(301, 7)]), BTreeMap::from([(7, 4)]));
        assert_eq!(found(&[&both(1, 7), &lost(2), &both(3, 8)]), BTreeMap::from([(0, 1), (7, 1), (8, 1)]));
        assert_eq!(found(&[&lost(1), &both(2, 7), &lost(3)]), BTreeMap::from([(0, 2), (7, 1)]), "one side is none");
        let older = [&lost(1)[..], &lost(2), &lost(3), &[(3 * SOON + 300, Some(7))]];
        assert_eq!(found(&older), BTreeMap::from([(0, 2), (7, 1)]), "as older kernels write them");
    }
}
