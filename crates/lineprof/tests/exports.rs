//! Every export holds every sample, as other programs read it.

mod made;

use lineprof::export::Labels;
use lineprof::recording::Event;
use lineprof::{Error, Profile};
use made::{Made, made};
use serde_json::Value;
use std::fs;
use std::io::Read as _;
use std::path::Path;

fn written(write: impl FnOnce(&Path) -> Result<(), Error>) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("written");
    write(&path).expect("it is written");
    fs::read(&path).expect("it is there")
}

#[test]
fn folded_stacks_hold_every_sample() {
    for labels in [Labels::Functions, Labels::Lines] {
        let profile = made();
        let text = String::from_utf8(written(|path| profile.write_folded(path, labels))).unwrap();
        let counts = text.lines().map(|line| line.rsplit_once(' ').unwrap().1.parse::<u64>().unwrap());
        assert_eq!(counts.sum::<u64>(), profile.recording.total(), "{text}");
        assert_eq!(text, profile.folded(labels));
    }
}

/// A message in protobuf's wire format: the number or the bytes of each field.
#[derive(Debug)]
struct Message(Vec<(u64, u64, Vec<u8>)>);

fn varint(bytes: &mut &[u8]) -> u64 {
    let length = bytes.iter().position(|byte| byte & 0x80 == 0).expect("a number ends") + 1;
    let (number, rest) = bytes.split_at(length);
    *bytes = rest;
    number.iter().rev().fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f))
}

impl Message {
    fn read(mut bytes: &[u8]) -> Self {
        let mut fields = Vec::new();
        while !bytes.is_empty() {
            let (key, number) = (varint(&mut bytes), varint(&mut bytes));
            assert!(matches!(key & 7, 0 | 2), "wire type {}", key & 7);
            let length = if key & 7 == 2 { usize::try_from(number).expect("a length") } else { 0 };
            let (content, rest) = bytes.split_at(length);
            fields.push((key >> 3, number, content.to_vec()));
            bytes = rest;
        }
        Self(fields)
    }

    fn of(profile: &Profile) -> Self {
        let mut decoded = Vec::new();
        let bytes = written(|path| profile.write_pprof(path));
        flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut decoded).expect("gzip");
        Self::read(&decoded)
    }

    fn number(&self, field: u64) -> u64 {
        self.0.iter().find(|(of, ..)| *of == field).map_or(0, |(_, number, _)| *number)
    }

    fn all(&self, field: u64) -> impl Iterator<Item = &[u8]> {
        self.0.iter().filter(move |(of, ..)| *of == field).map(|(.., bytes)| bytes.as_slice())
    }

    fn messages(&self, field: u64) -> Vec<Self> {
        self.all(field).map(Self::read).collect()
    }

    fn packed(&self, field: u64) -> Vec<u64> {
        let mut bytes = self.all(field).next().unwrap_or_default();
        std::iter::from_fn(|| (!bytes.is_empty()).then(|| varint(&mut bytes))).collect()
    }

    fn text(&self, message: &Self, field: u64) -> &str {
        let index = usize::try_from(message.number(field)).expect("an index");
        std::str::from_utf8(self.all(6).nth(index).expect("it is in the table")).expect("UTF-8")
    }
}

#[test]
fn pprof_holds_every_sample_its_time_and_its_thread() {
    let read = Message::of(&made());
    let types: Vec<_> = read.messages(1).iter().map(|of| [read.text(of, 1), read.text(of, 2)].join(" in ")).collect();
    assert_eq!(types, ["samples in count", "cpu in nanoseconds"]);
    assert_eq!(read.number(12), 1_003_009, "the period");
    assert_eq!(read.number(10), 2_000_000_000, "the duration");
    let samples = read.messages(2);
    let sum = |of: usize| samples.iter().map(|sample| sample.packed(2)[of]).sum::<u64>();
    assert_eq!([sum(0), sum(1)], [19, 19 * 1_003_009]);
    let of_worker = |sample: &&Message| {
        sample.messages(3).iter().any(|label| read.text(label, 1) == "thread" && read.text(label, 2) == "worker")
    };
    assert_eq!(samples.iter().filter(of_worker).map(|sample| sample.packed(2)[0]).sum::<u64>(), 10);
}

#[test]
fn pprof_has_a_type_of_values_for_each_counter() {
    let mut with = Made::default();
    let stack: &[&[_]] = &[&[("main", "main.rs", 7)]];
    with.sample(stack, "main", 2);
    with.count(Event::Waiting, stack, "main", 500);
    with.count(Event::PageFaults, stack, "worker", 3);
    let read = Message::of(&with.profile());
    let types: Vec<_> = read.messages(1).iter().map(|of| [read.text(of, 1), read.text(of, 2)].join(" in ")).collect();
    assert_eq!(types[2..], ["waiting in nanoseconds", "page-faults in count"]);
    let values: Vec<_> = read.messages(2).iter().map(|sample| sample.packed(2)).collect();
    assert_eq!(values, [[2, 2 * 1_003_009, 500, 0], [0, 0, 0, 3]]);
}

#[test]
fn pprof_refers_only_to_what_it_defines() {
    let read = Message::of(&made());
    let texts: Vec<_> = read.all(6).collect();
    assert_eq!(texts[0], b"", "the first text is empty");
    assert_eq!(texts.iter().collect::<std::collections::HashSet<_>>().len(), texts.len(), "no text twice");
    let [mappings, locations, functions] = [3, 4, 5].map(|field| {
        let ids: Vec<u64> = read.messages(field).iter().map(|message| message.number(1)).collect();
        assert_eq!(ids, (1..=ids.len() as u64).collect::<Vec<_>>(), "the ids of field {field}");
        ids.len() as u64
    });
    assert_eq!(functions, 3);
    for location in read.messages(4) {
        assert!(location.number(2) <= mappings, "{location:?}");
        assert!(location.messages(4).iter().all(|line| (1..=functions).contains(&line.number(1))), "{location:?}");
    }
    for sample in read.messages(2) {
        let stack = sample.packed(1);
        assert!(!stack.is_empty(), "a sample without a stack vanishes: {sample:?}");
        assert!(stack.iter().all(|id| (1..=locations).contains(id)), "{sample:?}");
    }
}

#[test]
fn pprof_has_inlined_frames_innermost_first_and_addresses_within_calls() {
    let profile = made();
    let read = Message::of(&profile);
    let (locations, functions) = (read.messages(4), read.messages(5));
    let lines = locations[0].messages(4).into_iter().map(|line| {
        let function = &functions[usize::try_from(line.number(1)).unwrap() - 1];
        (read.text(function, 2), read.text(function, 4), line.number(2))
    });
    let expected = [("<f64 as Real>::add", "/src/real.rs", 11), ("kernels::step::<f64>", "/src/kernels.rs", 93)];
    assert_eq!(lines.collect::<Vec<_>>(), expected);
    for (location, written) in profile.symbols.locations.iter().zip(&locations) {
        assert_eq!(written.number(3), location.pc.offset - u64::from(!location.leaf));
    }
}

/// Checks a document by speedscope's schema and its text; returns the sum of all weights.
fn check_speedscope(document: &Value) -> Option<u64> {
    assert_eq!(document["$schema"], "https://www.speedscope.app/file-format-schema.json", "the schema");
    let frames = document["shared"]["frames"].as_array()?;
    for frame in frames {
        assert!(frame["name"].is_string() && frame.get("file").is_none_or(Value::is_string), "{frame}");
        assert!(frame.get("line").is_none_or(Value::is_u64), "{frame}");
    }
    let mut total = 0;
    for profile in document["profiles"].as_array()? {
        assert!(profile["type"] == "sampled" && profile["name"].is_string(), "{profile}");
        assert_eq!(profile["unit"], "nanoseconds", "{profile}");
        let (samples, weights) = (profile["samples"].as_array()?, profile["weights"].as_array()?);
        assert_eq!(samples.len(), weights.len(), "as many weights as samples");
        for frame in samples.iter().flat_map(|sample| sample.as_array().expect("a stack")) {
            assert!(frame.as_u64()? < frames.len() as u64, "frame {frame} exists");
        }
        let sum: u64 = weights.iter().filter_map(Value::as_u64).sum();
        assert_eq!(sum, profile["endValue"].as_u64()? - profile["startValue"].as_u64()?, "weights fill the time");
        total += sum;
    }
    Some(total)
}

fn speedscope(profile: &Profile) -> Value {
    serde_json::from_slice(&written(|path| profile.write_speedscope(path))).expect("JSON")
}

#[test]
fn speedscope_holds_every_sample() {
    let document = speedscope(&made());
    assert_eq!(check_speedscope(&document), Some(19 * 1_003_009));
    let threads: Vec<_> = document["profiles"].as_array().unwrap().iter().map(|of| &of["name"]).collect();
    assert_eq!(threads, ["main", "worker", "thread 102"]);
    let stack = document["profiles"][0]["samples"][0].as_array().unwrap().iter().map(|frame| {
        let frame = &document["shared"]["frames"][usize::try_from(frame.as_u64().unwrap()).unwrap()];
        (frame["name"].as_str().unwrap(), frame["line"].as_u64().unwrap())
    });
    let stack: Vec<_> = stack.collect();
    assert_eq!(stack, [("main", 7), ("kernels::step::<f64>", 93), ("<f64 as Real>::add", 11)], "outermost first");
    assert_eq!(check_speedscope(&speedscope(&Made::default().profile())), Some(0));
}

#[test]
fn profiles_are_read_as_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lineprof.json");
    for profile in [made(), Made::default().profile()] {
        profile.write_json(&path).unwrap();
        let read = Profile::read_json(&path).unwrap();
        assert_eq!(read, profile);
        assert_eq!(read.folded(Labels::Lines), profile.folded(Labels::Lines));
    }
}
