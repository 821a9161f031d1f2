//! The levels of the memory hierarchy, from the first cache to memory.

use std::fs;
use std::path::Path;

/// A cache, or memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// `L1`, `L2`, `L3`, or `memory`.
    pub name: String,
    /// The bytes it holds; of memory, enough that no cache holds a good part of them.
    pub bytes: usize,
}

/// Where the system does not tell its caches: sizes that most cores of the last ten years have at least.
const USUAL: [(&str, usize); 3] = [("L1", 32 << 10), ("L2", 256 << 10), ("L3", 8 << 20)];

/// What stands for memory, in bytes: eight times the last cache, within these.
const OF_MEMORY: (usize, usize) = (64 << 20, 512 << 20);

/// The levels that a core reads from, the first cache first, memory last.
pub fn levels() -> Vec<Level> {
    let mut levels = caches(Path::new("/sys/devices/system/cpu/cpu0/cache"));
    if levels.is_empty() {
        levels = USUAL.map(|(name, bytes)| Level { name: name.to_owned(), bytes }).to_vec();
    }
    let last = levels.last().map_or(0, |level| level.bytes);
    let bytes = last.saturating_mul(8).clamp(OF_MEMORY.0, OF_MEMORY.1);
    levels.push(Level { name: "memory".to_owned(), bytes });
    levels
}

/// The data caches that Linux reports in a folder, by level.
fn caches(folder: &Path) -> Vec<Level> {
    let mut found: Vec<(u32, usize)> =
        (0..16).filter_map(|index| cache(&folder.join(format!("index{index}")))).collect();
    found.sort_unstable();
    found.into_iter().map(|(level, bytes)| Level { name: format!("L{level}"), bytes }).collect()
}

fn cache(folder: &Path) -> Option<(u32, usize)> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    let holds_data = read("type")?.trim() != "Instruction";
    let size = read("size")?;
    let kilobytes: usize = size.trim().strip_suffix('K')?.parse().ok()?;
    Some((read("level")?.trim().parse().ok()?, kilobytes << 10)).filter(|(_, bytes)| holds_data && *bytes > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_grow_and_end_with_memory() {
        let levels = levels();
        assert!(levels.len() >= 2 && levels.windows(2).all(|pair| pair[0].bytes < pair[1].bytes), "{levels:?}");
        assert_eq!(levels.last().map(|level| level.name.as_str()), Some("memory"));
    }

    #[test]
    fn instruction_caches_are_left_out() {
        let folder = std::env::temp_dir().join(format!("lanelab-caches-{}", std::process::id()));
        for (index, kind, level, size) in
            [(0, "Data", 1, "48K"), (1, "Instruction", 1, "32K"), (2, "Unified", 2, "1024K")]
        {
            let cache = folder.join(format!("index{index}"));
            fs::create_dir_all(&cache).unwrap();
            for (name, text) in [("type", kind), ("level", &level.to_string()), ("size", size)] {
                fs::write(cache.join(name), format!("{text}\n")).unwrap();
            }
        }
        let found: Vec<_> = caches(&folder).into_iter().map(|level| (level.name, level.bytes)).collect();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, [("L1".to_owned(), 48 << 10), ("L2".to_owned(), 1 << 20)]);
    }
}
