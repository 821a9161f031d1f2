//! CPU time used, and the clock of the samples.

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use nix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// The CPU time that this process used until now, in user code and in the kernel.
pub(super) fn cpu_time() -> [Duration; 2] {
    let usage = getrusage(UsageWho::RUSAGE_SELF);
    usage.map_or_else(|_| Default::default(), |usage| [usage.user_time(), usage.system_time()].map(duration))
}

pub(super) fn cpu_time_since([user, system]: [Duration; 2]) -> [Duration; 2] {
    let now = cpu_time();
    [now[0].saturating_sub(user), now[1].saturating_sub(system)]
}

pub(super) fn duration(time: TimeVal) -> Duration {
    Duration::from_secs(time.tv_sec().unsigned_abs()) + Duration::from_micros(time.tv_usec().unsigned_abs())
}

/// Nanoseconds of the clock that samples are stamped with.
pub(super) fn now_ns() -> u64 {
    clock_gettime(ClockId::CLOCK_MONOTONIC)
        .map_or(0, |time| time.tv_sec().unsigned_abs() * 1_000_000_000 + time.tv_nsec().unsigned_abs())
}
