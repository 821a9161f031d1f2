//! What a profile keeps of programs and sources, so that it stays right after an edit or a rebuild.
//!
//! It is gathered once, when the addresses of a recording are looked up. Views read it and no file.

mod code;
mod hex;
mod identity;
mod texts;

pub use code::Code;
#[cfg(feature = "asm")]
pub(crate) use identity::identity;
pub use texts::SourceText;
pub(crate) use texts::WIDEST_GAP;

use crate::Symbols;
use crate::attribution::Sources;
use crate::recording::{Object, Recording};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a profile keeps of programs and sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Source files: those of the symbols in their order, then others that code was compiled from.
    pub texts: Vec<SourceText>,
    /// The code of functions with samples, hottest first.
    pub code: Vec<Code>,
    /// Objects whose files were replaced or removed before their addresses were looked up, by their numbers. Nothing is
    /// known of them.
    pub replaced: Vec<u32>,
}

impl Evidence {
    /// Reads what is kept from the files as they are now.
    pub(crate) fn gather(recording: &Recording, symbols: &Symbols, sources: &Sources) -> Self {
        let with_samples: BTreeSet<u32> = symbols.locations.iter().filter_map(|location| location.pc.object).collect();
        let is_replaced = |number: &u32| recording.objects.get(*number as usize).is_some_and(Object::is_replaced);
        let replaced: Vec<u32> = with_samples.into_iter().filter(is_replaced).collect();
        let mut files = texts::Files::of(recording, symbols);
        let code = code::hot(recording, symbols, &replaced, sources, &mut files);
        Self { texts: files.read(), code, replaced }
    }

    /// Reads the texts that were not found before.
    pub(crate) fn find_missing(&mut self, recording: &Recording, symbols: &Symbols) {
        let found = texts::Files::of(recording, symbols).read();
        for (text, found) in self.texts.iter_mut().zip(found).filter(|(text, _)| text.runs.is_empty()) {
            *text = found;
        }
    }

    /// The text of a line of a file of the symbols; empty where it is not kept.
    pub(crate) fn text(&self, file: u32, line: u32) -> &str {
        self.texts.get(file as usize).and_then(|text| text.line(line)).unwrap_or_default()
    }

    /// Whether a file of the symbols was changed after a program with its lines was built.
    pub(crate) fn is_edited(&self, file: u32) -> bool {
        self.texts.get(file as usize).is_some_and(|text| text.edited)
    }
}
