//! What is written for other programs holds every sample, as those programs would read it.

mod made;

use lineprof::export::{Labels, Shape, write_diff};
use lineprof::{Error, Profile};
use made::{Made, made};
use serde_json::{Value, json};
use std::path::Path;
use std::{fs, io::Read as _};

/// What is in the file that is written.
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

#[test]
fn flame_graphs_hold_every_sample() {
    let profile = made();
    for shape in [Shape::Flames, Shape::Icicles] {
        let svg = written(|path| profile.write_flamegraph(path, shape, Labels::Lines));
        let svg = String::from_utf8(svg).unwrap();
        assert!(svg.contains(r#"total_samples="19""#), "{svg}");
        let svg = String::from_utf8(written(|path| write_diff(path, &profile, &profile, shape))).unwrap();
        assert!(svg.contains(r#"total_samples="19""#), "{svg}");
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod pprof_format {
    use super::*;
    use flate2::read::GzDecoder;
    use pprof::protos::{self, Message as _};

    fn read(bytes: &[u8]) -> protos::Profile {
        let mut decoded = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut decoded).expect("gzip");
        protos::Profile::decode(decoded.as_slice()).expect("pprof's format")
    }

    fn text(read: &protos::Profile, number: i64) -> &str {
        &read.string_table[usize::try_from(number).expect("no string has a negative number")]
    }

    #[test]
    fn it_holds_every_sample_and_its_time() {
        let profile = made();
        let read = read(&written(|path| profile.write_pprof(path)));
        let sum = |of: usize| read.sample.iter().map(|sample| sample.value[of]).sum::<i64>();
        let types: Vec<_> = read.sample_type.iter().map(|of| (text(&read, of.ty), text(&read, of.unit))).collect();
        assert_eq!(types, [("samples", "count"), ("cpu", "nanoseconds")]);
        assert_eq!(sum(0), 19);
        assert_eq!(sum(1), 19 * 1_003_009);
        assert_eq!(read.period, 1_003_009);
    }

    #[test]
    fn every_number_in_it_stands_for_something() {
        let read = read(&written(|path| made().write_pprof(path)));
        let ids = |ids: Vec<u64>| assert_eq!(ids, (1..=ids.len() as u64).collect::<Vec<_>>());
        ids(read.mapping.iter().map(|mapping| mapping.id).collect());
        ids(read.location.iter().map(|location| location.id).collect());
        ids(read.function.iter().map(|function| function.id).collect());
        let known = |id: u64, count: usize| (1..=count as u64).contains(&id);
        for location in &read.location {
            assert!(location.mapping_id == 0 || known(location.mapping_id, read.mapping.len()), "{location:?}");
            for line in &location.line {
                assert!(known(line.function_id, read.function.len()), "{line:?}");
            }
        }
        for sample in &read.sample {
            assert!(!sample.location_id.is_empty(), "a sample without a stack vanishes: {sample:?}");
            assert!(sample.location_id.iter().all(|&id| known(id, read.location.len())), "{sample:?}");
        }
    }

    #[test]
    fn threads_are_labels() {
        let read = read(&written(|path| made().write_pprof(path)));
        let of_worker = |sample: &&protos::Sample| {
            sample.label.iter().any(|label| text(&read, label.key) == "thread" && text(&read, label.str) == "worker")
        };
        assert_eq!(read.sample.iter().filter(of_worker).map(|sample| sample.value[0]).sum::<i64>(), 10);
    }
}

/// What the published schema of speedscope asks for, and what its text does.
fn check_speedscope(document: &Value) -> Result<u64, String> {
    let ask = |holds: bool, what: &str| if holds { Ok(()) } else { Err(what.to_owned()) };
    let schema = "https://www.speedscope.app/file-format-schema.json";
    ask(document["$schema"] == schema, "$schema")?;
    let frames = document["shared"]["frames"].as_array().ok_or("shared.frames")?;
    for frame in frames {
        ask(frame["name"].is_string(), "a frame's name")?;
        ask(frame.get("file").is_none_or(Value::is_string), "a frame's file")?;
        ask(frame.get("line").is_none_or(Value::is_u64), "a frame's line")?;
    }
    let mut total = 0;
    for profile in document["profiles"].as_array().ok_or("profiles")? {
        ask(profile["type"] == "sampled", "type")?;
        ask(profile["name"].is_string(), "name")?;
        ask(profile["unit"] == "nanoseconds", "unit")?;
        let samples = profile["samples"].as_array().ok_or("samples")?;
        let weights = profile["weights"].as_array().ok_or("weights")?;
        ask(samples.len() == weights.len(), "as many weights as samples")?;
        for frame in samples.iter().map(|sample| sample.as_array().ok_or("a sample")) {
            let known = |frame: &Value| frame.as_u64().is_some_and(|frame| frame < frames.len() as u64);
            ask(frame?.iter().all(known), "a frame that there is")?;
        }
        let sum: u64 = weights.iter().filter_map(Value::as_u64).sum();
        let start = profile["startValue"].as_u64().ok_or("startValue")?;
        let end = profile["endValue"].as_u64().ok_or("endValue")?;
        ask(sum == end - start, "weights that fill the time")?;
        total += sum;
    }
    Ok(total)
}

fn speedscope(profile: &Profile) -> Value {
    serde_json::from_slice(&written(|path| profile.write_speedscope(path))).expect("JSON")
}

#[test]
fn speedscope_holds_every_sample() {
    let document = speedscope(&made());
    assert_eq!(check_speedscope(&document), Ok(19 * 1_003_009));
    let threads: Vec<_> = document["profiles"].as_array().unwrap().iter().map(|of| &of["name"]).collect();
    assert_eq!(threads, ["main", "worker", "thread 102"]);
    assert_eq!(check_speedscope(&speedscope(&Made::default().profile())), Ok(0));
}

#[test]
fn speedscope_with_a_fault_is_seen() {
    let faults: [(&str, Value, &str); 6] = [
        ("/$schema", json!("other"), "$schema"),
        ("/shared/frames/0/name", json!(1), "a frame's name"),
        ("/profiles/0/samples/0/0", json!(99), "a frame that there is"),
        ("/profiles/0/weights/0", json!(1), "weights that fill the time"),
        ("/profiles/1/endValue", json!(1_003_009), "weights that fill the time"),
        ("/profiles/1/weights", json!([]), "as many weights as samples"),
    ];
    for (at, fault, seen) in faults {
        let mut document = speedscope(&made());
        *document.pointer_mut(at).unwrap() = fault;
        assert_eq!(check_speedscope(&document), Err(seen.to_owned()), "{at}");
    }
}

#[test]
fn a_profile_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lineprof.json");
    for profile in [made(), Made::default().profile()] {
        profile.write_json(&path).unwrap();
        let read = Profile::read_json(&path).unwrap();
        assert_eq!(read, profile);
        assert_eq!(read.folded(Labels::Lines), profile.folded(Labels::Lines));
    }
}

#[test]
fn what_is_no_profile_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.json");
    fs::write(&path, r#"{"schema":"lineprof.profile/9","profile":{}}"#).unwrap();
    let error = Profile::read_json(&path).unwrap_err();
    assert!(matches!(error, Error::Format { .. }), "{error:?}");
    let text = error.to_string();
    for part in ["other.json is not a lineprof profile", r#""lineprof.profile/9""#] {
        assert!(text.contains(part), "{text}");
    }
    let missing = Profile::read_json(&folder.path().join("missing.json")).unwrap_err();
    assert!(matches!(missing, Error::File { .. }), "{missing:?}");
    let nowhere = made().write_json(&folder.path().join("no/folder.json")).unwrap_err();
    assert!(nowhere.to_string().contains("no/folder.json"), "{nowhere}");
}
