//! Turns what a sampler reports into a [`Recording`].

mod blocked_stacks;
mod counts;

use super::cpu_time::now_ns;
use super::events::{Event, RawSample};
use super::mappings::Mappings;
use super::unwind::{Call, Failure, Unwinder, beyond, outer};
use super::waits::Waits;
use crate::Config;
use crate::recording::{Backend, Incomplete, Pc, Recording, Sample, Thread, period_ns};
use counts::Counts;
use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The subject of the recording.
#[derive(Debug, Default)]
pub(super) struct Subject {
    /// Start of sampling.
    pub(super) start_ns: u64,
    /// The process that was attached to.
    pub(super) process: Option<u32>,
    /// Its threads.
    pub(super) threads: Vec<u32>,
    /// For threads that may have inherited counters as well, the identifiers of their own.
    pub(super) own_counters: HashMap<u32, Vec<u64>>,
    /// Whether samples include the kernel's work for the threads.
    pub(super) kernel: bool,
}

/// Collects samples and what is needed to understand them.
#[derive(Debug)]
pub(super) struct Collector {
    config: Config,
    /// Only samples of this process are kept, if there is one.
    own: Option<u32>,
    subject: Subject,
    /// End of sampling, once it has ended.
    end_ns: Option<u64>,
    mappings: Mappings,
    maps_read: Option<Instant>,
    unwinder: Unwinder,
    /// The calls of each thread's last sample, if that reached its root.
    before: HashMap<(u32, u32), Vec<Call>>,
    /// Samples by inherited counters of threads that have their own.
    doubled: u64,
    /// Nanoseconds of CPU time that the counters counted.
    used_ns: u64,
    thread_numbers: HashMap<(u32, u32), u16>,
    /// The threads that were started and have not ended, and whether they have samples.
    sampled: HashMap<(u32, u32), bool>,
    /// The names of threads without samples so far.
    names: HashMap<(u32, u32), String>,
    stack_numbers: HashMap<Arc<[Pc]>, u32>,
    recording: Recording,
    counts: Counts,
    waits: Option<Waits>,
    /// What was reported and may still be preceded by something, with its time.
    pub(super) waiting: Vec<(u64, Event)>,
}

impl Collector {
    pub(super) fn new(own: Option<u32>, config: Config) -> Self {
        Self {
            recording: Recording::empty(Backend::PerfEvent, config.hz),
            config,
            own,
            subject: Subject::default(),
            end_ns: None,
            mappings: Mappings::default(),
            maps_read: None,
            unwinder: Unwinder::default(),
            before: HashMap::new(),
            doubled: 0,
            used_ns: 0,
            thread_numbers: HashMap::new(),
            sampled: HashMap::new(),
            names: HashMap::new(),
            stack_numbers: HashMap::new(),
            counts: Counts::default(),
            waits: None,
            waiting: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, subject: Subject) {
        if let Some(process) = subject.process {
            self.read_maps(process);
            self.read_names(process, subject.threads.iter().copied());
        }
        self.waits = self.config.wall.then(|| Waits::new(&subject));
        self.subject = subject;
    }

    /// Whether a thread was reported as started, and so inherited all counters.
    pub(super) fn has_started(&self, tid: u32) -> bool {
        let reported =
            |(_, event): &(u64, Event)| matches!(event, Event::Started { tid: started, .. } if *started == tid);
        self.sampled.keys().any(|(_, started)| *started == tid) || self.waiting.iter().any(reported)
    }

    /// Reads the names of threads that were listed late, and notes the own counters of those whose start was not reported. A
    /// thread that starts while counters are enabled, one CPU after the other, may be named on a CPU where none is enabled
    /// yet; that name is never reported.
    pub(super) fn add_threads(&mut self, process: u32, threads: &[i32], own_counters: HashMap<u32, Vec<u64>>) {
        self.read_names(process, threads.iter().map(|tid| tid.unsigned_abs()));
        self.subject.own_counters.extend(own_counters);
    }

    /// Stores the names of threads now, since a thread may end before its first sample.
    fn read_names(&mut self, process: u32, threads: impl IntoIterator<Item = u32>) {
        for tid in threads {
            let name = name_of(process, tid);
            if !name.is_empty() {
                self.rename(process, tid, name);
            }
        }
    }

    /// Notes that no more samples are taken.
    pub(super) fn end(&mut self) {
        self.end_ns = Some(now_ns());
    }

    /// The time up to which the recording goes.
    fn now_ns(&self) -> u64 {
        self.end_ns.unwrap_or_else(now_ns)
    }

    /// Whether a process is to be profiled; its children are not, where it alone is.
    fn is_profiled(&self, pid: u32) -> bool {
        self.own.is_none_or(|own| own == pid)
    }

    /// Whether a thread has a counter of its own beside an inherited one.
    fn is_doubled(&self, tid: u32, counter: u64) -> bool {
        self.subject.own_counters.get(&tid).is_some_and(|own| !own.contains(&counter))
    }

    /// Adds what was reported up to a time, in order: each CPU reports for itself, and an address means what is mapped
    /// there at its time.
    pub(super) fn add_until(&mut self, time_ns: u64) {
        self.waiting.sort_by_key(|(time, _)| *time);
        let later = self.waiting.partition_point(|(time, _)| *time <= time_ns);
        let later = self.waiting.split_off(later);
        for (time, event) in std::mem::replace(&mut self.waiting, later) {
            self.add(time, event);
        }
    }

    fn add(&mut self, time: u64, event: Event) {
        match event {
            Event::Sample(sample) if self.is_doubled(sample.tid, sample.counter) => self.doubled += 1,
            Event::Sample(sample) if self.is_profiled(sample.pid) => self.keep(&sample, 1),
            Event::Sample(_) => self.recording.of_children += 1,
            Event::Counted(counted) => self.count(&counted),
            Event::Stack(sample) if self.is_profiled(sample.pid) => self.keep_stack(&sample),
            Event::Lost(lost) => self.add_lost(lost),
            Event::Mapped { pid, start, end, offset, path } if self.is_profiled(pid) => {
                self.mappings.add(pid, start, end, offset, &path);
                self.counts.forget(pid); // the same addresses may be of other code
            }
            Event::Executed { pid } => self.mappings.forget(pid),
            Event::Started { parent, pid, tid } if self.is_profiled(pid) => {
                self.mappings.inherit(parent, pid);
                self.sampled.insert((pid, tid), false);
                self.waits.iter_mut().for_each(|waits| waits.started(pid, tid, time));
            }
            Event::Switched { counter, pid, tid, to } if self.is_profiled(pid) && !self.is_doubled(tid, counter) => {
                self.waits.iter_mut().for_each(|waits| waits.switched(pid, tid, to, time));
            }
            Event::Ended { pid, tid } => {
                let number = self.thread_numbers.remove(&(pid, tid)); // the next may have its number in the system
                self.waits.iter_mut().for_each(|waits| waits.ended(pid, tid, time, number));
                self.before.remove(&(pid, tid));
                self.counts.ended(pid, tid);
                self.subject.own_counters.remove(&tid);
                self.names.remove(&(pid, tid));
                let unsampled = self.sampled.remove(&(pid, tid)) == Some(false);
                self.recording.unsampled_threads += u64::from(unsampled);
            }
            Event::Named { pid, tid, name } => self.rename(pid, tid, name),
            Event::Mapped { .. } | Event::Started { .. } | Event::Switched { .. } | Event::Stack(_) => {}
        }
    }

    /// Adds a sample of a timer that missed this many periods before it.
    pub(super) fn add_tick(&mut self, sample: &RawSample, overruns: u32) {
        self.recording.overruns += u64::from(overruns);
        self.keep(sample, u16::try_from(overruns.saturating_add(1)).unwrap_or(u16::MAX));
    }

    pub(super) fn add_used(&mut self, ns: u64) {
        self.used_ns += ns;
    }

    pub(super) fn add_lost(&mut self, lost: u64) {
        self.recording.lost += lost;
    }

    pub(super) fn warn(&mut self, warning: String) {
        self.recording.warnings.push(warning);
    }

    fn keep(&mut self, sample: &RawSample, weight: u16) {
        let (callers, end, joined) = self.callers(sample);
        let Incomplete { copy, limit, tables, joined: all_joined } = &mut self.recording.incomplete;
        *all_joined += u64::from(joined);
        match end {
            Ok(()) => {}
            Err(Failure::CopyTooShort) => *copy += u64::from(weight),
            Err(Failure::TooMany) => *limit += u64::from(weight),
            Err(Failure::NoTable | Failure::Wrong) => *tables += u64::from(weight),
        }
        let stack = self.whole_stack(sample, &callers);
        let thread = self.thread(sample.pid, sample.tid);
        if let Some(sampled) = self.sampled.get_mut(&(sample.pid, sample.tid)) {
            *sampled = true;
        }
        let time_ns = sample.time_ns.saturating_sub(self.subject.start_ns);
        self.recording.samples.push(Sample { time_ns, stack, thread, weight });
    }

    /// The number of a sample's stack, which has these return addresses.
    fn whole_stack(&mut self, sample: &RawSample, callers: &[u64]) -> u32 {
        let kernel = sample.kernel.iter().map(|&address| self.mappings.of_kernel(address)).collect();
        self.stack(kernel, sample.pid, sample.own_place(), callers)
    }

    /// The number of a stack, from the addresses in the kernel, the thread's own address, and its return addresses.
    fn stack(&mut self, kernel: Vec<Pc>, pid: u32, address: u64, callers: &[u64]) -> u32 {
        let own = std::iter::once(&address).chain(callers).map(|&address| self.pc(pid, address));
        let stack: Arc<[Pc]> = kernel.into_iter().chain(own).collect();
        let next = u32::try_from(self.stack_numbers.len()).expect("fewer distinct stacks than samples in memory");
        *self.stack_numbers.entry(stack).or_insert(next)
    }

    /// The return addresses of a sample's callers, whether the last is the root of the stack, and whether the outer ones
    /// are those of the thread's sample before.
    fn callers(&mut self, sample: &RawSample) -> (Vec<u64>, Result<(), Failure>, bool) {
        let by_chain = if sample.cut { Err(Failure::TooMany) } else { Ok(()) };
        let Some((registers, copy)) = sample.user.as_deref() else { return (sample.chain.clone(), by_chain, false) };
        let mappings = &self.mappings;
        let at = |address| mappings.pc(sample.pid, address);
        let (mut calls, mut end) = self.unwinder.callers(at, mappings, sample.ip, *registers, copy);
        let before = self.before.remove(&(sample.pid, sample.tid)).unwrap_or_default();
        let outer = outer(&calls, &before).filter(|_| end == Err(Failure::CopyTooShort));
        let joined = outer.is_some();
        if let Some(outer) = outer {
            calls.extend_from_slice(outer);
            end = Ok(());
        }
        let mut addresses: Vec<u64> = calls.iter().map(|call| call.return_address).collect();
        if end.is_ok() {
            self.before.insert((sample.pid, sample.tid), calls);
        } else if let Some(beyond) = beyond(&calls, &sample.chain) {
            addresses.extend_from_slice(beyond);
            end = by_chain;
        }
        (addresses, end, joined)
    }

    /// Where an address lies. Where no mapping is known, the process's mappings are read again, but not too often.
    fn pc(&mut self, pid: u32, address: u64) -> Pc {
        let pc = self.mappings.pc(pid, address);
        let read_recently = self.maps_read.is_some_and(|read| read.elapsed() < Duration::from_millis(50));
        if pc.object.is_some() || read_recently {
            return pc;
        }
        self.read_maps(pid);
        self.mappings.pc(pid, address)
    }

    fn read_maps(&mut self, pid: u32) {
        self.maps_read = Some(Instant::now());
        if let Ok(maps) = fs::read_to_string(format!("/proc/{pid}/maps")) {
            self.mappings.read(pid, &maps);
        }
    }

    fn thread(&mut self, pid: u32, tid: u32) -> u16 {
        if let Some(&number) = self.thread_numbers.get(&(pid, tid)) {
            return number;
        }
        let name = self.names.remove(&(pid, tid)).unwrap_or_else(|| name_of(pid, tid));
        // Threads beyond the last number share it.
        let number = u16::try_from(self.recording.threads.len()).unwrap_or(u16::MAX);
        if self.recording.threads.len() <= usize::from(u16::MAX) {
            self.recording.threads.push(Thread { pid, tid, name, ..Thread::default() });
        }
        self.thread_numbers.insert((pid, tid), number);
        number
    }

    fn rename(&mut self, pid: u32, tid: u32, name: String) {
        match self.thread_numbers.get(&(pid, tid)) {
            Some(&number) => self.recording.threads[usize::from(number)].name = name,
            None if self.is_profiled(pid) => _ = self.names.insert((pid, tid), name),
            None => {}
        }
    }

    /// What makes a recording of what there is so far; it takes long, and may run on another thread.
    pub(super) fn so_far(&self, backend: Backend) -> impl FnOnce() -> Recording + Send + use<> {
        let stacks: Vec<_> = self.stack_numbers.iter().map(|(stack, &number)| (Arc::clone(stack), number)).collect();
        let mut recording = Recording {
            backend,
            asked_hz: self.config.hz,
            period_ns: period_ns(self.config.hz),
            unwind: self.config.unwind,
            objects: self.mappings.objects.clone(),
            kernel: self.subject.kernel,
            cpu: Duration::from_nanos(self.used_ns.saturating_sub(self.doubled * period_ns(self.config.hz))),
            wall: Duration::from_nanos(self.now_ns().saturating_sub(self.subject.start_ns)),
            ..self.recording.clone()
        };
        self.add_waits(&mut recording);
        || with_stacks(recording, stacks)
    }

    pub(super) fn finish(mut self, backend: Backend) -> Recording {
        self.add_until(u64::MAX);
        let so_far = self.so_far(backend);
        drop(self);
        so_far()
    }
}

/// The name that a thread has now; empty where it has ended.
fn name_of(pid: u32, tid: u32) -> String {
    let name = fs::read_to_string(format!("/proc/{pid}/task/{tid}/comm")).unwrap_or_default();
    name.trim_end().to_owned()
}

fn with_stacks(recording: Recording, numbered: Vec<(Arc<[Pc]>, u32)>) -> Recording {
    let mut stacks = vec![Box::default(); numbered.len()];
    for (stack, number) in numbered {
        stacks[number as usize] = Box::from(&*stack);
    }
    let mut recording = Recording { stacks, ..recording };
    // A recording that has not ended has not read them yet.
    recording.counters.iter_mut().for_each(|counter| counter.total = counter.total.max(counter.with_stack()));
    recording
}
