//! The kernel's software clock (`perf_event_open`), on every thread of this process.
//!
//! The task clock is a timer of the kernel's for each thread, at any rate, and needs neither hardware counters nor
//! privileges. At each tick the kernel writes the address at which the thread was interrupted and its call chain to a
//! ring; a thread of ours fetches them. No signal, no handler, no lock in the profiled threads.
//!
//! ```text
//! for each CPU:     the first thread's counter has a ring, the other threads' counters write to it
//! for each thread:  a counter on each CPU, for only such counters may be inherited by threads born later
//! ```

use super::Sampler;
use super::collector::Collector;
use super::cpu_time::{CpuTime, now_ns};
use super::rings::Rings;
use crate::recording::{Backend, Recording};
use nix::sys::resource::{Resource, UsageWho, getrlimit, setrlimit};
use nix::unistd::gettid;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fs, io, process};

/// How often the rings are emptied: at 20,000 samples a second one of 256 kB holds twice what comes meanwhile.
const DRAIN_EVERY: Duration = Duration::from_millis(20);

/// The threads of this process.
pub(super) fn threads() -> io::Result<Vec<i32>> {
    let mut threads = Vec::new();
    for entry in fs::read_dir("/proc/self/task")? {
        threads.extend(entry?.file_name().to_str().and_then(|name| name.parse::<i32>().ok()));
    }
    Ok(threads)
}

/// Allows as many open files as may be allowed: a counter a thread and CPU.
fn raise_file_limit() {
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < hard
    {
        // Where it fails, opening the counters does, and says so.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}

/// The sampler.
#[derive(Debug)]
pub(super) struct Perf {
    hz: u32,
    warnings: Vec<String>,
    cpu: CpuTime,
    drain: Drain,
}

impl Perf {
    /// Starts to sample every thread of this process but the one that fetches the samples.
    pub(super) fn start(hz: u32) -> Result<Self, String> {
        let drain = Drain::spawn(Some(process::id()))?;
        raise_file_limit();
        let threads = threads().map_err(|e| format!("the threads in /proc/self/task could not be read: {e}"))?;
        let threads: Vec<i32> = threads.into_iter().filter(|&tid| tid != drain.tid).collect();
        let mut rings = Rings::of_threads(hz, &threads)?;
        let warnings = rings.warnings();
        let cpu = CpuTime::now(UsageWho::RUSAGE_SELF);
        rings.enable().map_err(|e| format!("the task clock could not be started: {e}"))?;
        drain.begin(rings);
        Ok(Self { hz, warnings, cpu, drain })
    }
}

impl Sampler for Perf {
    fn stop(self: Box<Self>) -> Recording {
        let collector = self.drain.end();
        let cpu = self.cpu.elapsed(UsageWho::RUSAGE_SELF);
        let command = std::env::args().collect::<Vec<_>>().join(" ");
        Recording {
            warnings: self.warnings,
            cpu: cpu.user,
            system: cpu.system,
            ..collector.finish(Backend::PerfEvent, self.hz, command)
        }
    }
}

/// The thread that fetches the samples. It is there before any counter, so that none counts it.
#[derive(Debug)]
pub(super) struct Drain {
    tid: i32,
    rings: mpsc::Sender<Rings>,
    thread: JoinHandle<Collector>,
}

impl Drain {
    /// Starts the thread; it waits for rings. Only samples of process `own` are kept, if there is one.
    pub(super) fn spawn(own: Option<u32>) -> Result<Self, String> {
        let (send_tid, tid) = mpsc::channel();
        let (rings, from_rings) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("lineprof".to_owned())
            .spawn(move || {
                let _ = send_tid.send(gettid().as_raw());
                drain(own, &from_rings)
            })
            .map_err(|e| format!("no thread could be started to fetch samples: {e}"))?;
        let tid = tid.recv().map_err(|_| "the thread that fetches samples ended at once".to_owned())?;
        Ok(Self { tid, rings, thread })
    }

    /// Hands the rings over.
    pub(super) fn begin(&self, rings: Rings) {
        let _ = self.rings.send(rings);
    }

    /// Stops the rings, fetches what is left in them, and ends the thread.
    pub(super) fn end(self) -> Collector {
        drop(self.rings);
        self.thread.join().expect("the thread that fetches samples does not panic")
    }
}

/// Waits for rings, then empties them now and then until the sender is gone.
fn drain(own: Option<u32>, from: &mpsc::Receiver<Rings>) -> Collector {
    let mut collector = Collector::new(own, now_ns());
    if let Some(own) = own {
        collector.read_maps(own);
    }
    let Ok(mut rings) = from.recv() else { return collector };
    while let Err(mpsc::RecvTimeoutError::Timeout) = from.recv_timeout(DRAIN_EVERY) {
        rings.drain(&mut collector);
    }
    rings.disable();
    rings.drain(&mut collector);
    collector
}
