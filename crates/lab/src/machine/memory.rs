//! How much memory there is, and how much this process has used.

use std::fs;
use std::path::Path;

/// Bytes that can still be had: what the system calls available, or less where a control group limits this
/// process. `None` where the system does not say.
pub(crate) fn available() -> Option<u64> {
    let system = field("/proc/meminfo", "MemAvailable:");
    [system, control_group()].into_iter().flatten().min()
}

/// The most memory this process has held, in bytes. `None` where the system does not say.
pub(crate) fn peak() -> Option<u64> {
    field("/proc/self/status", "VmHWM:")
}

/// A field in kB of a file of the proc file system, in bytes.
fn field(path: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

/// What the control group of this process, or one above it, leaves over.
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
    let read =
        |folder: &Path, name: &str| fs::read_to_string(folder.join(name)).ok()?.trim().parse::<u64>().ok();
    let folder = root.join(group.trim_start_matches('/'));
    let folders = folder.ancestors().take_while(|folder| folder.starts_with(root));
    folders
        .filter_map(|folder| Some(read(folder, limit)?.saturating_sub(read(folder, usage).unwrap_or(0))))
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_group_leaves_its_limit_less_what_is_used_and_the_tightest_counts() {
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
    fn this_process_has_held_some_memory() {
        if cfg!(target_os = "linux") {
            assert!(peak().is_some_and(|bytes| bytes > 100_000), "{:?}", peak());
            assert!(available().is_some_and(|bytes| bytes > 1_000_000), "{:?}", available());
        }
    }
}
