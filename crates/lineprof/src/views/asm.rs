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

struct Row<'a> {
    after_gap: bool,
    percent: &'a str,
    address: u64,
    text: String,
    line: String,
}

impl Profile {
    /// The instructions of functions with samples, hottest first, where `name` is part of their names or of the name of
    /// a function inlined into them: a text for each, with the instructions with samples and those around them. Only for
    /// x86-64. The code is that which was sampled, also where the program was rebuilt or removed since.
    ///
    /// # Errors
    /// Where no code of the functions is kept.
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
        let of = |&(object, function): &(u32, u32)| {
            let codes =
                self.evidence.code.iter().filter(move |code| (code.object, code.function) == (object, function));
            codes.collect::<Vec<_>>()
        };
        if let Some(((object, _), _)) = functions.first()
            && functions.iter().all(|(function, _)| of(function).is_empty())
        {
            let path = &self.recording.objects[*object as usize].path;
            let reason = "it was removed or replaced, and this profile keeps no code of the function; record again";
            return Err(Error::format(path, "the program that was profiled", reason));
        }
        let places = self.places();
        Ok(functions.iter().map(|(key, offsets)| self.listing(*key, &of(key), offsets, &places)).collect())
    }

    /// The text for a function with these samples by the offset in its file; percentages are of the function's samples.
    fn listing(
        &self,
        (object, function): (u32, u32),
        codes: &[&Code],
        offsets: &BTreeMap<u64, u64>,
        places: &[(bool, String)],
    ) -> String {
        let share = Share { samples: offsets.values().sum(), of: self.recording.total() };
        let object = &self.recording.objects[object as usize];
        let since = match identity(object.file()) {
            _ if object.identity.is_none() => "",
            None => "; the program is gone",
            now if now != object.identity => "; the program was rebuilt since",
            _ => "",
        };
        let mut out = format!("{} ({share} % of all samples)\n", self.symbols.name(function));
        _ = writeln!(out, "Instructions of the profile, with their shares of the function's samples{since}\n");
        let (known, unknown): (Vec<_>, Vec<_>) =
            offsets.iter().partition(|(offset, _)| codes.iter().any(|code| code.contains(**offset)));
        let unknown: u64 = unknown.into_iter().map(|(_, samples)| samples).sum();
        let percent = percentages(known.iter().map(|(_, samples)| **samples).chain([unknown]));
        let percent_of: BTreeMap<u64, &str> =
            known.iter().zip(&percent).map(|((offset, _), percent)| (**offset, percent.as_str())).collect();
        let mut codes = codes.to_vec();
        codes.sort_by_key(|code| code.offset);
        let rows: Vec<Row<'_>> = codes.iter().flat_map(|code| self.rows(code, &percent_of, places)).collect();
        let width = rows.iter().map(|row| row.text.chars().count()).max().unwrap_or(0).clamp(11, WIDEST);
        _ = writeln!(out, "{:>6}  {:>10}  {:<width$}  Line", "%", "Address", "Instruction");
        for Row { after_gap, percent, address, text, line } in rows {
            if after_gap {
                _ = writeln!(out, "{:>6}", "⋮");
            }
            _ = writeln!(out, "{}", format!("{percent:>6}  {address:>10x}  {text:<width$}  {line}").trim_end());
        }
        if unknown > 0 {
            _ = writeln!(out, "{:>6}  elsewhere in the function, whose code is not kept", percent[known.len()]);
        }
        out
    }

    fn rows<'a>(&self, code: &Code, percent_of: &BTreeMap<u64, &'a str>, places: &[(bool, String)]) -> Vec<Row<'a>> {
        let instructions = decode(code);
        let percent = |address: u64| percent_of.get(&(address - code.address + code.offset)).copied();
        let mut rows = Vec::new();
        let mut after_gap = false;
        for (at, (address, text)) in instructions.iter().enumerate() {
            let near = &instructions[at.saturating_sub(AROUND)..instructions.len().min(at + AROUND + 1)];
            if near.iter().any(|(address, _)| percent(*address).is_some()) {
                let line = self.line_of(code, *address, places).unwrap_or_default();
                let (address, text, percent) = (*address, text.clone(), percent(*address).unwrap_or_default());
                rows.push(Row { after_gap, percent, address, text, line });
                after_gap = false;
            } else {
                after_gap = true;
            }
        }
        rows
    }

    /// The innermost of the user's lines of an instruction, or else the function's own line, with its text.
    fn line_of(&self, code: &Code, address: u64, places: &[(bool, String)]) -> Option<String> {
        let at = code.lines.partition_point(|(start, _)| *start <= address - code.address).checked_sub(1)?;
        let frames = &code.lines[at].1;
        let is_users = |(file, _): &&(u32, u32)| places.get(*file as usize).is_some_and(|(users, _)| *users);
        let &(file, line) = frames.iter().find(is_users).or(frames.last())?;
        let (_, place) = places.get(file as usize)?;
        let place = fit_path(&format!("{place}:{line}"), Some(LONGEST_PLACE));
        Some(format!("{place}  {}", self.evidence.text(file, line).trim()))
    }
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
