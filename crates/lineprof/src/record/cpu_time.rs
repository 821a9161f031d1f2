//! CPU time used, and the clock of the samples.

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use nix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// CPU time of a process or of its children.
#[derive(Debug, Clone, Copy)]
pub(super) struct CpuTime {
    pub(super) user: Duration,
    pub(super) system: Duration,
}

impl CpuTime {
    /// The CPU time used until now.
    pub(super) fn now(who: UsageWho) -> Self {
        let duration = |time: TimeVal| {
            Duration::from_secs(time.tv_sec().unsigned_abs()) + Duration::from_micros(time.tv_usec().unsigned_abs())
        };
        getrusage(who).map_or(Self { user: Duration::ZERO, system: Duration::ZERO }, |usage| Self {
            user: duration(usage.user_time()),
            system: duration(usage.system_time()),
        })
    }

    /// The CPU time used since.
    pub(super) fn elapsed(self, who: UsageWho) -> Self {
        let now = Self::now(who);
        Self { user: now.user.saturating_sub(self.user), system: now.system.saturating_sub(self.system) }
    }
}

/// Nanoseconds of the clock that samples are stamped with.
pub(super) fn now_ns() -> u64 {
    clock_gettime(ClockId::CLOCK_MONOTONIC)
        .map_or(0, |time| time.tv_sec().unsigned_abs() * 1_000_000_000 + time.tv_nsec().unsigned_abs())
}
