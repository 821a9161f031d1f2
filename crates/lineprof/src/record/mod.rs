//! Sampling: one file a sampler, behind one [`Recorder`].

mod child;
mod collector;
mod cpu_time;
mod drain;
mod mappings;
mod perf;
mod pprof;
mod rings;
mod system;
mod timers;

pub use child::record;

use crate::recording::{Backend, Recording};
use crate::{Config, Error};
use cpu_time::CpuTime;
use nix::sys::resource::UsageWho;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether this process records.
static RUNNING: AtomicBool = AtomicBool::new(false);

/// The right to record, of which a process has one; dropped, it is free again.
#[derive(Debug)]
struct Exclusive;

impl Exclusive {
    fn acquire() -> Result<Self, Error> {
        if RUNNING.swap(true, Ordering::AcqRel) { Err(Error::Running) } else { Ok(Self) }
    }
}

impl Drop for Exclusive {
    fn drop(&mut self) {
        RUNNING.store(false, Ordering::Release);
    }
}

/// A running sampler of this process.
trait Sampler {
    /// Takes no more samples and returns those taken; the [`Recorder`] fills in command and CPU time.
    fn stop(self: Box<Self>) -> Recording;
}

/// Starts one kind of sampler at a rate; an error is the reason why it does not start.
type Start = fn(u32) -> Result<Box<dyn Sampler>, String>;

/// The kinds of sampler, best first.
const SAMPLERS: [(Backend, Start); 3] = [
    (Backend::PerfEvent, |hz| Ok(Box::new(perf::Perf::start(hz)?))),
    (Backend::ThreadTimer, |hz| Ok(Box::new(timers::Timers::start(hz)?))),
    (Backend::Pprof, |hz| Ok(Box::new(pprof::Pprof::start(hz)?))),
];

/// Samples every thread of this process from its start until it is stopped or dropped.
pub struct Recorder {
    sampler: Option<Box<dyn Sampler>>,
    declined: Vec<String>,
    cpu: CpuTime,
    _exclusive: Exclusive,
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("declined", &self.declined).finish_non_exhaustive()
    }
}

impl Recorder {
    /// Starts the configured sampler, or the best that starts.
    ///
    /// # Errors
    /// As [`Config::check`]; where a recording already runs in this process, or no sampler starts.
    pub fn start(config: &Config) -> Result<Self, Error> {
        config.check()?;
        let exclusive = Exclusive::acquire()?;
        let mut declined = Vec::new();
        let is_chosen = |kind| config.backend.is_none_or(|chosen| chosen == kind);
        for (kind, start) in SAMPLERS.into_iter().filter(|(kind, _)| is_chosen(*kind)) {
            match start(config.hz) {
                Ok(sampler) => {
                    let cpu = CpuTime::now(UsageWho::RUSAGE_SELF);
                    return Ok(Self { sampler: Some(sampler), declined, cpu, _exclusive: exclusive });
                }
                Err(reason) if config.backend.is_some() => return Err(Error::Backend { backend: kind, reason }),
                Err(reason) => declined.push(reason),
            }
        }
        if declined.is_empty() {
            declined.push("the chosen one samples other programs".to_owned());
        }
        Err(Error::NoBackend(declined))
    }

    /// Takes no more samples and returns those taken.
    #[expect(clippy::missing_panics_doc, reason = "only this and drop take the sampler")]
    pub fn stop(mut self) -> Recording {
        let cpu = self.cpu.elapsed(UsageWho::RUSAGE_SELF);
        let recording = self.sampler.take().expect("only this and drop take the sampler").stop();
        Recording {
            declined: std::mem::take(&mut self.declined),
            command: std::env::args().collect::<Vec<_>>().join(" "),
            cpu: cpu.user,
            system: cpu.system,
            ..recording
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if let Some(sampler) = self.sampler.take() {
            drop(sampler.stop());
        }
    }
}
