//! What to sample, and whose lines to charge.

use crate::Error;
use crate::attribution::Sources;
use crate::recording::{Backend, Event};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;

/// What to sample, and whose lines to charge.
///
/// By default every source file is the user's but those of the toolchain, a registry, a git checkout or the system. Where
/// no sample is in such a file, the user's are those of the program's own package: that of a program installed from a
/// registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Samples per second of CPU time, 1 to 20,000. A prime does not beat with what the program does at round rates.
    pub hz: u32,
    /// Where not empty, only files below these folders are the user's. A folder above those of the toolchain, a registry,
    /// a git checkout or the system does not hold them.
    pub sources: Vec<PathBuf>,
    /// Globs of the names of crates and libraries whose files are the user's too; `-` and `_` are alike.
    pub crates: Vec<String>,
    /// Folders of packages whose files are local, whatever their paths resemble: those of a workspace.
    pub packages: Vec<PathBuf>,
    /// What source paths begin with, and what to put in its place, before anything is decided by them; the longest
    /// beginning wins. `.` is the beginning of every relative path.
    pub maps: Vec<(PathBuf, PathBuf)>,
    /// Globs of source files that are stepped over like foreign ones, so that thin wrappers do not swallow the cost of
    /// the lines that call them. `*` stops at a `/`, `**` does not; a glob without a leading `/` may begin anywhere.
    pub transparent: Vec<String>,
    /// The sampler to use; by default the best that this system allows.
    pub backend: Option<Backend>,
    /// How callers are found. Only the kernel's clock records what unwind tables need.
    pub unwind: Unwind,
    /// The events to count beside CPU time. Those that the system cannot count are named in a warning of the recording.
    pub events: Vec<Event>,
    /// Whether time off the CPU is recorded too: sleeping, and waiting for locks, input and output, and other threads.
    /// Only the kernel's clock can.
    pub wall: bool,
    /// Whether to sample the kernel's work for the program too, where this is allowed: charged to the lines that call the
    /// kernel or are interrupted by it. Only the kernel's clock can.
    pub kernel: bool,
    /// The time limit after which [`record()`](crate::record()) ends its command and [`attach`](crate::attach) detaches;
    /// without one, the recording lasts until the program ends.
    pub duration: Option<Duration>,
    /// Whether flame graphs fold the inner frames of rayon, tokio and other runtimes into one frame each.
    pub hide_runtime: bool,
}

/// How callers are found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Unwind {
    /// By unwind tables and a copy of the stack; beyond the copy by frame pointers, where both agree
    #[default]
    Auto,
    /// By frame pointers, but for the innermost callers, for which a small copy is enough
    FramePointers,
    /// By unwind tables alone, and the largest copy of the stack
    Dwarf,
}

impl Unwind {
    /// The most bytes of a stack that a sample copies at a rate.
    pub(crate) fn copied(self, hz: u32) -> u32 {
        match self {
            Self::Auto => Self::MOST_COPIED.min(66_000_000 / hz.max(1)),
            Self::FramePointers => 8 << 10,
            Self::Dwarf => Self::MOST_COPIED,
        }
    }

    /// The kernel's records have 16-bit sizes, and hold more than the copy.
    const MOST_COPIED: u32 = 63 << 10;
}

impl Config {
    /// Checks it before the work starts.
    ///
    /// # Errors
    /// Where the rate is out of range, or a glob of crates or transparent files is malformed.
    pub fn check(&self) -> Result<(), Error> {
        if !(1..=20_000).contains(&self.hz) {
            return Err(Error::Rate(self.hz));
        }
        Sources::new(self).map(drop)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            hz: 997,
            sources: Vec::new(),
            crates: Vec::new(),
            packages: Vec::new(),
            maps: Vec::new(),
            transparent: Vec::new(),
            backend: None,
            unwind: Unwind::Auto,
            events: Vec::new(),
            wall: false,
            kernel: false,
            duration: None,
            hide_runtime: false,
        }
    }
}
