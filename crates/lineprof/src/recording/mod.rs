//! What a sampler records: raw samples, and nothing derived from them.

mod counter;

use crate::Unwind;
pub use counter::{Count, Counter, Event};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// The sampler that took the samples.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Backend {
    /// The kernel's software clock (`perf_event_open`), in the profiled process: every thread, any rate.
    #[default]
    PerfEvent,
    /// The kernel's software clock, on another process.
    PerfEventChild,
    /// A CPU timer for each thread, with a signal handler that walks frame pointers: no faster than the kernel's tick,
    /// and only threads that exist at the start.
    ThreadTimer,
    /// pprof's process-wide timer: functions only.
    Pprof,
}

impl Backend {
    /// Whether its samples tell lines.
    pub const fn has_lines(self) -> bool {
        !matches!(self, Self::Pprof)
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PerfEvent => "perf_event_open, task clock, in process",
            Self::PerfEventChild => "perf_event_open, task clock, of another process",
            Self::ThreadTimer => "per-thread CPU timers",
            Self::Pprof => "pprof, functions only",
        })
    }
}

/// One thread at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "(u64, u32, u16, u16)")] // short: there may be a million
pub struct Sample {
    /// Nanoseconds of the monotonic clock since the recording began.
    pub time_ns: u64,
    /// Index of the stack in [`Recording::stacks`].
    pub stack: u32,
    /// Index of the thread in [`Recording::threads`].
    pub thread: u16,
    /// How many periods it stands for: 1, and one more for each that a timer reports as overrun.
    pub weight: u16,
}

impl From<Sample> for (u64, u32, u16, u16) {
    fn from(Sample { time_ns, stack, thread, weight }: Sample) -> Self {
        (time_ns, stack, thread, weight)
    }
}

/// A place in a program or library, independent of where that was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "(Option<u32>, u64)")] // short: there are many
pub struct Pc {
    /// Index of the object in [`Recording::objects`]; `None` where no object was known.
    pub object: Option<u32>,
    /// Offset in the object's file; the address where no object was known.
    pub offset: u64,
}

impl From<Pc> for (Option<u32>, u64) {
    fn from(Pc { object, offset }: Pc) -> Self {
        (object, offset)
    }
}

/// The path of the object that stands for the kernel. Offsets in it are addresses.
pub(crate) const KERNEL: &str = "[kernel]";

/// A program or library that code was run from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Its file, as its process sees it; a name in brackets where there is none, as `[vdso]` and `[kernel]`.
    pub path: PathBuf,
    /// Where that file was for the recording process, if its process has other paths, as in a container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<PathBuf>,
    /// Its build id when it was first seen, or a checksum where it has none; `None` where it was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
}

/// A thread that was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The process it belongs to.
    pub pid: u32,
    /// Its number in the system.
    pub tid: u32,
    /// Its name; empty where the thread had ended before its name was read.
    pub name: String,
    /// How long it waited, where waiting was recorded.
    #[serde(default, skip_serializing_if = "Duration::is_zero")]
    pub waiting: Duration,
    /// How long it was ready to run but had no CPU, where waiting was recorded.
    #[serde(default, skip_serializing_if = "Duration::is_zero")]
    pub ready: Duration,
}

/// Statistics of waits, beside the counter of their time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// How often a thread blocked.
    pub number: u64,
    /// Nanoseconds of waits whose stacks lack their outer callers.
    pub cut_ns: u64,
    /// Nanoseconds that threads were ready to run but had no CPU.
    pub ready_ns: u64,
}

/// Samples whose stacks lack their outer callers, by the reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incomplete {
    /// The copy of the stack was too short.
    pub copy: u64,
    /// The kernel limits the number of callers.
    pub limit: u64,
    /// Code without unwind tables and frame pointers.
    pub tables: u64,
    /// Not these: their outer callers are those of the thread's sample before.
    #[serde(default)]
    pub joined: u64,
}

/// All that a sampler recorded. Views and exports are functions of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// The sampler that took the samples.
    pub backend: Backend,
    /// Why a better backend was not used, one sentence each.
    pub declined: Vec<String>,
    /// What else a reader should know, one sentence each.
    pub warnings: Vec<String>,
    /// Requested samples per second of CPU time.
    pub asked_hz: u32,
    /// Nanoseconds of CPU time that a sample of weight 1 stands for.
    pub period_ns: u64,
    /// The command or program that was profiled.
    pub command: String,
    /// Programs and libraries with samples.
    pub objects: Vec<Object>,
    /// Threads in order of appearance.
    pub threads: Vec<Thread>,
    /// Distinct stacks, leaf first.
    pub stacks: Vec<Box<[Pc]>>,
    /// Samples, in no order.
    pub samples: Vec<Sample>,
    /// Counters beside CPU time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counters: Vec<Counter>,
    /// Waits, where they were recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Waits>,
    /// Samples that the kernel dropped because they were not fetched in time.
    pub lost: u64,
    /// Periods that a timer missed; the samples' weights make up for them.
    pub overruns: u64,
    /// Samples of forked children, not kept.
    pub of_children: u64,
    /// How callers were found.
    #[serde(default)]
    pub unwind: Unwind,
    /// Samples that lack their outer callers.
    #[serde(default)]
    pub incomplete: Incomplete,
    /// Threads that ended without a sample.
    #[serde(default)]
    pub unsampled_threads: u64,
    /// CPU time that the process used meanwhile in user code.
    pub cpu: Duration,
    /// CPU time that the process used meanwhile in the kernel, which samples cover only if `kernel` says so.
    pub system: Duration,
    /// Whether samples cover the time in the kernel too.
    #[serde(default)]
    pub kernel: bool,
    /// Elapsed time.
    pub wall: Duration,
}

impl Recording {
    /// A recording without samples.
    pub fn empty(backend: Backend, hz: u32) -> Self {
        Self { backend, asked_hz: hz, period_ns: period_ns(hz), ..Self::default() }
    }

    /// The CPU time that samples can cover.
    pub(crate) fn sampled_cpu(&self) -> Duration {
        if self.kernel { self.cpu + self.system } else { self.cpu }
    }

    /// All samples, by their weight.
    pub fn total(&self) -> u64 {
        self.samples.iter().map(|sample| u64::from(sample.weight)).sum()
    }

    /// The CPU time that this many samples stand for.
    pub const fn time(&self, samples: u64) -> Duration {
        Duration::from_nanos(samples.saturating_mul(self.period_ns))
    }

    /// Time off the CPU, where it was recorded.
    pub fn waiting(&self) -> Option<&Counter> {
        self.counters.iter().find(|counter| counter.event == Event::Waiting)
    }

    /// The weight of each stack that has samples among those selected.
    pub(crate) fn stack_weights(&self, select: impl Fn(&Sample) -> bool) -> HashMap<u32, u64> {
        let mut weights = HashMap::new();
        for sample in self.samples.iter().filter(|sample| select(sample)) {
            *weights.entry(sample.stack).or_default() += u64::from(sample.weight);
        }
        weights
    }
}

pub(crate) const fn period_ns(hz: u32) -> u64 {
    1_000_000_000 / if hz > 0 { hz as u64 } else { 1 }
}
