//! Time off the CPU, from the switches of threads and from stacks that are read while threads are blocked.
//!
//! The length of a wait is exact: the time between two switches. Stacks of blocked threads are read at intervals that do
//! not depend on the program:
//!
//! ```text
//! a wait at least as long as the interval:  its stack is certainly read, and its exact length counts
//! a shorter wait:                           its stack is read with a probability in proportion to its length; the time of
//!                                           all such waits of a thread is shared among those whose stacks were read
//! ```

use super::collector::Subject;
use super::events::Switch;
use crate::recording::{Count, Counter, Event, Waits as Summary};
use std::collections::HashMap;
use std::time::Duration;

/// The pause after stacks are read, for each of them. Reading one takes about a tenth of it, so all reading takes at most a
/// tenth of a CPU, however many threads there are.
const REST_NS: u64 = 300_000;

/// A stack of a blocked thread that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct StackRead {
    /// When reading began and ended.
    pub(super) time: (u64, u64),
    /// Nanoseconds since stacks were read before.
    pub(super) interval: u64,
    pub(super) stack: Stack,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Stack {
    /// The numbers of the stack and the thread in the recording.
    pub(super) number: u32,
    pub(super) thread: u16,
    /// Whether the stack reaches its root.
    pub(super) whole: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    /// Start time.
    Ready(u64),
    /// Start time.
    Blocked(u64),
    /// It existed when the recording began, and has not switched since. It waits if it is blocked when its stack is read.
    Found(u64),
}

/// What a thread did until now.
#[derive(Debug, Clone)]
struct Thread {
    state: State,
    /// The stack of its present wait. Reading it may have ended after a switch that is not reported yet.
    read: Option<StackRead>,
    /// Whether the stack of its present wait cannot be read.
    unreadable: bool,
    waits: u64,
    waiting: u64,
    ready: u64,
    /// The waits shorter than the interval whose stacks were read: begin, interval, stack. A service may have millions.
    short: Vec<(u64, u64, Stack)>,
    /// The time of all shorter waits.
    short_time: u64,
}

impl Thread {
    const fn new(state: State) -> Self {
        let (waits, waiting, ready, short_time) = (0, 0, 0, 0);
        Self { state, read: None, unreadable: false, waits, waiting, ready, short: Vec::new(), short_time }
    }

    /// Ends the present state at a time. Returns begin, length and stack of a wait that counts with its exact length.
    fn end(&mut self, now: u64) -> Option<(u64, u64, Stack)> {
        let read = self.read.filter(|read| read.time.1 <= now);
        let wait = match self.state {
            State::Running => None,
            State::Ready(since) => {
                self.ready += now.saturating_sub(since);
                None
            }
            State::Blocked(since) => self.end_wait(since, now, read),
            State::Found(since) => read.and_then(|read| self.end_wait(since, now, Some(read))),
        };
        self.read = self.read.filter(|read| now <= read.time.0);
        self.unreadable = false;
        wait
    }

    fn end_wait(&mut self, since: u64, now: u64, read: Option<StackRead>) -> Option<(u64, u64, Stack)> {
        let length = now.saturating_sub(since);
        self.waits += 1;
        self.waiting += length;
        match read {
            Some(StackRead { interval, stack, .. }) if length >= interval => return Some((since, length, stack)),
            Some(StackRead { interval, stack, .. }) => self.short.push((since, interval, stack)),
            None if self.unreadable => return None,
            None => {}
        }
        self.short_time += length;
        None
    }

    /// The shorter waits whose stacks were read, each with its part of the time of all shorter ones: begin, part, stack.
    fn shared(&self) -> impl Iterator<Item = (u64, u64, Stack)> {
        let of: u64 = self.short.iter().map(|(_, interval, _)| interval).sum();
        let part = move |interval: u64| u128::from(self.short_time) * u128::from(interval) / u128::from(of.max(1));
        let part = move |interval| u64::try_from(part(interval)).unwrap_or(u64::MAX);
        self.short.iter().map(move |&(since, interval, stack)| (since, part(interval), stack))
    }
}

/// What all threads did off the CPU.
#[derive(Debug, Clone)]
pub(super) struct Waits {
    start: u64,
    /// When stacks were read last.
    last_read: u64,
    /// When they may be read next.
    next_read: u64,
    threads: HashMap<(u32, u32), Thread>,
    /// Waits that count with their exact lengths, and all waits of threads that have ended.
    counter: Counter,
    /// Times of threads that have ended.
    summary: Summary,
    times: Vec<(u16, [Duration; 2])>,
}

impl Waits {
    pub(super) fn new(subject: &Subject) -> Self {
        let start = subject.start_ns;
        let found = |pid: u32| subject.threads.iter().map(move |&tid| ((pid, tid), Thread::new(State::Found(start))));
        let threads = subject.process.into_iter().flat_map(found).collect();
        let counter = Counter { event: Event::Waiting, total: 0, counts: Vec::new() };
        let (last_read, next_read) = (start, start);
        Self { start, last_read, next_read, threads, counter, summary: Summary::default(), times: Vec::new() }
    }

    /// Notes a new thread, which is about to run.
    pub(super) fn started(&mut self, pid: u32, tid: u32, now: u64) {
        self.threads.insert((pid, tid), Thread::new(State::Ready(now)));
    }

    pub(super) fn switched(&mut self, pid: u32, tid: u32, to: Switch, now: u64) {
        // A thread whose start was not reported existed when the recording began.
        let thread = self.threads.entry((pid, tid)).or_insert(Thread::new(State::Running));
        let wait = thread.end(now);
        thread.state = match to {
            Switch::Running => State::Running,
            Switch::Ready => State::Ready(now),
            Switch::Blocked => State::Blocked(now),
        };
        wait.into_iter().for_each(|wait| self.count(wait));
    }

    /// Notes the end of a thread, with its number in the recording if it has one.
    pub(super) fn ended(&mut self, pid: u32, tid: u32, now: u64, number: Option<u16>) {
        if let Some(thread) = self.threads.remove(&(pid, tid)) {
            self.close(thread, now, number);
        }
    }

    /// The threads whose stacks are to be read now, as they may be blocked and their present waits have none, and the time
    /// since stacks were read before; `None` where it is too early to read again.
    pub(super) fn begin_read(&mut self, now: u64) -> Option<(Vec<(u32, u32)>, u64)> {
        if now < self.next_read {
            return None;
        }
        let blocked = |of: &Thread| matches!(of.state, State::Blocked(_) | State::Found(_));
        let lacks_stack = |of: &Thread| blocked(of) && of.read.is_none() && !of.unreadable;
        let threads: Vec<_> =
            self.threads.iter().filter(|(_, thread)| lacks_stack(thread)).map(|(&of, _)| of).collect();
        self.next_read = now + REST_NS * threads.len() as u64;
        Some((threads, now.saturating_sub(std::mem::replace(&mut self.last_read, now))))
    }

    /// Notes the stack of a blocked thread; `None` where it cannot be read.
    pub(super) fn read(&mut self, pid: u32, tid: u32, read: Option<StackRead>) {
        if let Some(thread) = self.threads.get_mut(&(pid, tid)) {
            (thread.read, thread.unreadable) = (read, read.is_none());
        }
    }

    /// The recorded waits, with those that have not ended up to now; and how long each thread waited and was ready.
    pub(super) fn until(
        &self,
        now: u64,
        numbers: &HashMap<(u32, u32), u16>,
    ) -> (Counter, Summary, Vec<(u16, [Duration; 2])>) {
        let mut all = self.clone();
        for (of, thread) in std::mem::take(&mut all.threads) {
            all.close(thread, now, numbers.get(&of).copied());
        }
        (all.counter, all.summary, all.times)
    }

    fn close(&mut self, mut thread: Thread, now: u64, number: Option<u16>) {
        let wait = thread.end(now);
        wait.into_iter().chain(thread.shared()).for_each(|wait| self.count(wait));
        self.counter.total += thread.waiting;
        self.summary.number += thread.waits;
        self.summary.ready_ns += thread.ready;
        self.times.extend(number.map(|number| (number, [thread.waiting, thread.ready].map(Duration::from_nanos))));
    }

    fn count(&mut self, (since, amount, stack): (u64, u64, Stack)) {
        let Stack { number, thread, whole } = stack;
        let time_ns = since.saturating_sub(self.start);
        self.counter.counts.push(Count { time_ns, stack: number, thread, amount });
        self.summary.cut_ns += if whole { 0 } else { amount };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn read(begin: u64, end: u64, interval: u64, number: u32) -> StackRead {
        StackRead { time: (begin, end), interval, stack: Stack { number, thread: 0, whole: true } }
    }

    /// Switches of thread 1, and reads of its stack, in order of time.
    fn waits(of: &[(u64, Result<Switch, Option<StackRead>>)]) -> Waits {
        let mut waits = Waits::new(&Subject::default());
        for (time, what) in of {
            match what {
                Ok(to) => waits.switched(1, 1, *to, *time),
                Err(read) => waits.read(1, 1, *read),
            }
        }
        waits
    }

    /// Total, waits, time ready, and stack and amount of each count.
    fn summary(waits: &Waits, now: u64) -> (u64, u64, u64, Vec<(u32, u64)>) {
        let (counter, summary, _) = waits.until(now, &HashMap::new());
        let counts = counter.counts.iter().map(|count| (count.stack, count.amount)).collect();
        (counter.total, summary.number, summary.ready_ns, counts)
    }

    #[test]
    fn long_waits_count_as_they_are_and_time_without_a_cpu_is_no_wait() {
        use Switch::{Blocked, Ready, Running};
        let waits = waits(&[
            (100, Ok(Blocked)),
            (150, Err(Some(read(150, 151, 20, 7)))),
            (300, Ok(Running)),
            (310, Ok(Ready)),
            (360, Ok(Running)),
            (400, Ok(Blocked)),
            (450, Err(Some(read(450, 451, 20, 8)))),
        ]);
        assert_eq!(summary(&waits, 1000), (200 + 600, 2, 50, vec![(7, 200), (8, 600)]), "the last until now");
    }

    #[test]
    fn short_waits_share_their_time_among_those_whose_stacks_were_read() {
        use Switch::{Blocked, Running};
        let mut events = Vec::new();
        for wait in 0..10 {
            let begin = 100 * wait;
            events.push((begin, Ok(Blocked)));
            if let 2 | 5 | 7 = wait {
                events.push((begin, Err(Some(read(begin + 1, begin + 2, 250, if wait == 5 { 8 } else { 7 })))));
            }
            events.push((begin + 30, Ok(Running)));
        }
        assert_eq!(summary(&waits(&events), 1000), (300, 10, 0, vec![(7, 100), (8, 100), (7, 100)]));
    }

    #[test]
    fn a_stack_that_was_read_during_a_switch_belongs_to_no_wait() {
        use Switch::{Blocked, Running};
        let during = |begin, end| {
            waits(&[(0, Ok(Blocked)), (50, Err(Some(read(begin, end, 10, 7)))), (60, Ok(Running)), (70, Ok(Blocked))])
        };
        assert_eq!(summary(&during(50, 59), 90).3, [(7, 60)], "it is of the first");
        assert_eq!(summary(&during(50, 61), 90).3, [], "it may be of both");
        assert_eq!(summary(&during(65, 75), 90).3, [], "it began before the second");
        assert_eq!(summary(&during(75, 80), 90).3, [(7, 20)], "it is of the second");
    }

    #[test]
    fn a_thread_that_never_switches_waits_if_it_is_found_blocked() {
        let mut waits =
            Waits::new(&Subject { start_ns: 100, process: Some(1), threads: vec![1], ..Subject::default() });
        assert_eq!(waits.begin_read(150), Some((vec![(1, 1)], 50)));
        assert_eq!(waits.begin_read(169), None, "too early");
        assert_eq!(summary(&waits, 900), (0, 0, 0, vec![]), "it may run");
        waits.read(1, 1, Some(read(150, 160, 50, 7)));
        assert_eq!(waits.begin_read(150 + REST_NS), Some((vec![], REST_NS)), "it has a stack");
        assert_eq!(summary(&waits, 900), (800, 1, 0, vec![(7, 800)]));
    }

    #[test]
    fn waits_whose_stacks_cannot_be_read_are_in_the_total_alone() {
        use Switch::{Blocked, Running};
        let mut waits = waits(&[(0, Ok(Blocked)), (5, Err(None)), (500, Ok(Running)), (510, Ok(Blocked))]);
        waits.read(1, 1, Some(read(511, 512, 100, 7)));
        waits.ended(1, 1, 520, None);
        assert_eq!(summary(&waits, 900), (510, 2, 0, vec![(7, 10)]));
    }
}
