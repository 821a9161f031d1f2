//! The limit of open files, of which each thread takes some.

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use std::fs;

/// Open files kept free for other uses.
const SPARE: u64 = 64;

/// Raises the soft limit of open files to the hard limit, since each thread takes a counter on each CPU. Returns how many
/// more files may be opened for counters.
pub(super) fn most_files() -> usize {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap_or((0, 0));
    let limit = if soft < hard && setrlimit(Resource::RLIMIT_NOFILE, hard, hard).is_ok() { hard } else { soft };
    let open = fs::read_dir("/proc/self/fd").map_or(0, Iterator::count) as u64;
    usize::try_from(limit.saturating_sub(open + SPARE)).unwrap_or(usize::MAX)
}

/// The warning about threads that got no counters because the limit of open files was reached.
pub(super) fn too_many(left_out: &[i32], of: usize) -> Option<String> {
    let shown: Vec<_> = left_out.iter().take(3).map(i32::to_string).collect();
    let more = if left_out.len() > shown.len() { ", …" } else { "" };
    (!left_out.is_empty()).then(|| {
        format!(
            "{} of {of} threads are not sampled ({}{more}): each takes open files, one a CPU or more, and the limit is \
             reached; raise it (ulimit -n)",
            left_out.len(),
            shown.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_that_are_left_out_are_named() {
        assert_eq!(too_many(&[], 9), None);
        let told = too_many(&[5, 6, 7, 8], 9).expect("some are left out");
        assert!(told.starts_with("4 of 9 threads are not sampled (5, 6, 7, …): "), "{told}");
    }
}
