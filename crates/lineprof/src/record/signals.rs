//! Signals that ask to end, passed on to the program that is recorded.

use nix::errno::Errno;
use nix::libc::SI_KERNEL;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, SigmaskHow, Signal, kill};
use nix::sys::signalfd::{SfdFlags, SignalFd, siginfo};
use nix::unistd::Pid;
use std::os::fd::AsFd as _;
use std::sync::atomic::{AtomicI32, Ordering};
use std::{io, thread};

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

    /// Waits, and passes on to a process what arrives meanwhile.
    pub(super) fn pass_on_to<T>(&self, process: u32, wait: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let (ended, end) = io::pipe()?;
        thread::scope(|scope| {
            scope.spawn(|| {
                let mut ready = [&self.arrived.as_fd(), &ended.as_fd()].map(|of| PollFd::new(*of, PollFlags::POLLIN));
                loop {
                    match poll(&mut ready, PollTimeout::NONE) {
                        Err(Errno::EINTR) => {} // stopped and continued
                        Ok(_) if ready[1].any() == Some(false) => self.pass_on(process),
                        _ => break,
                    }
                }
            });
            let result = wait();
            drop(end);
            result
        })
    }

    fn pass_on(&self, process: u32) {
        while let Some(arrived) = self.next() {
            // The terminal sends its signals to the program as well.
            if arrived.ssi_code != SI_KERNEL
                && let (Ok(pid), Ok(number)) = (i32::try_from(process), i32::try_from(arrived.ssi_signo))
                && let Ok(signal) = Signal::try_from(number)
            {
                let _: Result<(), Errno> = kill(Pid::from_raw(pid), signal); // it may have ended
            }
        }
    }
}

impl Drop for Held {
    /// What arrived while the program ended was for the program too.
    fn drop(&mut self) {
        while self.next().is_some() {}
        let _ = self.before.thread_set_mask();
    }
}
