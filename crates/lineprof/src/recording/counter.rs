//! What is counted beside CPU time.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a counter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Event {
    /// Nanoseconds off the CPU, from the moment that a thread blocks until it runs again.
    #[cfg_attr(feature = "cli", value(skip))]
    Waiting,
    /// First accesses to pages of memory
    PageFaults,
    /// Switches of a thread from a CPU, by its own wish or not
    ContextSwitches,
    /// Moves of a thread to another CPU
    CpuMigrations,
    /// Clock cycles of the core
    Cycles,
    /// Executed instructions
    Instructions,
    /// Accesses to the last level of cache
    CacheReferences,
    /// Accesses that the last level of cache could not answer
    CacheMisses,
    /// Executed branches
    Branches,
    /// Branches that the processor predicted wrongly
    BranchMisses,
}

/// As the command line has it, `page-faults`.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Waiting => "waiting",
            Self::PageFaults => "page-faults",
            Self::ContextSwitches => "context-switches",
            Self::CpuMigrations => "cpu-migrations",
            Self::Cycles => "cycles",
            Self::Instructions => "instructions",
            Self::CacheReferences => "cache-references",
            Self::CacheMisses => "cache-misses",
            Self::Branches => "branches",
            Self::BranchMisses => "branch-misses",
        })
    }
}

/// What one thread counted at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "(u64, u32, u16, u64)")] // short: there may be a million
pub struct Count {
    /// Nanoseconds of the monotonic clock since the recording began; of a wait, its begin.
    pub time_ns: u64,
    /// Index of the stack in [`super::Recording::stacks`].
    pub stack: u32,
    /// Index of the thread in [`super::Recording::threads`].
    pub thread: u16,
    /// How many events it stands for; of a wait, how many nanoseconds.
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
    /// What it counts.
    pub event: Event,
    /// All that it counted, in events or nanoseconds, with what is not in `counts`.
    pub total: u64,
    /// What has a stack, in no order.
    pub counts: Vec<Count>,
}
