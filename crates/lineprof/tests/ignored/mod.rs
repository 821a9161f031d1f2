//! Signals that a shell told this process to ignore.

use nix::sys::signal::Signal;
use std::fs;
use std::io::Write as _;

/// Whether this process, and so each that it starts, ignores a signal, as under `nohup`; prints what is skipped then.
pub(crate) fn is_ignored(signal: Signal) -> bool {
    let status = fs::read_to_string("/proc/self/status").expect("it can be read");
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).expect("the ignored signals");
    let set = u64::from_str_radix(ignored.trim(), 16).expect("a set in hexadecimal");
    let ignored = set >> (signal as i32 - 1) & 1 == 1;
    if ignored {
        let _ = writeln!(std::io::stderr(), "skipped: {signal}: it is ignored here, as under nohup");
    }
    ignored
}
