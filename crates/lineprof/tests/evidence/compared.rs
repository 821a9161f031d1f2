//! `diff` and JSON, on profiles made by hand.

use crate::made::{Made, made};
use crate::{lineprof, printed, skip, with_text};
use lineprof::Profile;
use lineprof::evidence::Code;
use lineprof::export::report_json;
use lineprof::recording::{Count, Counter, Event};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

/// A line that moves from 2 to 4 and takes this many samples, and one that stays.
fn stepping(at: u32, samples: u16) -> Profile {
    let mut made = Made::default();
    made.sample(&[&[("app::step", "app.rs", at)], &[("app::main", "app.rs", 1)]], "main", samples);
    made.sample(&[&[("app::save", "app.rs", 6)], &[("app::main", "app.rs", 1)]], "main", 500);
    let lines: Vec<&str> = (1..=6).map(|line| if line == at { "x += step(x);" } else { "other();" }).collect();
    with_text(made.profile(), "app.rs", &lines)
}

fn written(profiles: &[(&str, Profile)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be created");
    for (name, profile) in profiles {
        profile.write_json(&folder.path().join(name)).expect("it can be written");
    }
    folder
}

#[test]
fn a_moved_line_is_the_same_line_and_its_change_has_an_interval() {
    let changes = stepping(2, 1000).changes_to(&stepping(4, 2000));
    let found: Vec<_> = changes.lines.iter().map(|line| (line.line, line.samples)).collect();
    assert_eq!(found, [([Some(2), Some(4)], [1000, 2000]), ([Some(6), Some(6)], [500, 500])]);
    assert!(changes.lines[0].change_seconds.is_distinguishable());
    assert!(!changes.lines[1].change_seconds.is_distinguishable(), "not in seconds");
    assert!(changes.lines[1].change_share.is_distinguishable(), "but in its share");
    let text = changes.to_string();
    assert!(text.contains("app.rs:4 (before: 2)") && text.contains("≈ app.rs:6"), "{text}");
}

#[test]
fn functions_of_others_are_compared_where_time_is_charged_to_them() {
    let profile = |samples| {
        let mut made = Made::default();
        let start: &[_] = &[("rt::start", "/dep/rt.rs", 1)];
        made.sample(&[&[("rt::call", "/dep/rt.rs", 2)], &[("app::main", "app.rs", 1)], start], "main", samples);
        made.sample(&[&[("rt::idle", "/dep/rt.rs", 3)], start], "main", 2 * samples);
        made.profile()
    };
    let changes = profile(100).changes_to(&profile(300));
    let names: Vec<_> = changes.functions.iter().map(|function| (&*function.name, function.samples)).collect();
    assert_eq!(names, [("rt::idle", [200, 600]), ("app::main", [100, 300])]);
}

#[test]
fn functions_of_others_are_the_same_whatever_the_number_of_instances() {
    let profile = |types: &[&str]| {
        let mut made = Made::default();
        for number in types {
            made.sample(&[&[(&format!("rt::sum::<{number}>"), "/dep/rt.rs", 1)]], "main", 100);
        }
        made.profile()
    };
    let changes = profile(&["f32"]).changes_to(&profile(&["f32", "f64"]));
    assert_eq!(changes.lines.iter().map(|line| line.samples).collect::<Vec<_>>(), [[100, 200]]);
}

#[test]
fn lines_without_samples_in_one_profile_keep_their_number() {
    let (before, after) = (stepping(2, 1000), made());
    let text = before.changes_to(&after).to_string() + &after.changes_to(&before).to_string();
    assert!(text.contains("app.rs:2 (no samples after)") && text.contains("app.rs:2 (no samples before)"), "{text}");
}

#[test]
fn fail_above_fails_only_where_the_whole_interval_is_above() {
    let folder =
        written(&[("a.json", stepping(2, 1000)), ("b.json", stepping(4, 1100)), ("c.json", stepping(4, 2000))]);
    let code = |arguments: &[&str]| {
        let output = lineprof(folder.path(), &[&["diff"], arguments].concat());
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for (arguments, expected) in [
        (&["a.json", "c.json"][..], 0),
        (&["a.json", "a.json", "--fail-above", "0"], 0),
        (&["a.json", "b.json", "--fail-above", "0"], 1), // 100 ± 90 of 1500
        (&["a.json", "b.json", "--fail-above", "5"], 0),
        (&["a.json", "c.json", "--fail-above", "50"], 1),
        (&["a.json", "c.json", "--fail-above", "70"], 0),
        (&["c.json", "a.json", "--fail-above", "0"], 0), // faster
        (&["a.json", "c.json", "--fail-above", "-1"], 2),
        (&["a.json", "c.json", "--fail-above", "much"], 2),
        (&["a.json", "gone.json", "--fail-above", "1"], 1),
        (&["a.json", "b.json", "--out", "gone/diff.svg"], 1),
    ] {
        let (found, text) = code(arguments);
        assert_eq!(found, Some(expected), "{arguments:?}: {text}");
    }
    let (_, text) = code(&["a.json", "c.json", "--fail-above", "50"]);
    assert!(text.contains("grown by more than 50 % of the total before: app.rs:4 (before: 2), +1.0"), "{text}");
}

/// The structure of a document: its keys, and of lists what they hold.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), shape(value))).collect(),
        Value::Array(items) => Value::Array(items.iter().map(shape).take(1).collect()),
        Value::String(_) => "text".into(),
        Value::Number(_) => "number".into(),
        other => other.clone(),
    }
}

/// The documented examples.
fn examples() -> Vec<Value> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/JSON.md")).expect("it is there");
    let blocks = text.split("```json\n").skip(1).map(|rest| rest.split("```").next().expect("the text before"));
    blocks.map(|block| serde_json::from_str(block).expect("JSON")).collect()
}

/// Gives all functions of a made profile the code of a loop over vectors of 256 bits.
fn with_code(mut profile: Profile) -> Profile {
    let vaddps = [0xc5, 0xf4, 0x58, 0xc2];
    let bytes = [&vaddps.repeat(7)[..], &[0xeb, 0xe2]].concat();
    let functions = 0..u32::try_from(profile.symbols.functions.len()).expect("few functions");
    let code = |function| Code { object: 0, function, offset: 0x1000, address: 0, bytes: bytes.clone(), lines: vec![] };
    profile.evidence.code = functions.map(code).collect();
    profile
}

#[test]
fn json_is_as_documented() {
    if !cfg!(target_arch = "x86_64") {
        return skip("JSON of vectors: they are known on x86-64 only");
    }
    let mut made = with_code(made());
    let counts = vec![Count { time_ns: 0, stack: 2, thread: 1, amount: 4000 }];
    made.recording.counters = vec![Counter { event: Event::PageFaults, total: 4080, counts }];
    let folder = written(&[("a.json", stepping(2, 1000)), ("b.json", stepping(4, 2000)), ("made.json", made)]);
    let [report, diff] = examples().try_into().expect("two examples");
    let parsed =
        |arguments: &[&str]| -> Value { serde_json::from_str(&printed(folder.path(), arguments)).expect("JSON") };
    let printed = parsed(&["report", "--json", "made.json"]);
    let mut shown = printed.clone();
    let lines = shown["lines"].as_array_mut().expect("a list");
    let is_vector = |line: &&Value| !line["vectors"]["widest_bits"].is_null();
    let vectors = lines.iter().find(is_vector).expect("one is on vectors")["vectors"].clone();
    lines.retain(|line| !line["via"].is_null());
    lines[0]["vectors"] = vectors;
    assert_eq!(shape(&shown), shape(&report));
    assert_eq!(printed["schema"], report["schema"]);
    let sum = |list: &Value| -> u64 {
        list.as_array().expect("a list").iter().filter_map(|row| row["self"]["samples"].as_u64()).sum()
    };
    assert_eq!([19, 19], [sum(&printed["lines"]), sum(&printed["functions"])], "all samples");
    let printed = parsed(&["diff", "--json", "a.json", "b.json"]);
    assert_eq!(shape(&printed), shape(&diff));
    assert_eq!(printed["lines"][0]["line"], serde_json::json!([2, 4]));
}

#[test]
fn json_does_not_depend_on_the_machine() {
    let mut report: Value = serde_json::from_str(&report_json(&made()).expect("it is JSON")).expect("it is JSON");
    // These are for people, and name files here.
    report["warnings"] = Value::Null;
    let text = report.to_string();
    assert!(!text.contains("/opt/") && !text.contains("/src/"), "no whole path: {text}");
}
