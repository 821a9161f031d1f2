//! pprof's format, as `go tool pprof` and others read it: the protobuf messages of `profile.proto`, gzipped.

use super::files::to_file;
use super::frames::thread_name;
use crate::recording::Event;
use crate::{Error, Frame, Location, Profile};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::path::Path;

impl Profile {
    /// Writes pprof's format, compressed. An object counts as loaded at 0, so addresses are offsets in its file; that
    /// of a caller lies within its call. Counters are further types of values. The labels `thread` and `tid` tell the thread of a sample.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_pprof(&self, path: &Path) -> Result<(), Error> {
        to_file(path, |out| {
            let mut out = GzEncoder::new(out, Compression::default());
            out.write_all(&encode(self))?;
            out.finish().map(drop)
        })
    }
}

/// A message in protobuf's wire format, which grows by fields with numbers.
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
    fn number(&mut self, field: u64, value: u64) {
        if value > 0 {
            self.varint(field << 3);
            self.varint(value);
        }
    }

    /// Adds a text or a message.
    fn bytes(&mut self, field: u64, bytes: &[u8]) {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
    }

    /// A message of numbers, by their fields.
    fn of<const N: usize>(numbers: [(u64, u64); N]) -> Self {
        let mut message = Self::default();
        numbers.into_iter().for_each(|(field, value)| message.number(field, value));
        message
    }

    fn packed(values: impl IntoIterator<Item = u64>) -> Self {
        let mut message = Self::default();
        values.into_iter().for_each(|value| message.varint(value));
        message
    }
}

/// The message `Profile`. Its fields may stand in any order: texts and functions are written at their first use.
struct Writer<'a> {
    profile: &'a Profile,
    out: Message,
    strings: HashMap<String, u64>,
    functions: HashMap<(u32, Option<u32>), u64>,
}

/// `Profile`: 1 sample types, 2 samples, 3 mappings, 4 locations, 5 functions, 6 texts, 10 duration, 11 period type,
/// 12 period, 13 comments, 14 default sample type.
fn encode(profile: &Profile) -> Vec<u8> {
    let (strings, functions) = (HashMap::new(), HashMap::new());
    let mut writer = Writer { profile, out: Message::default(), strings, functions };
    writer.string(""); // the format wants it first
    // `ValueType`: 1 type, 2 unit.
    let samples = Message::of([(1, writer.string("samples")), (2, writer.string("count"))]);
    let cpu = Message::of([(1, writer.string("cpu")), (2, writer.string("nanoseconds"))]);
    for (field, value_type) in [(1, &samples), (1, &cpu), (11, &cpu)] {
        writer.out.bytes(field, &value_type.0);
    }
    let recording = &profile.recording;
    for counter in &recording.counters {
        let unit = if counter.event == Event::Waiting { "nanoseconds" } else { "count" };
        let value_type = [(1, writer.string(&counter.event.to_string())), (2, writer.string(unit))];
        writer.out.bytes(1, &Message::of(value_type).0);
    }
    let comments = [recording.command.as_str(), &recording.backend.to_string()].map(|text| writer.string(text));
    let default = writer.string("cpu");
    let duration = u64::try_from(recording.wall.as_nanos()).unwrap_or(u64::MAX);
    for (field, value) in
        [(10, duration), (12, recording.period_ns), (13, comments[0]), (13, comments[1]), (14, default)]
    {
        writer.out.number(field, value);
    }
    writer.mappings();
    for (id, location) in (1..).zip(&profile.symbols.locations) {
        writer.location(id, location);
    }
    writer.samples();
    writer.out.0
}

impl Writer<'_> {
    fn string(&mut self, text: &str) -> u64 {
        if let Some(&number) = self.strings.get(text) {
            return number;
        }
        let number = self.strings.len() as u64;
        self.out.bytes(6, text.as_bytes());
        self.strings.insert(text.to_owned(), number);
        number
    }

    /// `Mapping`: 1 id, 3 memory limit, 5 file name, and whether it has 7 functions, 8 file names, 9 line numbers,
    /// 10 inlined frames. One for each object, up to the highest address in it.
    fn mappings(&mut self) {
        let profile = self.profile;
        for (number, object) in (0..).zip(&profile.recording.objects) {
            let within = || profile.symbols.locations.iter().filter(|location| location.pc.object == Some(number));
            let any = |has: fn(&Frame) -> bool| within().flat_map(|location| &location.frames).any(has).into();
            let mapping = Message::of([
                (1, u64::from(number) + 1),
                (3, within().map(|location| location.pc.offset.saturating_add(1)).max().unwrap_or(0)),
                (5, self.string(&object.path.to_string_lossy())),
                (7, any(|_| true)),
                (8, any(|frame| frame.file.is_some())),
                (9, any(|frame| frame.line.is_some())),
                (10, within().any(|location| location.frames.len() > 1).into()),
            ]);
            self.out.bytes(3, &mapping.0);
        }
    }

    /// `Location`: 1 id, 2 mapping, 3 address, 4 lines; `Line`: 1 function, 2 line.
    fn location(&mut self, id: u64, location: &Location) {
        let mapping = location.pc.object.map_or(0, |object| u64::from(object) + 1);
        let address = location.pc.offset.saturating_sub(u64::from(!location.leaf));
        let mut message = Message::of([(1, id), (2, mapping), (3, address)]);
        for frame in &location.frames {
            let line = Message::of([(1, self.function(frame)), (2, frame.line.map_or(0, u64::from))]);
            message.bytes(4, &line.0);
        }
        self.out.bytes(4, &message.0);
    }

    /// `Function`: 1 id, 2 name, 3 system name, 4 file name. A function has one for each of its files.
    fn function(&mut self, frame: &Frame) -> u64 {
        let key = (frame.function, frame.file);
        if let Some(&id) = self.functions.get(&key) {
            return id;
        }
        let symbols = &self.profile.symbols;
        let name = self.string(symbols.name(frame.function));
        let file = frame.file.map_or(0, |file| self.string(&symbols.path(file).to_string_lossy()));
        let id = self.functions.len() as u64 + 1;
        self.out.bytes(5, &Message::of([(1, id), (2, name), (3, name), (4, file)]).0);
        self.functions.insert(key, id);
        id
    }

    /// `Sample`: 1 locations, 2 values, 3 labels; `Label`: 1 key, 2 text, 3 number. One for each stack of each thread.
    fn samples(&mut self) {
        let profile = self.profile;
        let recording = &profile.recording;
        let mut all = BTreeMap::<(u16, u32), Vec<u64>>::new();
        let mut add = |at, column: usize, amount| {
            all.entry(at).or_insert_with(|| vec![0; 2 + recording.counters.len()])[column] += amount;
        };
        for sample in &recording.samples {
            let weight = u64::from(sample.weight);
            add((sample.thread, sample.stack), 0, weight);
            add((sample.thread, sample.stack), 1, weight.saturating_mul(recording.period_ns));
        }
        for (column, counter) in (2..).zip(&recording.counters) {
            counter.counts.iter().for_each(|of| add((of.thread, of.stack), column, of.amount));
        }
        for ((thread, stack), values) in all {
            let tid = profile.recording.threads.get(usize::from(thread)).map_or(0, |thread| thread.tid);
            let name = self.string(&thread_name(profile, thread));
            let locations = profile.symbols.stacks.get(stack as usize).into_iter().flatten();
            let locations = locations.map(|&location| u64::from(location) + 1);
            let mut sample = Message::default();
            sample.bytes(1, &Message::packed(locations).0);
            sample.bytes(2, &Message::packed(values).0);
            sample.bytes(3, &Message::of([(1, self.string("thread")), (2, name)]).0);
            sample.bytes(3, &Message::of([(1, self.string("tid")), (3, tid.into())]).0);
            self.out.bytes(2, &sample.0);
        }
    }
}
