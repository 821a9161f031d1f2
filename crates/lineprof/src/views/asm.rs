//! The instructions of hot functions beside their lines.

use super::Share;
use crate::attribution::{ObjectFile, code_of, parse};
use crate::error::read;
use crate::{Error, Profile};
use iced_x86::{Decoder, DecoderOptions, Formatter as _, NasmFormatter};
use object::{Object as _, ObjectSymbol as _};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The number of instructions shown before and after one with samples.
const AROUND: usize = 3;

impl Profile {
    /// The instructions of functions with samples, hottest first, where `name` is part of their names or of the name of
    /// a function inlined into them: a text for each, with the instructions with samples and those around them. Only for
    /// x86-64.
    ///
    /// # Errors
    /// Where a program cannot be read.
    pub fn assembly(&self, name: &str) -> Result<Vec<String>, Error> {
        let mut functions: BTreeMap<(u32, u32), BTreeMap<u64, u64>> = BTreeMap::new();
        for (stack, weight) in self.recording.stack_weights(|_| true) {
            let Some(leaf) = self.symbols.locations_of(stack).next() else { continue };
            let (Some(object), Some(outer)) = (leaf.pc.object, leaf.frames.last()) else { continue };
            if leaf.frames.iter().any(|frame| self.symbols.name(frame.function).contains(name)) {
                let offsets = functions.entry((object, outer.function)).or_default();
                *offsets.entry(leaf.pc.offset).or_default() += weight;
            }
        }
        let mut functions: Vec<_> = functions.into_iter().collect();
        functions.sort_by_key(|(_, offsets)| Reverse(offsets.values().sum::<u64>()));
        functions.iter().map(|((object, function), offsets)| self.listing(*object, *function, offsets)).collect()
    }

    /// The text for a function with these samples by the offset in its file; percentages are of the function's samples.
    fn listing(&self, object: u32, function: u32, offsets: &BTreeMap<u64, u64>) -> Result<String, Error> {
        let path = &self.recording.objects[object as usize].path;
        let data = read(path)?;
        let program = parse(path, &data)?;
        let file = ObjectFile::open(path);
        let samples: BTreeMap<u64, u64> =
            offsets.iter().filter_map(|(&offset, &samples)| Some((file.address(offset)?, samples))).collect();
        let code = samples.keys().next().and_then(|&address| code_around(&program, address));
        let instructions = code.map_or_else(Vec::new, |(begin, code)| decode(begin, code));
        let of = offsets.values().sum();
        let share = Share { samples: of, of: self.recording.total() };
        let mut out = format!("{} ({share} % of all samples)\n\n", self.symbols.name(function));
        _ = writeln!(out, "{:>6}  {:>10}  {:<56}  Line", "%", "Address", "Instruction");
        let mut skipped = false;
        for (at, (address, text)) in instructions.iter().enumerate() {
            let near = &instructions[at.saturating_sub(AROUND)..instructions.len().min(at + AROUND + 1)];
            if !near.iter().any(|(address, _)| samples.contains_key(address)) {
                skipped = true;
                continue;
            }
            if std::mem::take(&mut skipped) {
                _ = writeln!(out, "{:>6}", "⋮");
            }
            let share = samples.get(address).map_or_else(String::new, |&samples| Share { samples, of }.to_string());
            let line = file.lines(*address).find_map(|(path, line)| Some((self.users_path(&path)?, line)));
            let line = line.map_or_else(String::new, |(path, line)| format!("{}:{line}", path.display()));
            _ = writeln!(out, "{share:>6}  {address:>10x}  {text:<56}  {line}");
        }
        Ok(out)
    }
}

/// The start and the bytes of the function that contains an address.
fn code_around<'a>(program: &object::File<'a>, address: u64) -> Option<(u64, &'a [u8])> {
    let is_around = |symbol: &object::Symbol<'_, '_>| {
        let range = symbol.address()..symbol.address() + symbol.size();
        symbol.kind() == object::SymbolKind::Text && range.contains(&address)
    };
    let symbol = program.symbols().find(is_around)?;
    Some((symbol.address(), code_of(program, &symbol)?))
}

fn decode(begin: u64, code: &[u8]) -> Vec<(u64, String)> {
    let mut formatter = NasmFormatter::new();
    let instructions = Decoder::with_ip(64, code, begin, DecoderOptions::NONE).into_iter();
    let text = |instruction: iced_x86::Instruction| {
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        (instruction.ip(), text)
    };
    instructions.map(text).collect()
}
