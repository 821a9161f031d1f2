//! Time off the CPU, from the switches of threads and from looks at those that are blocked.
//!
//! The length of a wait is exact: the time between two switches. Its stack is read by a look at the blocked thread, at
//! times that do not depend on the program:
//!
//! ```text
//! a wait as long as the time between two looks:  a look meets it; it counts as it is
//! a shorter wait:                                 a look meets it as likely as it is long; the time of all such waits of
//!                                                 a thread is shared among those that a look met
//! ```

use super::collector::Subject;
use super::events::Switch;
use crate::recording::{Count, Counter, Event, Waits as Seen};
use std::collections::HashMap;
use std::time::Duration;

/// The time without looks after a look at a thread, which takes about a tenth of it: so looks take at most a tenth of a CPU,
/// however many threads there are.
const REST_NS: u64 = 300_000;

/// Where a thread was blocked when it was looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// When the look began and ended.
    pub(super) time: (u64, u64),
    /// Nanoseconds since the look before.
    pub(super) after: u64,
    /// The numbers of the stack and the thread in the recording.
    pub(super) stack: u32,
    pub(super) thread: u16,
    /// Whether the stack reaches its root.
    pub(super) whole: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    /// Since when.
    Ready(u64),
    /// Since when.
    Blocked(u64),
    /// It existed when the recording began, and has not switched since. It waits if a look finds it blocked.
    Found(u64),
}

/// What a thread did until now.
#[derive(Debug, Clone)]
struct Thread {
    state: State,
    /// A look that began after the last switch.
    look: Option<Look>,
    /// Whether the stack of its present wait cannot be read.
    unreadable: bool,
    waits: u64,
    waiting: u64,
    ready: u64,
    /// The waits that are long enough to be met for certain: begin, length, look.
    long: Vec<(u64, u64, Look)>,
    /// The shorter ones that a look met: begin, look.
    short: Vec<(u64, Look)>,
    /// The time of these and of those that no look met.
    short_time: u64,
}

impl Thread {
    const fn new(state: State) -> Self {
        let (look, unreadable) = (None, false);
        let (waits, waiting, ready, short_time) = (0, 0, 0, 0);
        Self { state, look, unreadable, waits, waiting, ready, long: Vec::new(), short: Vec::new(), short_time }
    }

    /// Ends what it did at a time.
    fn end(&mut self, now: u64) {
        match self.state {
            State::Running => {}
            State::Ready(since) => self.ready += now.saturating_sub(since),
            State::Blocked(since) => self.end_wait(since, now),
            State::Found(since) if self.look.is_some_and(|look| look.time.1 <= now) => self.end_wait(since, now),
            State::Found(_) => {}
        }
        self.look = self.look.filter(|look| now <= look.time.0);
        self.unreadable = false;
    }

    fn end_wait(&mut self, since: u64, now: u64) {
        let length = now.saturating_sub(since);
        self.waits += 1;
        self.waiting += length;
        match self.look.filter(|look| look.time.1 <= now) {
            Some(look) if length >= look.after => return self.long.push((since, length, look)),
            Some(look) => self.short.push((since, look)),
            None if self.unreadable => return,
            None => {}
        }
        self.short_time += length;
    }

    /// The waits that have stacks: begin, length, look.
    fn seen(&self) -> impl Iterator<Item = (u64, u64, Look)> {
        let of: u64 = self.short.iter().map(|(_, look)| look.after).sum();
        let part = move |look: &Look| u128::from(self.short_time) * u128::from(look.after) / u128::from(of.max(1));
        let short = self.short.iter().map(move |(since, look)| (*since, u64::try_from(part(look)).unwrap_or(0), *look));
        self.long.iter().copied().chain(short)
    }
}

/// What all threads did off the CPU.
#[derive(Debug, Clone)]
pub(super) struct Waits {
    start: u64,
    /// When blocked threads were looked at last.
    looked: u64,
    /// When they may be looked at next.
    next_look: u64,
    threads: HashMap<(u32, u32), Thread>,
    /// Of the threads that have ended.
    counter: Counter,
    seen: Seen,
    times: Vec<(u16, [Duration; 2])>,
}

impl Waits {
    pub(super) fn new(subject: &Subject) -> Self {
        let start = subject.start_ns;
        let found = |pid: u32| subject.threads.iter().map(move |&tid| ((pid, tid), Thread::new(State::Found(start))));
        let threads = subject.process.into_iter().flat_map(found).collect();
        let counter = Counter { event: Event::Waiting, total: 0, counts: Vec::new() };
        Self { start, looked: start, next_look: start, threads, counter, seen: Seen::default(), times: Vec::new() }
    }

    /// Notes a new thread, which is about to run.
    pub(super) fn started(&mut self, pid: u32, tid: u32, now: u64) {
        self.threads.insert((pid, tid), Thread::new(State::Ready(now)));
    }

    pub(super) fn switched(&mut self, pid: u32, tid: u32, to: Switch, now: u64) {
        // One that was not noted ran when the recording began.
        let thread = self.threads.entry((pid, tid)).or_insert(Thread::new(State::Running));
        thread.end(now);
        thread.state = match to {
            Switch::Running => State::Running,
            Switch::Ready => State::Ready(now),
            Switch::Blocked => State::Blocked(now),
        };
    }

    /// Notes the end of a thread, with its number in the recording if it has one.
    pub(super) fn ended(&mut self, pid: u32, tid: u32, now: u64, number: Option<u16>) {
        if let Some(thread) = self.threads.remove(&(pid, tid)) {
            self.close(thread, now, number);
        }
    }

    /// The threads to look at now, whose present waits have no stack, and the time since the last look; `None` where it is
    /// too early for the next.
    pub(super) fn begin_look(&mut self, now: u64) -> Option<(Vec<(u32, u32)>, u64)> {
        if now < self.next_look {
            return None;
        }
        let blocked = |of: &Thread| matches!(of.state, State::Blocked(_) | State::Found(_));
        let unseen = |of: &Thread| blocked(of) && of.look.is_none() && !of.unreadable;
        let unseen = self.threads.iter().filter(|(_, thread)| unseen(thread));
        let threads: Vec<_> = unseen.map(|(number, _)| *number).collect();
        self.next_look = now + REST_NS * threads.len() as u64;
        Some((threads, now.saturating_sub(std::mem::replace(&mut self.looked, now))))
    }

    /// Notes what a look at a thread found; `None` where its stack cannot be read.
    pub(super) fn looked(&mut self, pid: u32, tid: u32, look: Option<Look>) {
        if let Some(thread) = self.threads.get_mut(&(pid, tid)) {
            (thread.look, thread.unreadable) = (look, look.is_none());
        }
    }

    /// The recorded waits, with those that have not ended up to now; and how long each thread waited and was ready.
    pub(super) fn until(
        &self,
        now: u64,
        numbers: &HashMap<(u32, u32), u16>,
    ) -> (Counter, Seen, Vec<(u16, [Duration; 2])>) {
        let mut all = self.clone();
        for (of, thread) in std::mem::take(&mut all.threads) {
            all.close(thread, now, numbers.get(&of).copied());
        }
        (all.counter, all.seen, all.times)
    }

    fn close(&mut self, mut thread: Thread, now: u64, number: Option<u16>) {
        thread.end(now);
        for (since, amount, Look { stack, thread, whole, .. }) in thread.seen() {
            self.counter.counts.push(Count { time_ns: since.saturating_sub(self.start), stack, thread, amount });
            self.seen.cut_ns += if whole { 0 } else { amount };
        }
        self.counter.total += thread.waiting;
        self.seen.number += thread.waits;
        self.seen.ready_ns += thread.ready;
        self.times.extend(number.map(|number| (number, [thread.waiting, thread.ready].map(Duration::from_nanos))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn look(begin: u64, end: u64, after: u64, stack: u32) -> Look {
        Look { time: (begin, end), after, stack, thread: 0, whole: true }
    }

    /// Switches of thread 1, and looks at it, in order of time.
    fn waits(of: &[(u64, Result<Switch, Option<Look>>)]) -> Waits {
        let mut waits = Waits::new(&Subject::default());
        for (time, what) in of {
            match what {
                Ok(to) => waits.switched(1, 1, *to, *time),
                Err(look) => waits.looked(1, 1, *look),
            }
        }
        waits
    }

    /// Total, waits, time ready, and stack and amount of each count.
    fn summary(waits: &Waits, now: u64) -> (u64, u64, u64, Vec<(u32, u64)>) {
        let (counter, seen, _) = waits.until(now, &HashMap::new());
        let counts = counter.counts.iter().map(|count| (count.stack, count.amount)).collect();
        (counter.total, seen.number, seen.ready_ns, counts)
    }

    #[test]
    fn long_waits_count_as_they_are_and_time_without_a_cpu_is_no_wait() {
        use Switch::{Blocked, Ready, Running};
        let waits = waits(&[
            (100, Ok(Blocked)),
            (150, Err(Some(look(150, 151, 20, 7)))),
            (300, Ok(Running)),
            (310, Ok(Ready)),
            (360, Ok(Running)),
            (400, Ok(Blocked)),
            (450, Err(Some(look(450, 451, 20, 8)))),
        ]);
        assert_eq!(summary(&waits, 1000), (200 + 600, 2, 50, vec![(7, 200), (8, 600)]), "the last until now");
    }

    #[test]
    fn short_waits_share_their_time_among_those_that_were_met() {
        use Switch::{Blocked, Running};
        let mut events = Vec::new();
        for wait in 0..10 {
            let begin = 100 * wait;
            events.push((begin, Ok(Blocked)));
            if let 2 | 5 | 7 = wait {
                events.push((begin, Err(Some(look(begin + 1, begin + 2, 250, if wait == 5 { 8 } else { 7 })))));
            }
            events.push((begin + 30, Ok(Running)));
        }
        assert_eq!(summary(&waits(&events), 1000), (300, 10, 0, vec![(7, 100), (8, 100), (7, 100)]));
    }

    #[test]
    fn a_look_that_a_switch_came_between_belongs_to_no_wait() {
        use Switch::{Blocked, Running};
        let during = |begin, end| {
            waits(&[(0, Ok(Blocked)), (50, Err(Some(look(begin, end, 10, 7)))), (60, Ok(Running)), (70, Ok(Blocked))])
        };
        assert_eq!(summary(&during(50, 59), 90).3, [(7, 60)], "it is of the first");
        assert_eq!(summary(&during(50, 61), 90).3, [], "it saw both");
        assert_eq!(summary(&during(65, 75), 90).3, [], "it began before the second");
        assert_eq!(summary(&during(75, 80), 90).3, [(7, 20)], "it is of the second");
    }

    #[test]
    fn a_thread_that_never_switches_waits_if_it_is_found_blocked() {
        let mut waits =
            Waits::new(&Subject { start_ns: 100, process: Some(1), threads: vec![1], ..Subject::default() });
        assert_eq!(waits.begin_look(150), Some((vec![(1, 1)], 50)));
        assert_eq!(waits.begin_look(169), None, "too early");
        assert_eq!(summary(&waits, 900), (0, 0, 0, vec![]), "it may run");
        waits.looked(1, 1, Some(look(150, 160, 50, 7)));
        assert_eq!(waits.begin_look(150 + REST_NS), Some((vec![], REST_NS)), "it was seen");
        assert_eq!(summary(&waits, 900), (800, 1, 0, vec![(7, 800)]));
    }

    #[test]
    fn waits_whose_stacks_cannot_be_read_are_in_the_total_alone() {
        use Switch::{Blocked, Running};
        let mut waits = waits(&[(0, Ok(Blocked)), (5, Err(None)), (500, Ok(Running)), (510, Ok(Blocked))]);
        waits.looked(1, 1, Some(look(511, 512, 100, 7)));
        waits.ended(1, 1, 520, None);
        assert_eq!(summary(&waits, 900), (510, 2, 0, vec![(7, 10)]));
    }
}
