//! What a recording has so far, saved at growing intervals for the case that this process is killed.

use crate::export::write_recording;
use crate::recording::Recording;
use std::path::PathBuf;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The longest time between two saves. Up to it they double, since each takes time in proportion to what there is.
const LONGEST: Duration = Duration::from_secs(64);

#[derive(Debug)]
pub(super) struct Saves {
    path: PathBuf,
    after: Duration,
    last: Instant,
    writer: Option<JoinHandle<()>>,
}

impl Saves {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, after: Duration::from_secs(1), last: Instant::now(), writer: None }
    }

    /// Saves what there is if it is time, on a thread of its own, so that no sample is lost meanwhile.
    pub(super) fn save<R: FnOnce() -> Recording + Send + 'static>(&mut self, so_far: impl FnOnce() -> R) {
        let is_writing = self.writer.as_ref().is_some_and(|writer| !writer.is_finished());
        if self.last.elapsed() < self.after || is_writing {
            return;
        }
        let (path, recording) = (self.path.clone(), so_far());
        let write = move || {
            let mut recording = recording();
            let seconds = recording.wall.as_secs_f64();
            recording.warnings.push(format!("lineprof was killed: these are the samples of the first {seconds:.1} s"));
            // Where it cannot be written, the profile at the end cannot be either, and that is an error.
            let _ = write_recording(&path, &recording);
        };
        self.writer = thread::Builder::new().name("lineprof-save".to_owned()).spawn(write).ok();
        (self.last, self.after) = (Instant::now(), LONGEST.min(2 * self.after));
    }
}

impl Drop for Saves {
    fn drop(&mut self) {
        self.writer.take().map(JoinHandle::join);
    }
}
