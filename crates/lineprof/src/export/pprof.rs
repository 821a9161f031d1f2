//! pprof's format, as `go tool pprof` and others read it.

use super::frames::thread_name;
use super::to_file;
use crate::{Error, Frame, Location, Profile};
use flate2::Compression;
use flate2::write::GzEncoder;
use pprof::protos::{self, Message as _};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::path::Path;

impl Profile {
    /// Writes pprof's format, compressed. An object counts as loaded at 0, so addresses are offsets in its file; that
    /// of a caller lies within its call. Whose samples they are is in the labels `thread` and `tid`.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_pprof(&self, path: &Path) -> Result<(), Error> {
        to_file(path, |out| write(self, out))
    }
}

fn write(profile: &Profile, out: impl Write) -> io::Result<()> {
    let mut out = GzEncoder::new(out, Compression::default());
    out.write_all(&Builder::new(profile).build().encode_to_vec())?;
    out.finish().map(drop)
}

/// A number that is small in every profile.
fn signed(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

struct Builder<'a> {
    profile: &'a Profile,
    out: protos::Profile,
    strings: HashMap<String, i64>,
    functions: HashMap<(u32, Option<u32>), u64>,
}

impl<'a> Builder<'a> {
    fn new(profile: &'a Profile) -> Self {
        let (strings, functions) = (HashMap::new(), HashMap::new());
        Self { profile, out: protos::Profile::default(), strings, functions }
    }

    fn build(mut self) -> protos::Profile {
        let recording = &self.profile.recording;
        self.string(""); // the format wants it first
        self.out.sample_type = vec![self.value_type("samples", "count"), self.value_type("cpu", "nanoseconds")];
        self.out.period_type = Some(self.value_type("cpu", "nanoseconds"));
        self.out.period = signed(recording.period_ns);
        self.out.duration_nanos = signed(recording.wall.as_nanos());
        self.out.default_sample_type = self.string("cpu");
        self.out.comment = vec![self.string(&recording.command), self.string(&recording.backend.to_string())];
        self.mappings();
        for (id, location) in (1..).zip(&self.profile.symbols.locations) {
            self.location(id, location);
        }
        self.samples();
        self.out
    }

    fn string(&mut self, text: &str) -> i64 {
        if let Some(&number) = self.strings.get(text) {
            return number;
        }
        let number = signed(self.out.string_table.len());
        self.out.string_table.push(text.to_owned());
        self.strings.insert(text.to_owned(), number);
        number
    }

    fn value_type(&mut self, what: &str, unit: &str) -> protos::ValueType {
        protos::ValueType { ty: self.string(what), unit: self.string(unit) }
    }

    /// One for each object, as large as the highest address in it asks.
    fn mappings(&mut self) {
        let profile = self.profile;
        for (object, id) in (0..).zip(1..).take(profile.recording.objects.len()) {
            let filename = self.string(&profile.recording.objects[object as usize].path.to_string_lossy());
            let within = || profile.symbols.locations.iter().filter(|location| location.pc.object == Some(object));
            let any = |has: fn(&Frame) -> bool| within().flat_map(|location| &location.frames).any(has);
            self.out.mapping.push(protos::Mapping {
                id,
                memory_limit: within().map(|location| location.pc.offset.saturating_add(1)).max().unwrap_or(0),
                filename,
                has_functions: any(|_| true),
                has_filenames: any(|frame| frame.file.is_some()),
                has_line_numbers: any(|frame| frame.line.is_some()),
                has_inline_frames: within().any(|location| location.frames.len() > 1),
                ..protos::Mapping::default()
            });
        }
    }

    fn location(&mut self, id: u64, location: &Location) {
        let line =
            |frame: &Frame| protos::Line { function_id: self.function(frame), line: frame.line.map_or(0, i64::from) };
        let line = location.frames.iter().map(line).collect();
        let mapping_id = location.pc.object.map_or(0, |object| u64::from(object) + 1);
        let address = location.pc.offset.saturating_sub(u64::from(!location.leaf));
        self.out.location.push(protos::Location { id, mapping_id, address, line, is_folded: false });
    }

    /// A function's number; it has one for each of the files its lines are in.
    fn function(&mut self, frame: &Frame) -> u64 {
        let key = (frame.function, frame.file);
        if let Some(&id) = self.functions.get(&key) {
            return id;
        }
        let symbols = &self.profile.symbols;
        let name = self.string(symbols.name(frame.function));
        let filename = frame.file.map_or(0, |file| self.string(&symbols.path(file).to_string_lossy()));
        let id = self.out.function.len() as u64 + 1;
        self.out.function.push(protos::Function { id, name, system_name: name, filename, start_line: 0 });
        self.functions.insert(key, id);
        id
    }

    /// One for each stack of each thread.
    fn samples(&mut self) {
        let profile = self.profile;
        let mut counts = BTreeMap::<(u16, u32), u64>::new();
        for sample in &profile.recording.samples {
            *counts.entry((sample.thread, sample.stack)).or_default() += u64::from(sample.weight);
        }
        let (key, number) = (self.string("thread"), self.string("tid"));
        for ((thread, stack), count) in counts {
            let tid = profile.recording.threads.get(usize::from(thread)).map_or(0, |thread| thread.tid);
            let name = self.string(&thread_name(profile, thread));
            let locations = profile.symbols.stacks.get(stack as usize);
            self.out.sample.push(protos::Sample {
                location_id: locations.into_iter().flatten().map(|&location| u64::from(location) + 1).collect(),
                value: vec![signed(count), signed(count.saturating_mul(profile.recording.period_ns))],
                label: vec![
                    protos::Label { key, str: name, ..protos::Label::default() },
                    protos::Label { key: number, num: i64::from(tid), ..protos::Label::default() },
                ],
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::made::made;
    use super::*;

    #[test]
    fn a_location_has_a_line_for_each_inlined_frame_innermost_first() {
        let out = Builder::new(&made()).build();
        let text = |number: i64| out.string_table[usize::try_from(number).unwrap()].as_str();
        let function = |id: u64| &out.function[usize::try_from(id).unwrap() - 1];
        let lines: Vec<_> = out.location[0]
            .line
            .iter()
            .map(|line| (text(function(line.function_id).name), text(function(line.function_id).filename), line.line))
            .collect();
        let expected = [("<f64 as Real>::add", "/src/real.rs", 11), ("kernels::step::<f64>", "/src/kernels.rs", 93)];
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_callers_address_lies_within_its_call() {
        let profile = made();
        let out = Builder::new(&profile).build();
        for (location, written) in profile.symbols.locations.iter().zip(&out.location) {
            assert_eq!(written.address, location.pc.offset - u64::from(!location.leaf));
        }
    }

    #[test]
    fn nothing_is_named_twice() {
        let out = Builder::new(&made()).build();
        let strings: std::collections::HashSet<_> = out.string_table.iter().collect();
        assert_eq!(strings.len(), out.string_table.len(), "{:?}", out.string_table);
        assert_eq!(out.string_table[0], "");
        assert_eq!(out.function.len(), 3);
    }
}
