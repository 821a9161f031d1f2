//! What counters counted, in the tables.

use crate::made::Made;
use lineprof::Profile;
use lineprof::recording::Event;
use serde_json::Value;

/// A program that computes on line 4, waits on line 5 in libc and on line 4, and touches pages on line 6.
fn counted() -> Profile {
    let mut made = Made::default();
    let main: &[_] = &[("main", "main.rs", 9)];
    let at = |line| [("work::run", "work.rs", line)];
    made.sample(&[&at(4), main], "main", 100);
    made.count(Event::Waiting, &[&[("/lib/libc.so.6", "", 0)], &at(5), main], "main", 30_000_000);
    made.count(Event::Waiting, &[&at(4), main], "worker", 10_000_000);
    made.count(Event::Instructions, &[&at(4), main], "main", 3000);
    made.count(Event::Cycles, &[&at(4), main], "main", 2000);
    made.count(Event::Cycles, &[&at(5), main], "main", 7);
    made.count(Event::PageFaults, &[&at(6), main], "main", 4000);
    made.profile()
}

#[test]
fn a_function_has_a_column_for_each_counter_and_instructions_per_cycle() {
    let lines = counted().lines();
    let table = lines.tables.iter().find(|table| table.function == "work::run").unwrap();
    let text = table.to_string();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    let row = |first: &str| rows.iter().find(|row| row.first() == Some(&first)).unwrap().clone();
    let heading = ["Line", "#", "Time", "ms", "Wait", "ms", "%", "Time", "%", "Self", "instructions", "cycles"];
    assert_eq!(row("Line"), [&heading[..], &["page-faults", "IPC", "Line", "Contents"]].concat(), "{text}");
    assert_eq!(row("4"), ["4", "100.3", "10.0", "100.0", "100.0", "3000", "2000", "1.50"], "{text}");
    assert_eq!(row("5"), ["5", "30.0", "7"], "{text}");
    assert_eq!(row("6"), ["6", "4000"], "{text}");
    for part in ["Wait ms: 40.0, 100.0 % of all\n", "page-faults: 4000, 100.0 % of all\n"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn lines_and_functions_are_listed_by_each_counter() {
    let profile = counted();
    let lines = profile.lines();
    let waits = lines.by_counter.iter().find(|counter| counter.event == Event::Waiting).unwrap();
    let found: Vec<_> = waits.hot.iter().map(|line| (line.line, line.own.samples, line.own.of)).collect();
    assert_eq!(found, [(Some(5), 30_000_000, 40_000_000), (Some(4), 10_000_000, 40_000_000)]);
    assert_eq!(waits.hot[0].via.as_ref().map(ToString::to_string).as_deref(), Some("via [libc.so.6]"));
    let text = lines.to_string();
    assert!(text.contains("  75.0           30.0  work.rs:5\n"), "{text}");
    assert!(text.contains(" 100.0           4000  work.rs:6\n"), "{text}");
    let functions = profile.functions();
    let run = functions.rows.iter().find(|row| row.name == "work::run").unwrap();
    let counts = functions.counters.iter().zip(run.counts.iter().map(|count| count.samples)).collect::<Vec<_>>();
    assert_eq!(counts[0], (&Event::Waiting, 40_000_000), "what is charged to it");
    assert!(functions.to_string().contains("Wait ms"), "{functions}");
}

#[test]
fn counters_are_kept_and_reported_as_json() {
    let profile = counted();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lineprof.json");
    profile.write_json(&path).unwrap();
    assert_eq!(Profile::read_json(&path).unwrap(), profile);
    let report: Value = serde_json::from_str(&lineprof::export::report_json(&profile).unwrap()).unwrap();
    let waiting = &report["counters"][0];
    assert_eq!((&waiting["event"], &waiting["total"]), (&"waiting".into(), &40_000_000.into()));
    assert_eq!((&waiting["lines"][0]["line"], &waiting["lines"][0]["self"]["share"]), (&5.into(), &0.75.into()));
    let of = |name| report["functions"].as_array().unwrap().iter().find(|function| function["name"] == name).unwrap();
    assert_eq!(of("work::run")["counts"]["page-faults"], 4000);
}

#[test]
fn profiles_of_versions_without_counters_are_read() {
    const NEW_OF_RECORDING: [&str; 3] = ["counters", "waits", "kernel"];
    const NEW_OF_CONFIG: [&str; 5] = ["events", "wall", "kernel", "duration", "hide_runtime"];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lineprof.json");
    let profile = counted();
    profile.write_json(&path).unwrap();
    let mut document: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let mut remove = |part: &str, fields: &[&str]| {
        let part = document["profile"][part].as_object_mut().unwrap();
        fields.iter().for_each(|field| drop(part.remove(*field)));
    };
    remove("recording", &NEW_OF_RECORDING);
    remove("config", &NEW_OF_CONFIG);
    std::fs::write(&path, document.to_string()).unwrap();
    let mut expected = profile;
    expected.recording.counters.clear();
    assert_eq!(Profile::read_json(&path).unwrap(), expected);
}
