//! A program or library, opened to look addresses up.

use super::Lack;
use super::debug_files::DebugFiles;
use super::kernel::Kernel;
use crate::recording::KERNEL;
use addr2line::Loader;
#[cfg(feature = "cli")]
use object::ObjectSection as _;
use object::{Object as _, ObjectSegment as _, ObjectSymbol as _};
use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

/// A program or library and its debug information.
#[derive(Default)]
pub(crate) struct ObjectFile {
    loader: Option<Loader>,
    /// File offset, size and address of each loaded segment.
    segments: Vec<(u64, u64, u64)>,
    /// The file with its debug information and names.
    debug: PathBuf,
    /// The kernel's functions, where this is the kernel.
    kernel: Option<Kernel>,
    pub(crate) lack: Option<Lack>,
}

#[derive(Debug, Default)]
pub(crate) struct RawFrame {
    /// The mangled name of the function.
    pub(super) name: Option<String>,
    pub(super) file: Option<PathBuf>,
    pub(super) line: Option<u32>,
}

impl ObjectFile {
    pub(crate) fn open(path: &Path) -> Self {
        if path == Path::new(KERNEL) {
            let kernel = Kernel::running();
            let lack = kernel.is_hidden().then_some(Lack::Hidden);
            return Self { kernel: Some(kernel), lack, ..Self::default() };
        }
        // The kernel's library is in memory only.
        let copy = (path == Path::new("[vdso]")).then(crate::record::vdso).flatten().and_then(|bytes| {
            let mut file = tempfile::NamedTempFile::new().ok()?;
            file.write_all(&bytes).ok()?;
            Some(file)
        });
        let path = copy.as_ref().map_or(path, |file| file.path());
        let DebugFiles { main: debug, supplement, lack } = DebugFiles::of(path);
        let loader = Loader::new_with_sup(&debug, supplement.as_ref()).or_else(|_| Loader::new(path)).ok();
        Self { loader, segments: segments(path).unwrap_or_default(), debug, kernel: None, lack }
    }

    /// The source file with the `main` of a Rust program.
    pub(super) fn file_of_main(&self) -> Option<PathBuf> {
        let data = fs::read(&self.debug).ok()?;
        let parsed = object::File::parse(&*data).ok()?;
        let is_main = |symbol: &object::Symbol<'_, '_>| {
            let name = symbol.name().unwrap_or_default();
            name.contains("4main") && addr2line::demangle_auto(name.into(), None).split("::").nth(1) == Some("main")
        };
        let mut symbols = parsed.symbols().filter(is_main);
        symbols.find_map(|symbol| self.frames(symbol.address())?.pop()?.file)
    }

    /// The address in the object's own tables of an offset in its file.
    pub(crate) fn address(&self, offset: u64) -> Option<u64> {
        if self.kernel.is_some() {
            return Some(offset);
        }
        let segment = self.segments.iter().find(|(start, size, _)| (*start..start + size).contains(&offset));
        segment.map(|(start, _, address)| offset - start + address)
    }

    /// Whether the object has anything at an address of its own tables.
    #[cfg(feature = "exact")]
    pub(crate) fn contains(&self, address: u64) -> bool {
        self.segments.iter().any(|(_, size, start)| (*start..start + size).contains(&address))
    }

    /// The mangled name of the symbol that covers an address, and the address where it starts.
    pub(super) fn symbol(&self, address: u64) -> Option<(String, u64)> {
        if let Some(kernel) = &self.kernel {
            return kernel.symbol(address);
        }
        let symbol = self.loader.as_ref()?.find_symbol_info(address)?;
        Some((symbol.name().to_owned(), symbol.address()))
    }

    /// The frames at an address, innermost first; `None` where the object has no debug information.
    pub(super) fn frames(&self, address: u64) -> Option<Vec<RawFrame>> {
        if self.kernel.is_some() {
            return Some(Vec::new());
        }
        let mut found = self.loader.as_ref()?.find_frames(address).ok()?;
        let mut frames = Vec::new();
        while let Ok(Some(frame)) = found.next() {
            let name = frame.function.as_ref().and_then(|name| Some(name.raw_name().ok()?.into_owned()));
            let location = frame.location.as_ref();
            let file = location.and_then(|location| location.file).map(normalize);
            let line = location.and_then(|location| location.line).filter(|&line| line > 0);
            frames.push(RawFrame { name, file, line });
        }
        Some(frames)
    }

    /// The addresses in a range at which the code of another line begins, first that of the range itself.
    pub(crate) fn line_starts(&self, low: u64, high: u64) -> Vec<u64> {
        let rows = self.loader.as_ref().and_then(|loader| loader.find_location_range(low, high).ok());
        rows.into_iter().flatten().map(|(start, ..)| start.max(low)).collect()
    }

    /// Files and lines of the frames at an address, innermost first.
    pub(crate) fn lines(&self, address: u64) -> impl Iterator<Item = (PathBuf, u32)> {
        let frames = self.frames(address).unwrap_or_default();
        frames.into_iter().filter_map(|frame| Some((frame.file?, frame.line?)))
    }
}

#[cfg(feature = "cli")]
pub(crate) fn parse<'a>(path: &Path, data: &'a [u8]) -> Result<object::File<'a>, crate::Error> {
    object::File::parse(data).map_err(|error| crate::Error::format(path, "a program", error))
}

#[cfg(feature = "cli")]
pub(crate) fn code_of<'a>(file: &object::File<'a>, symbol: &object::Symbol<'a, '_>) -> Option<&'a [u8]> {
    let section = file.section_by_index(symbol.section_index()?).ok()?;
    section.data_range(symbol.address(), symbol.size()).ok()?
}

fn segments(path: &Path) -> Option<Vec<(u64, u64, u64)>> {
    let cache = object::ReadCache::new(fs::File::open(path).ok()?);
    let parsed = object::File::parse(&cache).ok()?;
    let range = |segment: object::Segment<'_, '_, _>| {
        let (offset, size) = segment.file_range();
        (offset, size, segment.address())
    };
    Some(parsed.segments().map(range).collect())
}

/// A path without `.` and `..`; symbolic links are not followed.
pub(crate) fn normalize(path: &str) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in Path::new(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => _ = normal.pop(),
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalized_paths_have_no_dots() {
        assert_eq!(normalize("/a/b/../c/./d.rs"), Path::new("/a/c/d.rs"));
    }
}
