//! What needs `unsafe`: one call.
#![expect(unsafe_code, reason = "the kernel's interface for samplers has no safe wrapper for this call")]

use nix::request_code_none;
use perf_event::Counter;
use std::io;
use std::os::fd::AsRawFd;

nix::ioctl_write_int_bad!(
    /// Sends what a counter records to the ring of another (`PERF_EVENT_IOC_SET_OUTPUT`).
    perf_event_set_output,
    request_code_none!(b'$', 5)
);

/// Sends the records of `counter` to the ring of `into`.
///
/// # Errors
/// The system's answer.
pub(super) fn set_output(counter: &Counter, into: &Counter) -> io::Result<()> {
    // SAFETY: both descriptors are open for as long as the counters are borrowed, and the request reads nothing but
    // their numbers.
    unsafe { perf_event_set_output(counter.as_raw_fd(), into.as_raw_fd()) }?;
    Ok(())
}
