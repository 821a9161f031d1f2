//! Addresses resolved to functions, files and lines, each address once.

use super::Mistakes;
use super::names::short;
use crate::recording::{Object, Pc, Recording};
use addr2line::Loader;
use object::{Object as _, ObjectSegment as _};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// A function as compiled: each instance of a generic one is a function of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its name, demangled and shortened, with generics where the mangling has them.
    pub name: String,
    /// Index of the object it lies in.
    pub object: Option<u32>,
}

/// A source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its path, as the compiler saw it.
    pub path: PathBuf,
}

/// A place in the source: a call that is under way, or the instruction itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Frame {
    /// Index of the function.
    pub function: u32,
    /// Index of the file, where the debug information names one.
    pub file: Option<u32>,
    /// The line, from 1; `None` where the compiler says that the instruction belongs to none.
    pub line: Option<u32>,
}

/// An address, and what was found there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Where it is.
    pub pc: Pc,
    /// Whether it is a leaf; a caller's address is that after its call.
    pub leaf: bool,
    /// Inlined frames, innermost first, then the function itself. Empty where nothing is known.
    pub frames: Vec<Frame>,
}

/// What the addresses of a recording mean.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symbols {
    /// Functions.
    pub functions: Vec<Function>,
    /// Files.
    pub files: Vec<File>,
    /// Addresses, each once as a leaf and once as a caller at most.
    pub locations: Vec<Location>,
    /// For each stack of the recording its locations, leaf first.
    pub stacks: Vec<Vec<u32>>,
    /// Objects that have no debug information, by their numbers.
    pub without_lines: Vec<u32>,
}

impl Symbols {
    /// Looks up every address of a recording once.
    #[must_use]
    pub(crate) fn resolve(recording: &Recording, mistakes: Mistakes) -> Self {
        Resolver::new(recording, mistakes).run()
    }

    /// The frames of a stack, innermost first.
    pub fn frames(&self, stack: u32) -> impl Iterator<Item = Frame> + '_ {
        self.locations_of(stack).flat_map(|location| location.frames.iter().copied())
    }

    /// The locations of a stack, leaf first.
    pub fn locations_of(&self, stack: u32) -> impl Iterator<Item = &Location> + '_ {
        let stack = self.stacks.get(stack as usize).map_or(&[][..], |stack| stack);
        stack.iter().filter_map(|&location| self.locations.get(location as usize))
    }

    /// The name of a function.
    #[must_use]
    pub fn name(&self, function: u32) -> &str {
        self.functions.get(function as usize).map_or("?", |function| &function.name)
    }

    /// The path of a file.
    #[must_use]
    pub fn path(&self, file: u32) -> &Path {
        self.files.get(file as usize).map_or(Path::new("?"), |file| &file.path)
    }
}

/// An object's file, opened.
pub(crate) struct Opened {
    loader: Option<Loader>,
    /// File offset, size and address of each loaded segment.
    segments: Vec<(u64, u64, u64)>,
}

impl Opened {
    /// Opens what can be opened.
    pub(crate) fn new(object: &Object) -> Self {
        let segments = fs::File::open(&object.path)
            .ok()
            .and_then(|file| {
                let cache = object::ReadCache::new(file);
                let parsed = object::File::parse(&cache).ok()?;
                Some(
                    parsed
                        .segments()
                        .map(|segment| {
                            let (offset, size) = segment.file_range();
                            (offset, size, segment.address())
                        })
                        .collect(),
                )
            })
            .unwrap_or_default();
        Self { loader: Loader::new(&object.path).ok(), segments }
    }

    /// The address that the object's own tables give to an offset of its file.
    pub(crate) fn address(&self, offset: u64) -> Option<u64> {
        self.segments
            .iter()
            .find(|(start, size, _)| (*start..start + size).contains(&offset))
            .map(|(start, _, address)| offset - start + address)
    }

    /// Files and lines of the frames at an address, innermost first.
    pub(crate) fn lines(&self, address: u64) -> Vec<(PathBuf, u32)> {
        let mut lines = Vec::new();
        if let Some(mut frames) = self.loader.as_ref().and_then(|loader| loader.find_frames(address).ok()) {
            while let Ok(Some(frame)) = frames.next() {
                let line = |location: addr2line::Location<'_>| Some((normal(location.file?), location.line?));
                lines.extend(frame.location.and_then(line));
            }
        }
        lines
    }

    fn look_up(&self, offset: u64, leaf: bool, mistakes: Mistakes) -> Option<Found> {
        let mut probe = self.address(offset)?;
        let loader = self.loader.as_ref()?;
        let symbol = loader.find_symbol_info(probe).map(|symbol| (symbol.name().to_owned(), symbol.address()));
        if !leaf || mistakes.leaf_before {
            probe -= 1;
        }
        if let (true, Some((_, start))) = (mistakes.function_start, &symbol) {
            probe = *start;
        }
        let mut frames = Vec::new();
        let mut found = loader.find_frames(probe).ok()?;
        while let Ok(Some(frame)) = found.next() {
            let name = frame.function.as_ref().and_then(|name| Some(name.raw_name().ok()?.into_owned()));
            let location = frame.location.as_ref();
            let file = location.and_then(|location| location.file).map(normal);
            let line = location.and_then(|location| location.line).filter(|&line| line > 0);
            frames.push((name, file, line));
        }
        if frames.is_empty() {
            frames.push((None, None, None));
        }
        Some(Found { symbol, frames })
    }
}

/// What an object's tables say of an address.
struct Found {
    /// The symbol that covers it, and where that begins.
    symbol: Option<(String, u64)>,
    /// Name, file and line of each frame, innermost first; one without any of these where there is none.
    frames: Vec<(Option<String>, Option<PathBuf>, Option<u32>)>,
}

/// What a function is known by: the name that the linker knows, or, where there is none, its own and where it lies.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Linkage(String),
    At(Option<u32>, u64, String),
    Bare(String),
}

struct Resolver<'a> {
    recording: &'a Recording,
    mistakes: Mistakes,
    objects: Vec<Option<Opened>>,
    symbols: Symbols,
    functions: HashMap<Key, u32>,
    files: HashMap<PathBuf, u32>,
    locations: HashMap<(Pc, bool), u32>,
}

impl<'a> Resolver<'a> {
    fn new(recording: &'a Recording, mistakes: Mistakes) -> Self {
        Self {
            recording,
            mistakes,
            objects: recording.objects.iter().map(|_| None).collect(),
            symbols: Symbols::default(),
            functions: HashMap::new(),
            files: HashMap::new(),
            locations: HashMap::new(),
        }
    }

    fn run(mut self) -> Symbols {
        for stack in self.recording.stacks.iter() {
            let stack = stack.iter().enumerate().map(|(depth, &pc)| self.location(pc, depth == 0)).collect();
            self.symbols.stacks.push(stack);
        }
        let no_lines = |object: &usize| {
            let frames = self.symbols.locations.iter().filter(|location| {
                location.pc.object.is_some_and(|of| of as usize == *object) && !location.frames.is_empty()
            });
            let mut frames = frames.flat_map(|location| &location.frames).peekable();
            frames.peek().is_some() && frames.all(|frame| frame.line.is_none())
        };
        self.symbols.without_lines =
            (0..self.objects.len()).filter(no_lines).filter_map(|object| u32::try_from(object).ok()).collect();
        self.symbols
    }

    fn location(&mut self, pc: Pc, leaf: bool) -> u32 {
        if let Some(&number) = self.locations.get(&(pc, leaf)) {
            return number;
        }
        let frames = self.frames(pc, leaf).unwrap_or_default();
        let number = u32::try_from(self.symbols.locations.len()).expect("fewer locations than bytes of code");
        self.symbols.locations.push(Location { pc, leaf, frames });
        self.locations.insert((pc, leaf), number);
        number
    }

    /// The frames at an address, innermost first. Without debug information the symbol's name alone.
    fn frames(&mut self, pc: Pc, leaf: bool) -> Option<Vec<Frame>> {
        let object = pc.object?;
        let opened = self.objects.get_mut(object as usize)?;
        let opened = opened.get_or_insert_with(|| Opened::new(&self.recording.objects[object as usize]));
        let Found { symbol, frames } = opened.look_up(pc.offset, leaf, self.mistakes)?;
        let start = symbol.as_ref().map_or(pc.offset, |(_, start)| *start);
        let last = frames.len() - 1;
        let frames = frames.into_iter().enumerate().filter_map(|(depth, (name, file, line))| {
            // The outermost frame is the function itself, which the symbol table knows by its whole name.
            let whole = symbol.as_ref().filter(|_| depth == last).map(|(symbol, _)| symbol).or(name.as_ref());
            let function = self.function(whole?, object, start);
            let file = file.map(|file| self.file(file));
            Some(Frame { function, file, line })
        });
        Some(frames.collect())
    }

    fn function(&mut self, linkage: &str, object: u32, start: u64) -> u32 {
        let demangled = rustc_demangle::try_demangle(linkage).ok().map(|name| format!("{name:#}"));
        let name = match &demangled {
            Some(name) => name.clone(),
            None => addr2line::demangle_auto(linkage.into(), None).into_owned(),
        };
        let key = if self.mistakes.by_bare_name {
            Key::Bare(bare(&name))
        } else if name == linkage {
            Key::At(Some(object), start, name.clone())
        } else {
            Key::Linkage(linkage.to_owned())
        };
        let functions = &mut self.symbols.functions;
        *self.functions.entry(key).or_insert_with(|| {
            functions.push(Function { name: short(&name), object: Some(object) });
            u32::try_from(functions.len() - 1).expect("fewer functions than bytes of code")
        })
    }

    fn file(&mut self, path: PathBuf) -> u32 {
        let files = &mut self.symbols.files;
        *self.files.entry(path).or_insert_with_key(|path| {
            files.push(File { path: path.clone() });
            u32::try_from(files.len() - 1).expect("fewer files than bytes of code")
        })
    }
}

/// A name without what stands in angle brackets.
fn bare(name: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for character in name.chars() {
        match character {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(character),
            _ => {}
        }
    }
    kept.replace("::::", "::").trim_end_matches("::").to_owned()
}

/// A path without `.` and `..`, by its letters alone.
pub(crate) fn normal(path: &str) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in Path::new(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_names_have_no_generics() {
        assert_eq!(bare("kernels::run::<wide::f64x4_::f64x4>"), "kernels::run");
        assert_eq!(bare("kernels::run::<f64>"), "kernels::run");
    }

    #[test]
    fn paths_are_made_normal_by_their_letters() {
        assert_eq!(normal("/a/b/../c/./d.rs"), Path::new("/a/c/d.rs"));
    }
}
