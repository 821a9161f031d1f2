//! Sampling: a folder of alternatives behind one [`Recorder`].

#[cfg(target_os = "linux")]
pub(crate) mod child;
#[cfg(not(target_os = "linux"))]
#[path = "no_child.rs"]
pub(crate) mod child;
#[cfg(target_os = "linux")]
mod collector;
#[cfg(target_os = "linux")]
mod cpu_time;
#[cfg(target_os = "linux")]
mod perf;
#[cfg(target_os = "linux")]
mod pprof;
#[cfg(target_os = "linux")]
mod rings;
#[cfg(target_os = "linux")]
mod system;
#[cfg(target_os = "linux")]
mod timers;

use crate::recording::Recording;
use crate::{Choice, Config, Error};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a recording is under way in this process.
static RUNNING: AtomicBool = AtomicBool::new(false);

/// The one recording of a process; gone, another may begin.
#[derive(Debug)]
struct Turn;

impl Turn {
    fn take() -> Result<Self, Error> {
        if RUNNING.swap(true, Ordering::AcqRel) { Err(Error::Running) } else { Ok(Self) }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        RUNNING.store(false, Ordering::Release);
    }
}

/// A sampler at work in this process.
trait Sampler {
    /// Takes no more samples, and gives those taken.
    fn stop(self: Box<Self>) -> Recording;
}

/// Starts one kind of sampler at a rate, or says why it does not start.
type Start = fn(u32) -> Result<Box<dyn Sampler>, String>;

/// The kinds of sampler, best first.
const KINDS: &[(Choice, Start)] = &[
    #[cfg(target_os = "linux")]
    (Choice::PerfEvent, |hz| Ok(Box::new(perf::Perf::start(hz)?))),
    #[cfg(target_os = "linux")]
    (Choice::ThreadTimer, |hz| Ok(Box::new(timers::Timers::start(hz)?))),
    #[cfg(target_os = "linux")]
    (Choice::Pprof, |hz| Ok(Box::new(pprof::Pprof::start(hz)?))),
];

/// Samples every thread of this process from its start until it is stopped or dropped.
pub struct Recorder {
    sampler: Option<Box<dyn Sampler>>,
    declined: Vec<String>,
    _turn: Turn,
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("declined", &self.declined).finish_non_exhaustive()
    }
}

impl Recorder {
    /// Starts the sampler that is asked for, or the best that starts.
    ///
    /// # Errors
    /// As [`Config::check`]; where a recording runs in this process already, or no sampler starts.
    pub fn start(config: &Config) -> Result<Self, Error> {
        config.check()?;
        let turn = Turn::take()?;
        let mut declined = Vec::new();
        for &(kind, start) in KINDS {
            if config.backend != Choice::Auto && config.backend != kind {
                continue;
            }
            match start(config.hz) {
                Ok(sampler) => return Ok(Self { sampler: Some(sampler), declined, _turn: turn }),
                Err(reason) if config.backend == kind => {
                    return Err(Error::Backend { choice: kind, reason });
                }
                Err(reason) => declined.push(reason),
            }
        }
        if declined.is_empty() {
            declined.push("there is none for this system yet: Linux on x86-64 or aarch64 is needed".to_owned());
        }
        Err(Error::NoBackend(declined))
    }

    /// Takes no more samples, and gives those taken.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "the sampler is taken only here and in drop")]
    pub fn stop(mut self) -> Recording {
        let mut recording = self.sampler.take().expect("taken only here and in drop").stop();
        recording.declined = std::mem::take(&mut self.declined);
        recording
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if let Some(sampler) = self.sampler.take() {
            drop(sampler.stop());
        }
    }
}
