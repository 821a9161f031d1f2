//! Whether a program is the one that ran.

use super::hex;
use crate::recording::{KERNEL, Object};
use object::{Object as _, ObjectSection as _, ReadCache, SectionKind};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The build id of a program or library; a checksum of its code and lines where it has none. `None` where the file
/// cannot be read. For the kernel it is the boot id.
pub(crate) fn identity(path: &Path) -> Option<String> {
    if path == Path::new(KERNEL) {
        // The kernel has other addresses after each boot.
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        return Some(format!("boot {}", boot.trim()));
    }
    let cache = ReadCache::new(File::open(path).ok()?);
    let file = object::File::parse(&cache).ok()?;
    if let Ok(Some(id)) = file.build_id() {
        return Some(hex::encode(id));
    }
    let mut sum = flate2::Crc::new();
    let is_code = |kind, name: &str| kind == SectionKind::Text || name == ".debug_line";
    for section in file.sections().filter(|section| is_code(section.kind(), section.name().unwrap_or_default())) {
        sum.update(section.data().ok()?);
    }
    Some(format!("crc32 {:08x} of {} bytes", sum.sum(), sum.amount()))
}

impl Object {
    /// An object with the identity that its file has now.
    pub fn new(path: PathBuf) -> Self {
        Self { identity: identity(&path), path, outside: None }
    }

    /// An object of a process with another root or other mounts; `outside` is the path of its file for this process.
    #[cfg(target_os = "linux")]
    pub(crate) fn outside(path: PathBuf, outside: PathBuf) -> Self {
        Self { identity: identity(&outside), path, outside: Some(outside) }
    }

    /// Where this process finds its file.
    pub(crate) fn file(&self) -> &Path {
        self.outside.as_ref().unwrap_or(&self.path)
    }

    /// Whether its file is gone, or not the one that ran.
    pub(crate) fn is_replaced(&self) -> bool {
        self.identity.is_some() && self.identity != identity(self.file())
    }
}
