//! How much memory is available, and how much this process has used.

use lanelab_measure::format::{Bytes, plural};
use std::fs;
use std::path::Path;

/// Available bytes: as the system reports them, or less where a control group limits this process. `None` where the
/// system does not report them.
pub fn available() -> Option<u64> {
    let system = field("/proc/meminfo", "MemAvailable:");
    [system, control_group()].into_iter().flatten().min()
}

/// Bytes of the address space that the program and its buffers take.
const BESIDE_ARRAYS: usize = 1 << 25;

/// Bytes of the address space that a thread takes: its stack, and the arena of the allocator.
const PER_THREAD: usize = (1 << 26) + (1 << 22);

/// Why work on so many threads cannot allocate so many bytes.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The bytes are too many: the end of a sentence that names them.
    TooMany(String),
    /// Even with few bytes the threads take more of the address space than its limit: a sentence.
    Limit(String),
}

/// Why work on so many threads cannot allocate so many bytes; `None` where it can.
pub fn refusal(bytes: usize, threads: usize) -> Option<Refusal> {
    let needed = u64::try_from(bytes).unwrap_or(u64::MAX);
    if let Some(available) = available().filter(|&available| needed > available) {
        return Some(Refusal::TooMany(format!("and {} are available", Bytes(available))));
    }
    let fixed = threads.saturating_mul(PER_THREAD).saturating_add(BESIDE_ARRAYS);
    // An array that grows takes up to twice its size of the address space, though not of the memory.
    let arrays = bytes.saturating_mul(2);
    match address_space_limit() {
        None if can_be_allocated(bytes.saturating_add(BESIDE_ARRAYS)) => None,
        None => Some(Refusal::TooMany("which the system does not provide".to_owned())),
        Some(_) if can_be_allocated(fixed.saturating_add(arrays)) => None,
        Some(limit) if arrays > fixed => {
            Some(Refusal::TooMany(format!("which does not fit in the {} that ulimit -v allows", Bytes(limit))))
        }
        Some(limit) => {
            let (fixed, limit) = (Bytes(fixed as u64), Bytes(limit));
            let threads = format!("{threads} {}", plural(threads as u64, "thread"));
            Some(Refusal::Limit(format!(
                "{threads} may take {fixed} of the address space, of which ulimit -v allows {limit}"
            )))
        }
    }
}

/// Whether this many bytes can be allocated in one piece. They are freed at once. Without this test, an array of that
/// size would end the program.
pub fn can_be_allocated(bytes: usize) -> bool {
    Vec::<u8>::new().try_reserve_exact(bytes).is_ok()
}

/// The most bytes of address space that the user allows; `None` where that is not limited.
fn address_space_limit() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"));
    line?.split_whitespace().next()?.parse().ok()
}

/// The most memory this process has held, in bytes. `None` where the system does not report it.
pub fn peak() -> Option<u64> {
    field("/proc/self/status", "VmHWM:")
}

/// A field in kB of a file of the proc file system, in bytes.
fn field(path: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

/// What the control group of this process, or one above it, leaves available.
fn control_group() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let unified = groups
        .lines()
        .find_map(|line| line.strip_prefix("0::"))
        .map(|group| left_over(Path::new("/sys/fs/cgroup"), group, "memory.max", "memory.current"));
    let version_one = groups.lines().find_map(|line| line.split_once(":memory:")).map(|(_, group)| {
        left_over(Path::new("/sys/fs/cgroup/memory"), group, "memory.limit_in_bytes", "memory.usage_in_bytes")
    });
    [unified, version_one].into_iter().flatten().flatten().min()
}

fn left_over(root: &Path, group: &str, limit: &str, usage: &str) -> Option<u64> {
    let read = |folder: &Path, name: &str| fs::read_to_string(folder.join(name)).ok()?.trim().parse::<u64>().ok();
    let folder = root.join(group.trim_start_matches('/'));
    let folders = folder.ancestors().take_while(|folder| folder.starts_with(root));
    folders
        .filter_map(|folder| {
            let used = read(folder, usage).unwrap_or(0).saturating_sub(cached(folder));
            Some(read(folder, limit)?.saturating_sub(used))
        })
        .min()
}

/// Bytes of cached files, which a control group is charged for and the system frees on demand.
fn cached(group: &Path) -> u64 {
    let text = fs::read_to_string(group.join("memory.stat")).unwrap_or_default();
    let bytes = |line: &str| match line.split_once(' ')? {
        ("inactive_file" | "active_file", bytes) => bytes.trim().parse::<u64>().ok(),
        _ => None,
    };
    text.lines().filter_map(bytes).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tightest_control_group_leaves_its_limit_minus_its_use() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("outer/inner");
        fs::create_dir_all(&inner).unwrap();
        fs::write(root.path().join("outer/max"), "5000\n").unwrap();
        fs::write(root.path().join("outer/now"), "1000\n").unwrap();
        fs::write(inner.join("max"), "max\n").unwrap();
        assert_eq!(left_over(root.path(), "/outer/inner", "max", "now"), Some(4000));
        fs::write(inner.join("max"), "300\n").unwrap();
        assert_eq!(left_over(root.path(), "/outer/inner", "max", "now"), Some(300));
        assert_eq!(left_over(root.path(), "/", "max", "now"), None);
    }

    #[test]
    fn cached_files_of_a_control_group_count_as_free() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("max"), "5000\n").unwrap();
        fs::write(root.path().join("now"), "4900\n").unwrap();
        fs::write(root.path().join("memory.stat"), "anon 900\nfile 4000\nactive_file 1000\ninactive_file 3000\n")
            .unwrap();
        assert_eq!(left_over(root.path(), "/", "max", "now"), Some(4100));
    }

    #[test]
    fn half_the_address_space_cannot_be_allocated_and_some_memory_is_in_use() {
        assert!(can_be_allocated(1000) && !can_be_allocated(usize::MAX / 2) && !can_be_allocated(usize::MAX));
        assert_eq!(refusal(1000, 1), None);
        assert!(
            refusal(usize::MAX, 1)
                .is_some_and(|why| matches!(why, Refusal::TooMany(text) if text.ends_with("available")))
        );
        if cfg!(target_os = "linux") {
            assert!(peak().is_some_and(|bytes| bytes > 100_000), "{:?}", peak());
            assert!(available().is_some_and(|bytes| bytes > 1_000_000), "{:?}", available());
        }
    }
}
