//! Counters beside CPU time.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The event that a counter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Event {
    /// Nanoseconds off the CPU, from the moment that a thread blocks until it runs again.
    #[cfg_attr(feature = "cli", value(skip))]
    Waiting,
    /// Page faults of any kind, mostly first accesses to pages
    #[cfg_attr(feature = "cli", value(alias = "faults"))]
    PageFaults,
    /// Page faults without a disk
    MinorFaults,
    /// Page faults that wait for a disk
    MajorFaults,
    /// Switches of a thread from a CPU, voluntary or not
    #[cfg_attr(feature = "cli", value(alias = "cs"))]
    ContextSwitches,
    /// Moves of a thread to another CPU
    #[cfg_attr(feature = "cli", value(alias = "migrations"))]
    CpuMigrations,
    /// Clock cycles of the core
    #[cfg_attr(feature = "cli", value(alias = "cpu-cycles"))]
    Cycles,
    /// Executed instructions
    Instructions,
    /// Accesses to the last-level cache
    CacheReferences,
    /// Misses of the last-level cache
    CacheMisses,
    /// Executed branches
    #[cfg_attr(feature = "cli", value(alias = "branch-instructions"))]
    Branches,
    /// Mispredicted branches
    BranchMisses,
    /// Loads that missed the first-level data cache
    #[cfg_attr(feature = "cli", value(alias = "L1-dcache-load-misses"))]
    L1DcacheLoadMisses,
    /// Loads that missed the first-level TLB
    #[cfg_attr(feature = "cli", value(alias = "dTLB-load-misses"))]
    DtlbLoadMisses,
}

/// As the command line has it, `page-faults`.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Waiting => "waiting",
            Self::PageFaults => "page-faults",
            Self::MinorFaults => "minor-faults",
            Self::MajorFaults => "major-faults",
            Self::ContextSwitches => "context-switches",
            Self::CpuMigrations => "cpu-migrations",
            Self::Cycles => "cycles",
            Self::Instructions => "instructions",
            Self::CacheReferences => "cache-references",
            Self::CacheMisses => "cache-misses",
            Self::Branches => "branches",
            Self::BranchMisses => "branch-misses",
            Self::L1DcacheLoadMisses => "l1-dcache-load-misses",
            Self::DtlbLoadMisses => "dtlb-load-misses",
        })
    }
}

/// A count of one thread at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "(u64, u32, u16, u64)")] // short: there may be a million
pub struct Count {
    /// Nanoseconds of the monotonic clock since the recording began; for a wait, its begin.
    pub time_ns: u64,
    /// Index of the stack in [`super::Recording::stacks`].
    pub stack: u32,
    /// Index of the thread in [`super::Recording::threads`].
    pub thread: u16,
    /// How many events it stands for; for a wait, its nanoseconds.
    pub amount: u64,
}

impl From<Count> for (u64, u32, u16, u64) {
    fn from(Count { time_ns, stack, thread, amount }: Count) -> Self {
        (time_ns, stack, thread, amount)
    }
}

/// A counter, and where it counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// The event.
    pub event: Event,
    /// The whole count, in events or nanoseconds, including what is not in `counts`.
    pub total: u64,
    /// The counts with a stack, in no order.
    pub counts: Vec<Count>,
}

impl Counter {
    /// The sum of the counts with a stack, in events or nanoseconds.
    pub fn with_stack(&self) -> u64 {
        self.counts.iter().map(|count| count.amount).sum()
    }
}
