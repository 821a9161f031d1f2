//! Addresses resolved to functions, files and lines, each address once.

use super::names::short;
use super::object_file::{ObjectFile, RawFrame};
use super::{Lack, Origin, OriginKind};
use crate::recording::{Pc, Recording};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

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

/// A place in the source: an active call, or the interrupted instruction itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Frame {
    /// Index of the function.
    pub function: u32,
    /// Index of the file, where the debug information names one.
    pub file: Option<u32>,
    /// The line, from 1; `None` where the compiler gives the instruction none.
    pub line: Option<u32>,
}

/// An address and the frames found there.
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
    /// What is missing of the debug information of objects, by their numbers.
    #[serde(default)]
    pub lacks: Vec<(u32, Lack)>,
    /// Where no file is local but what build scripts wrote, those with the `main` of programs.
    #[serde(default)]
    pub mains: Vec<PathBuf>,
}

impl Symbols {
    pub(crate) fn resolve(recording: &Recording) -> Self {
        Resolver::default().resolve(recording)
    }

    /// The packages of the programs, where these come from a registry or a git checkout.
    pub(crate) fn programs(&self) -> impl Iterator<Item = String> {
        let origins = self.mains.iter().map(|path| Origin::of(path));
        let of_others = origins.filter(|origin| matches!(origin.kind, OriginKind::Registry | OriginKind::Git));
        of_others.filter_map(|origin| origin.name)
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
    pub fn name(&self, function: u32) -> &str {
        self.functions.get(function as usize).map_or("?", |function| &function.name)
    }

    /// The path of a file.
    pub fn path(&self, file: u32) -> &Path {
        self.files.get(file as usize).map_or(Path::new("?"), |file| &file.path)
    }
}

/// What identifies a function: its linkage name. Where it has none, its name with its object, and with its address, or if
/// it is inlined its file.
type Key = (String, Option<(u32, Result<u64, Option<u32>>)>);

#[derive(Default)]
struct Resolver {
    objects: HashMap<u32, ObjectFile>,
    symbols: Symbols,
    functions: HashMap<Key, u32>,
    files: HashMap<PathBuf, u32>,
    locations: HashMap<(Pc, bool), u32>,
}

impl Resolver {
    fn resolve(mut self, recording: &Recording) -> Symbols {
        for stack in &recording.stacks {
            let pcs = stack.iter().enumerate();
            let locations = pcs.map(|(depth, &pc)| self.location(recording, pc, depth == 0)).collect();
            self.symbols.stacks.push(locations);
        }
        let objects = 0..u32::try_from(recording.objects.len()).unwrap_or(u32::MAX);
        self.symbols.without_lines = objects.filter(|&object| self.has_no_lines(object)).collect();
        let lacks = self.objects.iter().filter_map(|(&object, file)| Some((object, file.lack.clone()?)));
        self.symbols.lacks = lacks.collect();
        self.symbols.lacks.sort_by_key(|(object, _)| *object);
        if !self.symbols.files.iter().any(|file| Origin::is_written_here(&file.path)) {
            self.symbols.mains = self.objects.values().filter_map(ObjectFile::file_of_main).collect();
        }
        self.symbols
    }

    /// Whether all frames found in an object are without lines, and there are some.
    fn has_no_lines(&self, object: u32) -> bool {
        let locations = self.symbols.locations.iter().filter(|location| location.pc.object == Some(object));
        let mut frames = locations.flat_map(|location| &location.frames).peekable();
        frames.peek().is_some() && frames.all(|frame| frame.line.is_none())
    }

    fn location(&mut self, recording: &Recording, pc: Pc, leaf: bool) -> u32 {
        if let Some(&number) = self.locations.get(&(pc, leaf)) {
            return number;
        }
        let frames = self.frames(recording, pc, leaf).unwrap_or_default();
        let number = push(&mut self.symbols.locations, Location { pc, leaf, frames });
        self.locations.insert((pc, leaf), number);
        number
    }

    /// The frames at an address, innermost first. Without debug information the symbol's name alone.
    fn frames(&mut self, recording: &Recording, pc: Pc, leaf: bool) -> Option<Vec<Frame>> {
        let object = pc.object?;
        let recorded = recording.objects.get(object as usize)?;
        // Another program's symbols would be wrong.
        let open = || if recorded.is_replaced() { ObjectFile::default() } else { ObjectFile::open(recorded.file()) };
        let file = self.objects.entry(object).or_insert_with(open);
        let address = file.address(pc.offset)?;
        let symbol = file.symbol(address);
        let mut frames = file.frames(if leaf { address } else { address - 1 })?;
        if frames.is_empty() {
            frames.push(RawFrame::default());
        }
        let start = symbol.as_ref().map_or(pc.offset, |(_, start)| *start);
        // The outermost frame is the function itself, whose whole name is in the symbol table.
        if let (Some((name, _)), Some(outermost)) = (symbol, frames.last_mut()) {
            outermost.name = Some(name);
        }
        let inlined = frames.len() - 1;
        let frames = frames.into_iter().enumerate().filter_map(|(depth, RawFrame { name, file, line })| {
            let file = file.map(|file| self.file(file));
            let function = self.function(&name?, object, if depth < inlined { Err(file) } else { Ok(start) });
            Some(Frame { function, file, line })
        });
        Some(frames.collect())
    }

    fn function(&mut self, linkage: &str, object: u32, place: Result<u64, Option<u32>>) -> u32 {
        let name = addr2line::demangle_auto(linkage.into(), None);
        let key = (linkage.to_owned(), (name == linkage).then_some((object, place)));
        let functions = &mut self.symbols.functions;
        let new = || push(functions, Function { name: short(&name), object: Some(object) });
        *self.functions.entry(key).or_insert_with(new)
    }

    fn file(&mut self, path: PathBuf) -> u32 {
        let files = &mut self.symbols.files;
        *self.files.entry(path).or_insert_with_key(|path| push(files, File { path: path.clone() }))
    }
}

/// Adds an item to a list and returns its index.
fn push<T>(list: &mut Vec<T>, item: T) -> u32 {
    list.push(item);
    u32::try_from(list.len() - 1).expect("fewer items than bytes of code")
}
