//! What a profile is asked to be.

use crate::Error;
use crate::attribution::transparent;
use std::path::PathBuf;

/// Which sampler is to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// The first of the others that this system allows, in their order.
    #[default]
    Auto,
    /// The kernel's software clock: every thread, exact addresses, any rate.
    PerfEvent,
    /// A CPU timer a thread: no better than the kernel's tick, and only threads that exist at the start.
    ThreadTimer,
    /// pprof: functions only.
    Pprof,
}

/// What to sample, and whose lines to charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Samples per second of CPU time, 1 to 20,000. A prime does not beat with what the program does at round rates.
    pub hz: u32,
    /// Folders whose source files are the user's; empty means those of the unit that holds `main`.
    pub sources: Vec<PathBuf>,
    /// Globs of source files that are stepped over like foreign ones, so that thin wrappers do not swallow the cost of
    /// the lines that call them. `*` stops at a `/`, `**` does not; a glob without a leading `/` may begin anywhere.
    pub transparent: Vec<String>,
    /// Which sampler to use.
    pub backend: Choice,
}

impl Config {
    /// Whether it can be done, so that nobody works for an hour to learn that it cannot.
    ///
    /// # Errors
    /// Where the rate is out of range, or a glob of transparent files is not one.
    pub fn check(&self) -> Result<(), Error> {
        if !(1..=20_000).contains(&self.hz) {
            return Err(Error::Rate(self.hz));
        }
        transparent(self).map(drop)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self { hz: 997, sources: Vec::new(), transparent: Vec::new(), backend: Choice::Auto }
    }
}
