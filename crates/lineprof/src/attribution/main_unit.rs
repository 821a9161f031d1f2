//! The folder in which a program was compiled: that of the unit with `main`.

use super::object_file::normalize;
use gimli::{Dwarf, DwarfSections, EndianSlice, RunTimeEndian};
use object::{Object as _, ObjectSection as _};
use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

type Reader<'a> = EndianSlice<'a, RunTimeEndian>;

/// The compilation folder of the unit whose function is marked as the program's entry, if the file has such a unit.
///
/// Only units with the mark in their abbreviations are parsed: one or two of thousands.
pub(crate) fn folder_of_main(path: &Path) -> Option<PathBuf> {
    let data = fs::read(path).ok()?;
    let file = object::File::parse(&*data).ok()?;
    let endian = if file.is_little_endian() { RunTimeEndian::Little } else { RunTimeEndian::Big };
    let load = |id: gimli::SectionId| -> Result<Cow<'_, [u8]>, gimli::Error> {
        let section = file.section_by_name(id.name());
        Ok(section.and_then(|section| section.uncompressed_data().ok()).unwrap_or_default())
    };
    let sections = DwarfSections::load(load).ok()?;
    let dwarf = sections.borrow(|section| EndianSlice::new(section, endian));
    let mut headers = dwarf.units();
    while let Ok(Some(header)) = headers.next() {
        if let Some(folder) = folder_if_main(&dwarf, header) {
            return Some(folder);
        }
    }
    None
}

fn folder_if_main(dwarf: &Dwarf<Reader<'_>>, header: gimli::UnitHeader<Reader<'_>>) -> Option<PathBuf> {
    let abbreviations = dwarf.abbreviations(&header).ok()?;
    let marks = |code| {
        abbreviations.get(code).map(|abbreviation| {
            abbreviation.attributes().iter().any(|attribute| attribute.name() == gimli::DW_AT_main_subprogram)
        })
    };
    if !(1..).map_while(marks).any(|marked| marked) {
        return None;
    }
    let unit = dwarf.unit(header).ok()?;
    let folder = unit.comp_dir.as_ref()?.to_string().ok()?;
    Some(normalize(folder))
}
