//! The code of functions with samples.

use super::hex;
use super::texts::Files;
use crate::Symbols;
use crate::attribution::{ObjectFile, Sources};
use crate::recording::Recording;
use object::{Object as _, ObjectSymbol as _, ReadCache, ReadRef as _, SymbolKind};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Longer functions are kept around their samples.
const LONGEST: u64 = 64 << 10;

/// The most bytes of code in a profile.
const MOST: u64 = 1 << 20;

/// The bytes that are kept before and after a sample, and whose lines are: three of the longest instructions and the
/// sampled one.
const AROUND: u64 = 64;

/// A contiguous piece of code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The number of its object.
    pub object: u32,
    /// The number of its function in the symbols.
    pub function: u32,
    /// Where it starts in the object's file.
    pub offset: u64,
    /// Where it starts in the object's own tables.
    pub address: u64,
    /// The code, in hexadecimal digits.
    #[serde(with = "hex")]
    pub bytes: Vec<u8>,
    /// The frames of the code around samples: where each begins to apply, in bytes from `offset`, and its frames, each a
    /// file of the evidence and a line, innermost first.
    pub lines: Vec<(u64, Vec<(u32, u32)>)>,
}

/// The sampled offsets of each function, hottest function first.
fn sampled(recording: &Recording, symbols: &Symbols) -> Vec<((u32, u32), BTreeSet<u64>)> {
    let mut functions: HashMap<(u32, u32), (u64, BTreeSet<u64>)> = HashMap::new();
    for (stack, weight) in recording.stack_weights(|_| true) {
        let Some(leaf) = symbols.locations_of(stack).next() else { continue };
        let (Some(object), Some(outer)) = (leaf.pc.object, leaf.frames.last()) else { continue };
        let (samples, offsets) = functions.entry((object, outer.function)).or_default();
        *samples += weight;
        offsets.insert(leaf.pc.offset);
    }
    let mut functions: Vec<_> = functions.into_iter().collect();
    functions.sort_by_key(|(function, (samples, _))| (Reverse(*samples), *function));
    functions.into_iter().map(|(function, (_, offsets))| (function, offsets)).collect()
}

/// The code of the functions with samples, as far as there is room, and the lines that it needs.
pub(super) fn hot(
    recording: &Recording,
    symbols: &Symbols,
    replaced: &[u32],
    sources: &Sources,
    files: &mut Files,
) -> Vec<Code> {
    let mut programs: HashMap<u32, Option<Program>> = HashMap::new();
    let (mut code, mut room) = (Vec::new(), MOST);
    for ((object, function), offsets) in sampled(recording, symbols) {
        let open = || Program::open(recording.objects.get(object as usize)?.file());
        let program = programs.entry(object).or_insert_with(|| if replaced.contains(&object) { None } else { open() });
        let Some(program) = program else { continue };
        for (range, sampled) in program.parts(&offsets, room) {
            let size = range.end - range.start;
            let Some(bytes) = program.bytes(range.start, size).filter(|_| size <= room) else { continue };
            room -= size;
            let Some(address) = program.file.address(range.start) else { continue };
            let lines = program.lines(&range, address, &sampled, &mut |path, line| {
                let file = files.number(&sources.mapped(&path));
                files.need(file, line, object);
                (file, line)
            });
            code.push(Code { object, function, offset: range.start, address, bytes, lines });
        }
    }
    code
}

struct Program {
    file: ObjectFile,
    cache: ReadCache<File>,
    /// The end of each function, by its start.
    functions: BTreeMap<u64, u64>,
}

/// Ranges of offsets, and the sampled ones in each.
type Parts = BTreeMap<u64, (u64, Vec<u64>)>;

impl Program {
    fn open(path: &Path) -> Option<Self> {
        let cache = ReadCache::new(File::open(path).ok()?);
        let parsed = object::File::parse(&cache).ok()?;
        let symbols = parsed.symbols().chain(parsed.dynamic_symbols());
        let code = symbols.filter(|symbol| symbol.kind() == SymbolKind::Text && symbol.size() > 0);
        let functions = code.map(|symbol| (symbol.address(), symbol.address() + symbol.size())).collect();
        Some(Self { file: ObjectFile::open(path), functions, cache })
    }

    fn bytes(&self, offset: u64, size: u64) -> Option<Vec<u8>> {
        (&self.cache).read_bytes_at(offset, size).ok().map(<[u8]>::to_vec)
    }

    /// The parts of a function that are kept: the whole, or what is around the samples where it is long.
    fn parts(&self, offsets: &BTreeSet<u64>, room: u64) -> Vec<(Range<u64>, Vec<u64>)> {
        let mut parts = Parts::new();
        let mut end = 0;
        for &offset in offsets {
            let range = self.part(offset, room);
            match parts.last_entry().filter(|_| range.start <= end) {
                Some(mut last) => {
                    last.get_mut().0 = end.max(range.end);
                    last.get_mut().1.push(offset);
                }
                None => _ = parts.insert(range.start, (range.end, vec![offset])),
            }
            end = end.max(range.end);
        }
        parts.into_iter().map(|(start, (end, sampled))| (start..end, sampled)).collect()
    }

    fn part(&self, offset: u64, room: u64) -> Range<u64> {
        let Some(address) = self.file.address(offset) else { return offset..offset };
        let function = self.functions.range(..=address).next_back().filter(|(_, end)| address < **end);
        let (start, end) =
            function.map_or((address.saturating_sub(AROUND), address + AROUND), |(start, end)| (*start, *end));
        if function.is_some() && end - start <= LONGEST.min(room) {
            return offset - (address - start)..offset + (end - address);
        }
        // Code is decoded from its start, which must be that of an instruction; each line begins with one.
        let line = self.file.line_starts(start.max(address.saturating_sub(AROUND)), address).into_iter().next();
        let start = line.unwrap_or(address).clamp(start, address);
        offset - (address - start)..offset + (end - address).min(AROUND)
    }

    /// The frames of the code around samples.
    fn lines(
        &self,
        range: &Range<u64>,
        address: u64,
        sampled: &[u64],
        number: &mut dyn FnMut(PathBuf, u32) -> (u32, u32),
    ) -> Vec<(u64, Vec<(u32, u32)>)> {
        let mut lines: Vec<(u64, Vec<(u32, u32)>)> = Vec::new();
        let mut done = 0;
        for sample in sampled.iter().map(|offset| offset - range.start) {
            let low = sample.saturating_sub(AROUND).max(done);
            done = (sample + AROUND).min(range.end - range.start);
            for start in self.file.line_starts(address + low, address + done) {
                let frames: Vec<(u32, u32)> = self.file.lines(start).map(|(path, line)| number(path, line)).collect();
                if lines.last().is_none_or(|(_, last)| *last != frames) {
                    lines.push((start - address, frames));
                }
            }
        }
        lines
    }
}
