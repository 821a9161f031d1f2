//! The instructions of hot functions beside their lines.

use super::Share;
use super::layout::fit_path;
use super::share::percentages;
use crate::evidence::{Code, identity};
use crate::{Error, Profile};
use iced_x86::{Decoder, DecoderOptions, Formatter as _, NasmFormatter};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The number of instructions shown before and after one with samples.
const AROUND: usize = 3;

/// Columns of instructions are not wider.
const WIDEST: usize = 56;

/// Longer paths lose their start, to leave room for the text.
const LONGEST_PLACE: usize = 28;

/// An instruction with samples, or near one.
#[derive(Debug)]
pub(crate) struct Instruction {
    /// Its address in the object's own tables.
    pub(crate) address: u64,
    pub(crate) text: String,
    pub(crate) samples: u64,
    /// Whether instructions before it are left out.
    pub(crate) after_gap: bool,
    /// The innermost of the user's lines, or else the function's own line: a file of the evidence and a number.
    pub(crate) line: Option<(u32, u32)>,
}

/// A compiled function, with its samples by their offset in the object's file.
#[derive(Debug)]
pub(crate) struct Sampled {
    pub(crate) object: u32,
    pub(crate) function: u32,
    pub(crate) offsets: BTreeMap<u64, u64>,
}

impl Profile {
    /// The instructions of functions with samples, hottest first, where `name` is part of their names or of the name of
    /// a function inlined into them: a text for each, with the instructions with samples and those around them. Only for
    /// x86-64. The code is that which was sampled, also where the program was rebuilt or removed since.
    ///
    /// # Errors
    /// Where no code of the functions is kept.
    pub fn assembly(&self, name: &str) -> Result<Vec<String>, Error> {
        let functions = self.sampled(name);
        if let Some(first) = functions.first()
            && functions.iter().all(|function| self.code_of(function).next().is_none())
        {
            let path = &self.recording.objects[first.object as usize].path;
            let reason = "it was removed or replaced, and this profile keeps no code of the function; record again";
            return Err(Error::format(path, "the program that was profiled", reason));
        }
        let places = self.places();
        Ok(functions.iter().map(|function| self.listing(function, &places)).collect())
    }

    /// Compiled functions with samples, hottest first, where `name` is part of their names or of those of functions
    /// inlined there.
    pub(crate) fn sampled(&self, name: &str) -> Vec<Sampled> {
        let mut functions: BTreeMap<(u32, u32), BTreeMap<u64, u64>> = BTreeMap::new();
        for (stack, weight) in self.recording.stack_weights(|_| true) {
            let Some(leaf) = self.symbols.locations_of(stack).next() else { continue };
            let (Some(object), Some(outer)) = (leaf.pc.object, leaf.frames.last()) else { continue };
            if leaf.frames.iter().any(|frame| self.symbols.name(frame.function).contains(name)) {
                let offsets = functions.entry((object, outer.function)).or_default();
                *offsets.entry(leaf.pc.offset).or_default() += weight;
            }
        }
        let functions = functions.into_iter();
        let mut functions: Vec<Sampled> =
            functions.map(|((object, function), offsets)| Sampled { object, function, offsets }).collect();
        functions.sort_by_key(|function| Reverse(function.offsets.values().sum::<u64>()));
        functions
    }

    /// The kept code of a function.
    fn code_of(&self, function: &Sampled) -> impl Iterator<Item = &Code> {
        let key = (function.object, function.function);
        self.evidence.code.iter().filter(move |code| (code.object, code.function) == key)
    }

    /// The instructions of a function that have samples, and a few around each, in the order of their addresses. `places`
    /// are those of [`Profile::places`].
    pub(crate) fn instructions(&self, function: &Sampled, places: &[(bool, String)]) -> Vec<Instruction> {
        let mut codes: Vec<&Code> = self.code_of(function).collect();
        codes.sort_by_key(|code| code.offset);
        codes.into_iter().flat_map(|code| near(code, &function.offsets, places)).collect()
    }

    /// The text for a function; percentages are of its samples.
    fn listing(&self, function: &Sampled, places: &[(bool, String)]) -> String {
        let samples = function.offsets.values().sum();
        let share = Share { samples, of: self.recording.total() };
        let object = &self.recording.objects[function.object as usize];
        let since = match identity(object.file()) {
            _ if object.identity.is_none() => "",
            None => "; the program is gone",
            now if now != object.identity => "; the program was rebuilt since",
            _ => "",
        };
        let mut out = format!("{} ({share} % of all samples)\n", self.symbols.name(function.function));
        _ = writeln!(out, "Instructions of the profile, with their shares of the function's samples{since}\n");
        let rows = self.instructions(function, places);
        let unknown = samples - rows.iter().map(|row| row.samples).sum::<u64>();
        let percent = percentages(rows.iter().map(|row| row.samples).chain([unknown]));
        let width = rows.iter().map(|row| row.text.chars().count()).max().unwrap_or(0).clamp(11, WIDEST);
        _ = writeln!(out, "{:>6}  {:>10}  {:<width$}  Line", "%", "Address", "Instruction");
        for (Instruction { address, text, samples, after_gap, line }, percent) in rows.iter().zip(&percent) {
            if *after_gap {
                _ = writeln!(out, "{:>6}", "⋮");
            }
            let percent = if *samples > 0 { percent } else { "" };
            let line = line.and_then(|line| self.line_text(line, places)).unwrap_or_default();
            _ = writeln!(out, "{}", format!("{percent:>6}  {address:>10x}  {text:<width$}  {line}").trim_end());
        }
        if unknown > 0 {
            _ = writeln!(out, "{:>6}  elsewhere in the function, whose code is not kept", percent[rows.len()]);
        }
        out
    }

    /// A line of the evidence as a listing shows it.
    fn line_text(&self, (file, line): (u32, u32), places: &[(bool, String)]) -> Option<String> {
        let (_, place) = places.get(file as usize)?;
        let place = fit_path(&format!("{place}:{line}"), Some(LONGEST_PLACE));
        Some(format!("{place}  {}", self.evidence.text(file, line).trim()))
    }
}

/// The instructions of a piece of code that have samples at these offsets, and a few around each.
fn near(code: &Code, offsets: &BTreeMap<u64, u64>, places: &[(bool, String)]) -> Vec<Instruction> {
    let instructions = decode(code);
    let samples = |address: u64| offsets.get(&(address - code.address + code.offset)).copied().unwrap_or(0);
    let mut rows = Vec::new();
    let mut after_gap = false;
    for (at, (address, text)) in instructions.iter().enumerate() {
        let around = &instructions[at.saturating_sub(AROUND)..instructions.len().min(at + AROUND + 1)];
        if around.iter().any(|(address, _)| samples(*address) > 0) {
            let (address, text, line) = (*address, text.clone(), line_of(code, *address, places));
            rows.push(Instruction { address, text, samples: samples(address), after_gap, line });
            after_gap = false;
        } else {
            after_gap = true;
        }
    }
    rows
}

/// The innermost of the user's lines of an instruction, or else the function's own line.
fn line_of(code: &Code, address: u64, places: &[(bool, String)]) -> Option<(u32, u32)> {
    let at = code.lines.partition_point(|(start, _)| *start <= address - code.address).checked_sub(1)?;
    let frames = &code.lines[at].1;
    let is_users = |(file, _): &&(u32, u32)| places.get(*file as usize).is_some_and(|(users, _)| *users);
    frames.iter().find(is_users).or(frames.last()).copied()
}

/// The address and the text of each instruction.
fn decode(code: &Code) -> Vec<(u64, String)> {
    let mut formatter = NasmFormatter::new();
    formatter.options_mut().set_branch_leading_zeros(false);
    let instructions = Decoder::with_ip(64, &code.bytes, code.address, DecoderOptions::NONE).into_iter();
    let text = |instruction: iced_x86::Instruction| {
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        (instruction.ip(), text)
    };
    instructions.map(text).collect()
}
