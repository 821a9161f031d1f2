//! The instructions of hot functions beside their lines.

use super::Share;
use crate::attribution::{ObjectFile, code_of, parse};
use crate::error::read;
use crate::{Error, Profile};
use iced_x86::{Decoder, DecoderOptions, Formatter as _, Instruction, NasmFormatter};
use object::{Object as _, ObjectSymbol as _};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// An instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsmRow {
    /// Its address in the program's own tables.
    pub address: u64,
    /// Samples with it as the leaf.
    pub samples: u64,
    /// Its text.
    pub text: String,
    /// The user's line that it belongs to: the file, relative to the user's folder, and the number.
    pub line: Option<(PathBuf, u32)>,
}

/// The instructions of one compiled function, with those of functions inlined into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assembly {
    /// The function.
    pub function: String,
    /// Its samples.
    pub own: Share,
    /// Its instructions in order.
    pub rows: Vec<AsmRow>,
}

/// Samples by address, of one function of one object.
#[derive(Debug, Default)]
struct Spot {
    samples: BTreeMap<u64, u64>,
    total: u64,
}

impl Profile {
    /// The instructions of functions with samples, hottest first, where `name` is part of their names or of the name of
    /// a function inlined into them. Only for x86-64.
    ///
    /// # Errors
    /// Where a program cannot be read.
    pub fn assembly(&self, name: &str) -> Result<Vec<Assembly>, Error> {
        let mut spots: BTreeMap<(u32, u32), Spot> = BTreeMap::new();
        for sample in &self.recording.samples {
            let Some(leaf) = self.symbols.locations_of(sample.stack).next() else { continue };
            let (Some(object), Some(outer)) = (leaf.pc.object, leaf.frames.last()) else { continue };
            if leaf.frames.iter().any(|frame| self.symbols.name(frame.function).contains(name)) {
                let spot = spots.entry((object, outer.function)).or_default();
                *spot.samples.entry(leaf.pc.offset).or_default() += u64::from(sample.weight);
                spot.total += u64::from(sample.weight);
            }
        }
        let mut spots: Vec<_> = spots.into_iter().collect();
        spots.sort_by_key(|(_, spot)| std::cmp::Reverse(spot.total));
        spots.iter().map(|((object, function), spot)| self.disassemble(*object, *function, spot)).collect()
    }

    fn disassemble(&self, object: u32, function: u32, spot: &Spot) -> Result<Assembly, Error> {
        let path = &self.recording.objects[object as usize].path;
        let data = read(path)?;
        let file = parse(path, &data)?;
        let opened = ObjectFile::open(path);
        let samples: BTreeMap<u64, u64> =
            spot.samples.iter().filter_map(|(&offset, &n)| Some((opened.address(offset)?, n))).collect();
        let code = samples.keys().next().and_then(|&address| code_around(&file, address));
        let rows = code.map_or_else(Vec::new, |(begin, code)| {
            let row = |(address, text)| {
                let samples = samples.get(&address).copied().unwrap_or(0);
                let mut lines = opened.lines(address).filter(|(path, _)| self.has_users_lines(path));
                let line = lines.next().map(|(path, line)| (self.relative(&path).to_owned(), line));
                AsmRow { address, samples, text, line }
            };
            decode(begin, code).map(row).collect()
        });
        let own = Share { samples: spot.total, of: self.recording.total() };
        Ok(Assembly { function: self.symbols.name(function).to_owned(), own, rows })
    }
}

/// The start and the bytes of the function that contains an address.
fn code_around<'a>(file: &object::File<'a>, address: u64) -> Option<(u64, &'a [u8])> {
    let is_around = |symbol: &object::Symbol<'_, '_>| {
        let range = symbol.address()..symbol.address() + symbol.size();
        symbol.kind() == object::SymbolKind::Text && range.contains(&address)
    };
    let symbol = file.symbols().find(is_around)?;
    Some((symbol.address(), code_of(file, &symbol)?))
}

/// Addresses and texts of instructions.
fn decode(begin: u64, code: &[u8]) -> impl Iterator<Item = (u64, String)> {
    let instructions: Vec<Instruction> = Decoder::with_ip(64, code, begin, DecoderOptions::NONE).iter().collect();
    let mut formatter = NasmFormatter::new();
    instructions.into_iter().map(move |instruction| {
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        (instruction.ip(), text)
    })
}

/// The number of instructions shown before and after one with samples.
const AROUND: usize = 3;

/// The instructions with samples and those around them; percentages are of the function's samples.
impl fmt::Display for Assembly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({} % of all samples)\n", self.function, self.own)?;
        writeln!(f, "{:>6}  {:>10}  {:<56}  Line", "%", "Address", "Instruction")?;
        let hot = |row: &AsmRow| row.samples > 0;
        let mut skipped = false;
        for (at, row) in self.rows.iter().enumerate() {
            let near = &self.rows[at.saturating_sub(AROUND)..self.rows.len().min(at + AROUND + 1)];
            if !near.iter().any(hot) {
                skipped = true;
                continue;
            }
            if std::mem::take(&mut skipped) {
                writeln!(f, "{:>6}", "⋮")?;
            }
            let share = Share { samples: row.samples, of: self.own.samples };
            let share = if row.samples > 0 { share.to_string() } else { String::new() };
            let line = row.line.as_ref().map_or_else(String::new, |(path, line)| format!("{}:{line}", path.display()));
            writeln!(f, "{share:>6}  {:>10x}  {:<56}  {line}", row.address, row.text)?;
        }
        Ok(())
    }
}
