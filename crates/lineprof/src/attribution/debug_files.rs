//! Where the debug information of a program or library is: in the file itself, in one beside it or of a debug package, in
//! debuginfod's cache, or in split files (`.dwp`, `.dwo`), which the loader opens.
//!
//! A file of another build would give wrong lines, so a separate file must have the same build id, or the checksum that the
//! program has of it.

use gimli::{DwarfSections, EndianSlice, RunTimeEndian};
use object::{Object as _, ObjectSection as _, ReadCache};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, iter};

type Parsed<'a> = object::File<'a, &'a ReadCache<File>>;

/// What is missing of an object's debug information.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    /// The file itself.
    File,
    /// All debug information, and the names of functions that are not exported.
    Names,
    /// All debug information.
    Lines,
    /// Split debug information, first of all that in this file, which does not exist.
    Split(PathBuf),
    /// The names of the kernel, which hides its addresses from this user.
    Hidden,
}

/// The files to look addresses of an object up in.
#[derive(Debug)]
pub(super) struct DebugFiles {
    /// The one with the debug information: the object itself, where no other has any.
    pub(super) main: PathBuf,
    /// What that shares with others (`.gnu_debugaltlink`).
    pub(super) supplement: Option<PathBuf>,
    pub(super) lack: Option<Lack>,
}

impl DebugFiles {
    pub(super) fn of(path: &Path) -> Self {
        Folders::default().find(path)
    }
}

/// Where separate debug files are.
struct Folders {
    /// Debug packages.
    debug: Vec<PathBuf>,
    /// What `debuginfod` clients downloaded.
    caches: Vec<PathBuf>,
}

impl Default for Folders {
    fn default() -> Self {
        let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = |below: &str| Some(variable("HOME")?.join(below));
        let shared = variable("XDG_CACHE_HOME").or_else(|| home(".cache")).map(|cache| cache.join("debuginfod_client"));
        let caches = [variable("DEBUGINFOD_CACHE_PATH"), shared, home(".debuginfod_client_cache")];
        let debug = env::var_os("NIX_DEBUG_INFO_DIRS").unwrap_or_default();
        let debug = env::split_paths(&debug).chain([PathBuf::from("/usr/lib/debug")]);
        Self { debug: debug.collect(), caches: caches.into_iter().flatten().collect() }
    }
}

impl Folders {
    fn find(&self, path: &Path) -> DebugFiles {
        let state = with_parsed(path, |file| Some((has_lines(file), file.symbol_table().is_some())));
        let (main, lack) = match state {
            Some((false, has_names)) => match with_parsed(path, |file| self.separate(path, file)) {
                Some(main) => (main, None),
                None => (path.to_owned(), Some(if has_names { Lack::Lines } else { Lack::Names })),
            },
            Some(_) => (path.to_owned(), None),
            None => (path.to_owned(), Some(Lack::File)),
        };
        let lack = lack.or_else(|| with_parsed(&main, |file| missing_split(&main, file)).map(Lack::Split));
        let supplement = with_parsed(&main, |file| self.supplement(&main, file));
        DebugFiles { main, supplement, lack }
    }

    /// The file with the debug information of an object that has none.
    fn separate(&self, path: &Path, object: &Parsed<'_>) -> Option<PathBuf> {
        let id = object.build_id().ok().flatten();
        let link = object.gnu_debuglink().ok().flatten();
        let same_id =
            |file: &PathBuf| with_parsed(file, |file| (has_lines(file) && build_id(file) == id).then_some(()));
        let by_id = id.into_iter().flat_map(|id| self.of_id(id)).find(|file| same_id(file).is_some());
        by_id.or_else(|| {
            let (name, checksum) = link?;
            let name = path_of(name);
            let beside = path.parent()?;
            let folders = [beside.to_owned(), beside.join(".debug")].into_iter();
            let folders =
                folders.chain(self.debug.iter().map(|root| root.join(beside.strip_prefix("/").unwrap_or(beside))));
            let is_right = |file: &PathBuf| file != path && checksum_of(file).is_ok_and(|found| found == checksum);
            folders.map(|folder| folder.join(&name)).find(is_right)
        })
    }

    fn supplement(&self, main: &Path, file: &Parsed<'_>) -> Option<PathBuf> {
        let (name, id) = file.gnu_debugaltlink().ok()??;
        let named = main.parent()?.join(path_of(name));
        let is_right = |file: &PathBuf| with_parsed(file, |file| (build_id(file) == Some(id)).then_some(())).is_some();
        iter::once(named).chain(self.of_id(id)).find(is_right)
    }

    /// Where the debug information of a build may be.
    fn of_id(&self, id: &[u8]) -> impl Iterator<Item = PathBuf> {
        let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let (first, rest) = hex.split_at(hex.len().min(2));
        let package = format!(".build-id/{first}/{rest}.debug");
        let packages = self.debug.iter().map(move |root| root.join(&package));
        packages.chain(self.caches.iter().map(move |cache| cache.join(&hex).join("debuginfo")))
    }
}

fn with_parsed<T>(path: &Path, read: impl FnOnce(&Parsed<'_>) -> Option<T>) -> Option<T> {
    let cache = ReadCache::new(File::open(path).ok()?);
    read(&object::File::parse(&cache).ok()?)
}

fn path_of(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

fn build_id<'a>(file: &Parsed<'a>) -> Option<&'a [u8]> {
    file.build_id().ok().flatten()
}

fn has_lines(file: &Parsed<'_>) -> bool {
    [".debug_info", ".debug_line"].iter().any(|name| file.section_by_name(name).is_some_and(|found| found.size() > 0))
}

fn checksum_of(path: &Path) -> io::Result<u32> {
    let mut checksum = flate2::CrcWriter::new(io::sink());
    io::copy(&mut File::open(path)?, &mut checksum)?;
    checksum.flush()?;
    Ok(checksum.crc().sum())
}

/// The first split debug information that a file names and that does not exist.
fn missing_split(path: &Path, file: &Parsed<'_>) -> Option<PathBuf> {
    let mut package = path.as_os_str().to_owned();
    package.push(".dwp");
    // Split debug information has indexed addresses.
    if file.section_by_name(".debug_addr").is_none() || Path::new(&package).exists() {
        return None;
    }
    let endian = if file.is_little_endian() { RunTimeEndian::Little } else { RunTimeEndian::Big };
    let load = |id: gimli::SectionId| -> Result<_, gimli::Error> {
        let section = file.section_by_name(id.name());
        Ok(section.and_then(|section| section.uncompressed_data().ok()).unwrap_or_default())
    };
    let sections = DwarfSections::load(load).ok()?;
    let dwarf = sections.borrow(|section| EndianSlice::new(section, endian));
    let mut headers = dwarf.units();
    while let Ok(Some(header)) = headers.next() {
        let Ok(unit) = dwarf.unit(header) else { continue };
        let Some(name) = unit.dwo_id.and(unit.dwo_name().ok().flatten()) else { continue };
        let Ok(name) = dwarf.attr_string(&unit, name) else { continue };
        let folder = unit.comp_dir.map_or(&[][..], |folder| folder.slice());
        let split = path_of(folder).join(path_of(name.slice()));
        if !split.exists() {
            return Some(split);
        }
    }
    None
}
