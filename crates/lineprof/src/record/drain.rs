//! The thread that fetches samples while others run.

use super::collector::Collector;
use super::saves::Saves;
use crate::Config;
use crate::recording::Backend;
use nix::unistd::gettid;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Where samples wait to be fetched.
pub(super) trait Source: Send + 'static {
    /// Tells when the recording began, and of what process.
    fn begin(&mut self, collector: &mut Collector);

    /// Fetches what waits.
    fn drain(&mut self, collector: &mut Collector);

    /// The time between two fetches.
    fn drain_every(&self) -> Duration {
        Duration::from_millis(20)
    }

    /// Stops, and fetches the rest.
    fn finish(&mut self, collector: &mut Collector);
}

/// The thread that fetches the samples. It starts before any sampler, so that none samples it.
pub(super) struct Drain<S> {
    tid: i32,
    source: mpsc::Sender<S>,
    thread: JoinHandle<Collector>,
}

impl<S: Source> Drain<S> {
    /// Starts the thread, which waits for its source. Only samples of process `own` are kept, if there is one.
    /// What there is so far is saved, if it is told where.
    pub(super) fn spawn(own: Option<u32>, config: &Config, saves: Option<Saves>) -> Result<Self, String> {
        let (send_tid, tid) = mpsc::channel();
        let (source, from) = mpsc::channel();
        let config = config.clone();
        let run = move || {
            let _ = send_tid.send(gettid().as_raw());
            collect(Collector::new(own, config), &from, saves)
        };
        let thread = thread::Builder::new().name("lineprof".to_owned()).spawn(run);
        let thread = thread.map_err(|e| format!("no thread could be started to fetch samples: {e}"))?;
        let tid = tid.recv().map_err(|_| "the thread that fetches samples ended at once".to_owned())?;
        Ok(Self { tid, source, thread })
    }

    /// The number of the thread.
    pub(super) const fn tid(&self) -> i32 {
        self.tid
    }

    pub(super) fn begin(&self, source: S) {
        let _ = self.source.send(source);
    }

    /// Stops the source, fetches the rest, and ends the thread.
    pub(super) fn end(self) -> Collector {
        drop(self.source);
        self.thread.join().expect("the thread that fetches samples does not panic")
    }
}

/// Waits for the source, then fetches from it at intervals until the sender is gone.
fn collect<S: Source>(mut collector: Collector, from: &mpsc::Receiver<S>, mut saves: Option<Saves>) -> Collector {
    let Ok(mut source) = from.recv() else { return collector };
    source.begin(&mut collector);
    while let Err(mpsc::RecvTimeoutError::Timeout) = from.recv_timeout(source.drain_every()) {
        source.drain(&mut collector);
        if let Some(saves) = &mut saves {
            saves.save(|| collector.so_far(Backend::PerfEventChild));
        }
    }
    source.finish(&mut collector);
    collector
}
