//! The kernel's software clock (`perf_event_open`), on every thread of this process.
//!
//! The task clock is a timer of the kernel's for each thread, at any rate, and needs neither hardware counters nor
//! privileges. At each tick the kernel writes the address at which the thread was interrupted and its call chain to a
//! ring; a thread of ours fetches them. No signal, no handler, no lock in the profiled threads.
//!
//! ```text
//! for each CPU:     the first thread's counter has a ring, the other threads' counters write to it
//! for each thread:  a counter on each CPU, for only such counters are inherited by threads started later
//! ```

use super::Stop;
use super::drain::Drain;
use super::rings::Rings;
use crate::Config;
use crate::recording::Backend;
use std::process;

/// Starts to sample every thread of this process but the one that fetches the samples.
pub(super) fn start(config: &Config) -> Result<Stop, String> {
    let drain = Drain::spawn(Some(process::id()), config, None)?;
    let mut rings = Rings::of_threads(config, process::id(), Some(drain.tid()))?;
    rings.enable()?;
    drain.begin(rings);
    Ok(Box::new(move || drain.end().finish(Backend::PerfEvent)))
}
