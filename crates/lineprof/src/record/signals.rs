//! Signals that ask to end, passed on to the program that is recorded.

use nix::errno::Errno;
use nix::libc::SI_KERNEL;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, SigmaskHow, Signal, kill};
use nix::sys::signalfd::{SfdFlags, SignalFd, siginfo};
use nix::unistd::Pid;
use std::ops::ControlFlow;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};
use std::{io, thread};

/// How long a program that was asked to end may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The reason why a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wake {
    Ended,
    Signal,
    Limit,
}

/// The signals, held back from this thread and those that it starts.
pub(super) struct Held {
    before: SigSet,
    arrived: SignalFd,
    last: AtomicI32,
}

impl Held {
    pub(super) fn new() -> nix::Result<Self> {
        let signals = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT].into_iter().collect();
        let arrived = SignalFd::with_flags(&signals, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK)?;
        Ok(Self { before: signals.thread_swap_mask(SigmaskHow::SIG_BLOCK)?, arrived, last: AtomicI32::new(0) })
    }

    /// The signals that this thread held back before.
    pub(super) const fn before(&self) -> SigSet {
        self.before
    }

    /// The number of the last signal that arrived.
    #[cfg(feature = "exact")]
    pub(super) fn last(&self) -> Option<i32> {
        while self.next().is_some() {}
        Some(self.last.load(Ordering::Relaxed)).filter(|&number| number != 0)
    }

    fn next(&self) -> Option<siginfo> {
        let arrived = self.arrived.read_signal().ok()??;
        self.last.store(i32::try_from(arrived.ssi_signo).unwrap_or(0), Ordering::Relaxed);
        Some(arrived)
    }

    /// Waits, and passes on to a process the signals that arrive meanwhile. At the time limit the process gets SIGTERM, and
    /// later SIGKILL. Also returns whether the limit was reached.
    pub(super) fn pass_on_to<T>(
        &self,
        process: u32,
        limit: Option<Duration>,
        wait: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<(T, bool)> {
        let (ended, end) = io::pipe()?;
        thread::scope(|scope| {
            let watch = scope.spawn(|| {
                let wait = |limit| self.wait_for(&ended, limit, |signal| pass_on(signal, process));
                let limits = limit.map(|limit| [(limit, Signal::SIGTERM), (PATIENCE, Signal::SIGKILL)]);
                for (limit, signal) in limits.into_iter().flatten() {
                    if wait(Some(limit)) != Wake::Limit {
                        return signal == Signal::SIGKILL;
                    }
                    send(process, signal);
                }
                wait(None);
                limit.is_some()
            });
            let result = wait();
            drop(end);
            let limited = watch.join().expect("it only waits and sends signals");
            Ok((result?, limited))
        })
    }

    /// Waits until a file can be read or is closed, at most for this long. Calls `each` for every signal that arrives
    /// meanwhile, until it breaks.
    pub(super) fn wait_for(
        &self,
        ended: impl AsFd,
        limit: Option<Duration>,
        mut each: impl FnMut(&siginfo) -> ControlFlow<()>,
    ) -> Wake {
        // A limit beyond the range of the clock counts as no limit.
        let until = limit.and_then(|limit| Instant::now().checked_add(limit));
        let mut ready = [self.arrived.as_fd(), ended.as_fd()].map(|of| PollFd::new(of, PollFlags::POLLIN));
        loop {
            let rest = until.map(|until| until.saturating_duration_since(Instant::now()));
            if rest.is_some_and(|rest| rest.is_zero()) {
                return Wake::Limit;
            }
            // Rounded up to the next millisecond.
            let timeout = rest.map(|rest| PollTimeout::try_from(rest + Duration::from_millis(1)));
            match poll(&mut ready, timeout.map_or(PollTimeout::NONE, |timeout| timeout.unwrap_or(PollTimeout::MAX))) {
                Ok(0) | Err(Errno::EINTR) => {} // stopped and continued
                Ok(_) if ready[1].any() == Some(false) => {
                    while let Some(signal) = self.next() {
                        if each(&signal).is_break() {
                            return Wake::Signal;
                        }
                    }
                }
                _ => return Wake::Ended,
            }
        }
    }
}

/// Passes on a signal, but not those that the terminal sends to the program as well.
fn pass_on(arrived: &siginfo, process: u32) -> ControlFlow<()> {
    let signal = i32::try_from(arrived.ssi_signo).ok().and_then(|number| Signal::try_from(number).ok());
    if let Some(signal) = signal.filter(|_| arrived.ssi_code != SI_KERNEL) {
        send(process, signal);
    }
    ControlFlow::Continue(())
}

fn send(process: u32, signal: Signal) {
    if let Ok(pid) = i32::try_from(process) {
        let _: Result<(), Errno> = kill(Pid::from_raw(pid), signal); // it may have ended
    }
}

impl Drop for Held {
    /// What arrived while the program ended was for the program too.
    fn drop(&mut self) {
        while self.next().is_some() {}
        let _ = self.before.thread_set_mask();
    }
}
