//! pprof's format, as `go tool pprof` and others read it: the protobuf messages of `profile.proto`, gzipped.

use super::files::to_file;
use super::frames::thread_name;
use crate::{Error, Frame, Location, Profile};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::path::Path;

impl Profile {
    /// Writes pprof's format, compressed. An object counts as loaded at 0, so addresses are offsets in its file; that
    /// of a caller lies within its call. The labels `thread` and `tid` tell the thread of a sample.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_pprof(&self, path: &Path) -> Result<(), Error> {
        to_file(path, |out| {
            let mut out = GzEncoder::new(out, Compression::default());
            out.write_all(&Writer::new(self).write())?;
            out.finish().map(drop)
        })
    }
}

/// A message in protobuf's wire format, which grows by fields.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
    }

    /// Adds a number; 0 is the default, which the format leaves out.
    fn number(mut self, field: u64, value: u64) -> Self {
        if value > 0 {
            self.varint(field << 3);
            self.varint(value);
        }
        self
    }

    /// Adds a text or a message.
    fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
        self
    }

    /// Adds a list of numbers.
    fn numbers(self, field: u64, values: impl IntoIterator<Item = u64>) -> Self {
        let mut packed = Self::default();
        values.into_iter().for_each(|value| packed.varint(value));
        self.bytes(field, &packed.0)
    }
}

/// Fields of the message `Profile`.
const SAMPLE_TYPE: u64 = 1;
const SAMPLE: u64 = 2;
const MAPPING: u64 = 3;
const LOCATION: u64 = 4;
const FUNCTION: u64 = 5;
const STRING_TABLE: u64 = 6;
const DURATION_NANOS: u64 = 10;
const PERIOD_TYPE: u64 = 11;
const PERIOD: u64 = 12;
const COMMENT: u64 = 13;
const DEFAULT_SAMPLE_TYPE: u64 = 14;

/// Writes the message `Profile`, whose fields may stand in any order: texts and functions are written when first used.
struct Writer<'a> {
    profile: &'a Profile,
    out: Message,
    strings: HashMap<String, u64>,
    functions: HashMap<(u32, Option<u32>), u64>,
}

impl<'a> Writer<'a> {
    fn new(profile: &'a Profile) -> Self {
        Self { profile, out: Message::default(), strings: HashMap::new(), functions: HashMap::new() }
    }

    fn add(&mut self, field: u64, message: &Message) {
        self.out = std::mem::take(&mut self.out).bytes(field, &message.0);
    }

    fn add_number(&mut self, field: u64, value: u64) {
        self.out = std::mem::take(&mut self.out).number(field, value);
    }

    fn write(mut self) -> Vec<u8> {
        let recording = &self.profile.recording;
        self.string(""); // the format wants it first
        let samples = self.value_type("samples", "count");
        self.add(SAMPLE_TYPE, &samples);
        let cpu = self.value_type("cpu", "nanoseconds");
        self.add(SAMPLE_TYPE, &cpu);
        self.add(PERIOD_TYPE, &cpu);
        self.add_number(PERIOD, recording.period_ns);
        self.add_number(DURATION_NANOS, u64::try_from(recording.wall.as_nanos()).unwrap_or(u64::MAX));
        let default = self.string("cpu");
        self.add_number(DEFAULT_SAMPLE_TYPE, default);
        for comment in [recording.command.clone(), recording.backend.to_string()] {
            let comment = self.string(&comment);
            self.add_number(COMMENT, comment);
        }
        self.mappings();
        for (id, location) in (1..).zip(&self.profile.symbols.locations) {
            self.location(id, location);
        }
        self.samples();
        self.out.0
    }

    /// The index of a text in the table.
    fn string(&mut self, text: &str) -> u64 {
        if let Some(&number) = self.strings.get(text) {
            return number;
        }
        let number = self.strings.len() as u64;
        self.out = std::mem::take(&mut self.out).bytes(STRING_TABLE, text.as_bytes());
        self.strings.insert(text.to_owned(), number);
        number
    }

    /// `ValueType`: type, unit.
    fn value_type(&mut self, what: &str, unit: &str) -> Message {
        Message::default().number(1, self.string(what)).number(2, self.string(unit))
    }

    /// `Mapping`: id, memory start, memory limit, file offset, file name, build id, and whether its locations have
    /// functions, file names, line numbers, inlined frames. One for each object, up to the highest address in it.
    fn mappings(&mut self) {
        let profile = self.profile;
        for (number, object) in (0..).zip(&profile.recording.objects) {
            let within = || profile.symbols.locations.iter().filter(|location| location.pc.object == Some(number));
            let any = |has: fn(&Frame) -> bool| within().flat_map(|location| &location.frames).any(has);
            let limit = within().map(|location| location.pc.offset.saturating_add(1)).max().unwrap_or(0);
            let mapping = Message::default()
                .number(1, u64::from(number) + 1)
                .number(3, limit)
                .number(5, self.string(&object.path.to_string_lossy()))
                .number(7, any(|_| true).into())
                .number(8, any(|frame| frame.file.is_some()).into())
                .number(9, any(|frame| frame.line.is_some()).into())
                .number(10, within().any(|location| location.frames.len() > 1).into());
            self.add(MAPPING, &mapping);
        }
    }

    /// `Location`: id, mapping, address, lines; `Line`: function, line.
    fn location(&mut self, id: u64, location: &Location) {
        let mapping = location.pc.object.map_or(0, |object| u64::from(object) + 1);
        let address = location.pc.offset.saturating_sub(u64::from(!location.leaf));
        let mut message = Message::default().number(1, id).number(2, mapping).number(3, address);
        for frame in &location.frames {
            let line = Message::default().number(1, self.function(frame)).number(2, frame.line.map_or(0, u64::from));
            message = message.bytes(4, &line.0);
        }
        self.add(LOCATION, &message);
    }

    /// `Function`: id, name, system name, file name. A function has one for each of its files.
    fn function(&mut self, frame: &Frame) -> u64 {
        let key = (frame.function, frame.file);
        if let Some(&id) = self.functions.get(&key) {
            return id;
        }
        let symbols = &self.profile.symbols;
        let name = self.string(symbols.name(frame.function));
        let file = frame.file.map_or(0, |file| self.string(&symbols.path(file).to_string_lossy()));
        let id = self.functions.len() as u64 + 1;
        self.add(FUNCTION, &Message::default().number(1, id).number(2, name).number(3, name).number(4, file));
        self.functions.insert(key, id);
        id
    }

    /// `Sample`: locations, values, labels; `Label`: key, text, number. One for each stack of each thread.
    fn samples(&mut self) {
        let profile = self.profile;
        let mut counts = BTreeMap::<(u16, u32), u64>::new();
        for sample in &profile.recording.samples {
            *counts.entry((sample.thread, sample.stack)).or_default() += u64::from(sample.weight);
        }
        let (thread_key, tid_key) = (self.string("thread"), self.string("tid"));
        for ((thread, stack), count) in counts {
            let tid = profile.recording.threads.get(usize::from(thread)).map_or(0, |thread| thread.tid);
            let name = Message::default().number(1, thread_key).number(2, self.string(&thread_name(profile, thread)));
            let tid = Message::default().number(1, tid_key).number(3, tid.into());
            let locations = profile.symbols.stacks.get(stack as usize).into_iter().flatten();
            let sample = Message::default()
                .numbers(1, locations.map(|&location| u64::from(location) + 1))
                .numbers(2, [count, count.saturating_mul(profile.recording.period_ns)])
                .bytes(3, &name.0)
                .bytes(3, &tid.0);
            self.add(SAMPLE, &sample);
        }
    }
}
