//! The files that are mapped into a process, and which of them an address lies in.

use crate::recording::{KERNEL, Object, Pc};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// An executable part of a file in memory: addresses, offset in the file, and the object's number.
#[derive(Debug, Clone, Copy)]
struct Mapping {
    start: u64,
    end: u64,
    offset: u64,
    object: u32,
}

/// The executable mappings of each process, and the objects behind them.
#[derive(Debug, Default)]
pub(super) struct Mappings {
    /// The objects, by their numbers.
    pub(super) objects: Vec<Object>,
    of_process: HashMap<u32, BTreeMap<u64, Mapping>>,
    /// Whether a process sees other files than this one.
    has_other_files: HashMap<u32, bool>,
}

impl Mappings {
    /// Adds a mapping and removes those that it overlaps.
    pub(super) fn add(&mut self, pid: u32, start: u64, end: u64, offset: u64, path: &Path) {
        let object = match self.outside(pid, path) {
            None => self.object(path),
            Some(file) => self.object_outside(path, file),
        };
        let mappings = self.of_process.entry(pid).or_default();
        mappings.retain(|_, old| old.end <= start || end <= old.start);
        mappings.insert(start, Mapping { start, end, offset, object });
    }

    /// The number of an object, which is added if it is new.
    fn object(&mut self, path: &Path) -> u32 {
        let known = self.objects.iter().position(|object| object.path == path && object.outside.is_none());
        known.map_or_else(|| self.push(Object::new(path.to_owned())), number)
    }

    /// The number of an object of a process that sees other files at the same paths. Another such process may have it too,
    /// and outlive the first.
    fn object_outside(&mut self, path: &Path, file: PathBuf) -> u32 {
        let new = Object::outside(path.to_owned(), file);
        let is_it = |old: &Object| old.outside.is_some() && old.path == new.path && old.identity == new.identity;
        let Some(known) = self.objects.iter().position(is_it) else { return self.push(new) };
        if !self.objects[known].file().exists() {
            self.objects[known] = new;
        }
        number(known)
    }

    fn push(&mut self, object: Object) -> u32 {
        self.objects.push(object);
        number(self.objects.len() - 1)
    }

    /// The path for this process of a file in a process with another root or other mounts, as in a container, or of a
    /// program that was deleted while it runs.
    fn outside(&mut self, pid: u32, path: &Path) -> Option<PathBuf> {
        let program = Path::new("/proc").join(pid.to_string()).join("exe");
        // The kernel's mark of a file that has been deleted since it was started.
        if path.to_string_lossy().ends_with(" (deleted)") && fs::read_link(&program).is_ok_and(|it| it == path) {
            return Some(program);
        }
        let has_other_files = || {
            let mounts = |process: &str| fs::read_link(format!("/proc/{process}/ns/mnt")).ok();
            let root = |process: &str| fs::read_link(format!("/proc/{process}/root")).ok();
            let (own, pid) = ("self", pid.to_string());
            root(&pid).is_some_and(|_| mounts(&pid) != mounts(own) || root(&pid) != root(own))
        };
        let has_other_files = *self.has_other_files.entry(pid).or_insert_with(has_other_files);
        let below = path.strip_prefix("/").ok().filter(|_| has_other_files)?;
        let file = Path::new("/proc").join(pid.to_string()).join("root").join(below);
        file.exists().then_some(file)
    }

    /// Where an address of the kernel lies: all its code is one object, by its addresses.
    pub(super) fn of_kernel(&mut self, address: u64) -> Pc {
        Pc { object: Some(self.object(Path::new(KERNEL))), offset: address }
    }

    /// Forgets a process's mappings, which executing another program removes.
    pub(super) fn forget(&mut self, pid: u32) {
        self.of_process.remove(&pid);
        self.has_other_files.remove(&pid);
    }

    /// Gives a new process the mappings of its parent; a new thread has them.
    pub(super) fn inherit(&mut self, parent: u32, pid: u32) {
        if let Some(mappings) = self.of_process.get(&parent).filter(|_| parent != pid) {
            self.of_process.insert(pid, mappings.clone());
        }
    }

    /// Reads the lines of `/proc/PID/maps`.
    pub(super) fn read(&mut self, pid: u32, maps: &str) {
        for map in parse_maps(maps).filter(|map| map.flags.as_bytes().get(2) == Some(&b'x') && !map.path.is_empty()) {
            self.add(pid, map.start, map.end, map.offset, Path::new(map.path));
        }
    }

    pub(super) fn pc(&self, pid: u32, address: u64) -> Pc {
        self.of_process
            .get(&pid)
            .and_then(|mappings| mappings.range(..=address).next_back())
            .map(|(_, mapping)| mapping)
            .filter(|mapping| address < mapping.end)
            .map_or(Pc { object: None, offset: address }, |mapping| Pc {
                object: Some(mapping.object),
                offset: address - mapping.start + mapping.offset,
            })
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A line of `/proc/PID/maps`.
pub(super) struct Map<'a> {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) flags: &'a str,
    offset: u64,
    pub(super) path: &'a str,
}

pub(super) fn parse_maps(maps: &str) -> impl Iterator<Item = Map<'_>> {
    let number = |digits| u64::from_str_radix(digits, 16).ok();
    maps.lines().filter_map(move |line| {
        let mut fields = line.splitn(6, ' ');
        let (start, end) = fields.next()?.split_once('-')?;
        let (flags, offset) = (fields.next()?, fields.next()?);
        let path = fields.nth(2).unwrap_or_default().trim_start();
        Some(Map { start: number(start)?, end: number(end)?, flags, offset: number(offset)?, path })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPS: &str = "\
55d0c0000000-55d0c0010000 r--p 00000000 fd:01 42                         /opt/a program
55d0c0010000-55d0c0030000 r-xp 00010000 fd:01 42                         /opt/a program
7f0000000000-7f0000001000 rw-p 00000000 00:00 0 
7fff00000000-7fff00002000 r-xp 00000000 00:00 0                          [vdso]
";

    #[test]
    fn an_address_is_an_offset_in_a_file() {
        let mut mappings = Mappings::default();
        mappings.read(1, MAPS);
        let inside = mappings.pc(1, 0x55d0_c001_0123);
        assert_eq!(inside, Pc { object: Some(0), offset: 0x10123 });
        assert_eq!(mappings.pc(1, 0x55d0_c000_0123).object, None, "not executable");
        assert_eq!(mappings.pc(2, 0x55d0_c001_0123).object, None, "another process");
        let paths: Vec<_> = mappings.objects.into_iter().map(|object| object.path).collect();
        assert_eq!(paths, [Path::new("/opt/a program"), Path::new("[vdso]")]);
    }

    #[test]
    fn a_later_mapping_takes_the_place_of_an_earlier_one() {
        let mut mappings = Mappings::default();
        mappings.add(1, 0x1000, 0x3000, 0, Path::new("old"));
        mappings.add(1, 0x2000, 0x4000, 0, Path::new("new"));
        assert_eq!(mappings.pc(1, 0x2500), Pc { object: Some(1), offset: 0x500 });
        assert_eq!(mappings.pc(1, 0x1500).object, None, "gone");
    }
}
