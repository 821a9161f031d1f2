//! Turns the kernel's records into a [`Recording`].

use super::mappings::Mappings;
use crate::recording::{Backend, Pc, Recording, Sample, Thread, period_ns};
use perf_event::data::Record;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, Instant};

/// From here up an entry of a call chain is not an address but a marker of what follows (`PERF_CONTEXT_MAX`).
const FIRST_MARKER: u64 = 0xffff_ffff_ffff_f001;

#[derive(Debug)]
pub(super) struct RawSample {
    pub(super) pid: u32,
    pub(super) tid: u32,
    pub(super) time_ns: u64,
    pub(super) ip: u64,
    pub(super) callchain: Vec<u64>,
}

/// Collects samples and what is needed to understand them.
#[derive(Debug)]
pub(super) struct Collector {
    /// Only samples of this process are kept, if there is one.
    own: Option<u32>,
    started: Instant,
    start_ns: u64,
    mappings: Mappings,
    maps_read: Option<Instant>,
    thread_numbers: HashMap<(u32, u32), u16>,
    stack_numbers: HashMap<Box<[Pc]>, u32>,
    recording: Recording,
    /// Samples of a pass, until its mappings are known.
    waiting: Vec<RawSample>,
}

impl Collector {
    pub(super) fn new(own: Option<u32>, start_ns: u64) -> Self {
        let mut new = Self {
            own,
            started: Instant::now(),
            start_ns,
            mappings: Mappings::default(),
            maps_read: None,
            thread_numbers: HashMap::new(),
            stack_numbers: HashMap::new(),
            recording: Recording::empty(Backend::PerfEvent, 1),
            waiting: Vec::new(),
        };
        if let Some(own) = own {
            new.read_maps(own);
        }
        new
    }

    /// Whether a process is to be profiled; its children are not, where it alone is.
    fn is_profiled(&self, pid: u32) -> bool {
        self.own.is_none_or(|own| own == pid)
    }

    /// Adds a record; samples wait until the pass ends.
    pub(super) fn add(&mut self, record: &Record<'_>) {
        match record {
            Record::Sample(sample) => {
                if let (Some(pid), Some(tid), Some(time_ns), Some(ip)) =
                    (sample.pid(), sample.tid(), sample.time(), sample.ip())
                {
                    let callchain = sample.callchain().unwrap_or_default().to_vec();
                    self.waiting.push(RawSample { pid, tid, time_ns, ip, callchain });
                }
            }
            Record::Lost(lost) => self.add_lost(lost.lost),
            Record::Mmap2(mmap) if self.is_profiled(mmap.pid) => {
                let path = Path::new(OsStr::from_bytes(&mmap.filename));
                self.mappings.add(mmap.pid, mmap.addr, mmap.addr + mmap.len, mmap.pgoff, path);
            }
            Record::Fork(fork) if self.is_profiled(fork.pid) => self.mappings.inherit(fork.ppid, fork.pid),
            Record::Comm(comm) => self.rename(comm.pid, comm.tid, &comm.comm),
            _ => {}
        }
    }

    /// Ends a pass: all its mappings are known now.
    pub(super) fn end_pass(&mut self) {
        for sample in std::mem::take(&mut self.waiting) {
            if self.is_profiled(sample.pid) {
                self.keep(&sample, 1);
            } else {
                self.recording.of_children += 1;
            }
        }
    }

    /// Adds a sample of a timer that missed this many periods before it.
    pub(super) fn add_tick(&mut self, sample: &RawSample, overruns: u32) {
        self.recording.overruns += u64::from(overruns);
        self.keep(sample, u16::try_from(overruns.saturating_add(1)).unwrap_or(u16::MAX));
    }

    pub(super) fn add_lost(&mut self, lost: u64) {
        self.recording.lost += lost;
    }

    fn keep(&mut self, sample: &RawSample, weight: u16) {
        let mut callers = sample.callchain.iter().copied().filter(|&address| address < FIRST_MARKER).peekable();
        callers.next_if_eq(&sample.ip);
        let stack: Box<[Pc]> =
            std::iter::once(sample.ip).chain(callers).map(|address| self.pc(sample.pid, address)).collect();
        let stacks = &mut self.recording.stacks;
        let stack = *self.stack_numbers.entry(stack).or_insert_with_key(|stack| {
            stacks.push(stack.clone());
            u32::try_from(stacks.len() - 1).expect("fewer distinct stacks than samples in memory")
        });
        let thread = self.thread(sample.pid, sample.tid);
        let time_ns = sample.time_ns.saturating_sub(self.start_ns);
        self.recording.samples.push(Sample { time_ns, stack, thread, weight });
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
        let name = fs::read_to_string(format!("/proc/{pid}/task/{tid}/comm")).unwrap_or_default();
        self.add_thread(pid, tid, name.trim_end())
    }

    /// Threads beyond the last number share it.
    fn add_thread(&mut self, pid: u32, tid: u32, name: &str) -> u16 {
        let number = u16::try_from(self.recording.threads.len()).unwrap_or(u16::MAX);
        if self.recording.threads.len() <= usize::from(u16::MAX) {
            self.recording.threads.push(Thread { pid, tid, name: name.to_owned() });
        }
        self.thread_numbers.insert((pid, tid), number);
        number
    }

    fn rename(&mut self, pid: u32, tid: u32, name: &[u8]) {
        let name = String::from_utf8_lossy(name).trim_end_matches('\0').to_owned();
        match self.thread_numbers.get(&(pid, tid)) {
            Some(&number) => self.recording.threads[usize::from(number)].name = name,
            None if self.is_profiled(pid) => {
                self.add_thread(pid, tid, &name);
            }
            None => {}
        }
    }

    pub(super) fn finish(mut self, backend: Backend, hz: u32) -> Recording {
        self.end_pass();
        Recording {
            backend,
            asked_hz: hz,
            period_ns: period_ns(hz),
            objects: self.mappings.objects,
            wall: self.started.elapsed(),
            ..self.recording
        }
    }
}
