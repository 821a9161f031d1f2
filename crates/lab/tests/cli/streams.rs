//! Standard output that takes nothing: a full disk is a failure that is said, a reader who has left is none.

use crate::lanelab::{Call, Folder, PROGRAM, lanelab};
use std::collections::BTreeSet;
use std::fs::File;

/// Calls, each as short as it can be.
const CALLS: [&str; 21] = [
    "--help",
    "-h",
    "--version",
    "help",
    "help counts",
    "run --help",
    "list",
    "lesson --step linspace --seconds 0.001",
    "verify",
    "counts --rung textbook --size 40x30",
    "counts --rung textbook --size 400x300 --out - --format npy",
    "counts --rung textbook --size 40x30 --out - --format csv",
    "counts --rung textbook --size 400x300 --out - --format png",
    "run --rung textbook --size 40x30 --seconds 0.001",
    "run --rung textbook --size 40x30 --seconds 0.001 --json -",
    "occupancy --size 40x30 --out .",
    "balance --size 40x30 --out a.png",
    "compare textbook components --size 40x30 --seconds 0.001",
    "peak",
    "profile textbook --size 40x30 --seconds 0.01 --out .",
    "",
];

const RECORDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../profiles/record");

/// All verbs, and the call without one, which writes its first line before it works.
fn calls() -> impl Iterator<Item = Call> {
    let history = lanelab("history --folder").word(RECORDS);
    let builds = lanelab("builds").word(PROGRAM).word(PROGRAM).words("components --size 9x9 --seconds 0.001");
    let serve = lanelab("serve textbook --size 9x9").after("exec <<'E'\nfill 1\nE\n:");
    CALLS.into_iter().map(lanelab).chain([history, builds, serve])
}

#[test]
fn every_verb_of_the_help_is_among_the_calls() {
    let ended = lanelab("--help").succeeds();
    let (_, verbs) = ended.text().split_once("\nCommands:\n").expect("a list of verbs");
    let (verbs, _) = verbs.split_once("\n\n").expect("an end of it");
    // What is indented further goes on with the line before it.
    let lines = verbs.lines().filter_map(|line| line.strip_prefix("  "));
    let verbs: Vec<_> = lines.filter_map(|line| line.split(' ').next().filter(|verb| !verb.is_empty())).collect();
    assert!(verbs.len() >= 13, "{verbs:?}");
    let called: BTreeSet<_> = calls().filter_map(|call| call.first_word()).collect();
    for verb in verbs {
        assert!(called.contains(verb), "give {verb} a call: {called:?}");
    }
}

#[test]
fn a_full_disk_as_standard_output_is_a_failure() {
    for call in calls() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        call.into(full).fails().saying(&["standard output", "No space left on device", "is the disk full"]);
    }
}

#[test]
fn a_reader_who_has_left_is_no_failure() {
    for call in calls() {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        call.into(writer).succeeds().quietly();
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    for call in ["list", "counts --rung textbook --size 2000x2000 --limit 2 --out - --format csv"] {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let running = lanelab(call).into(writer).start();
        let mut first = [0; 20];
        std::io::Read::read_exact(&mut reader, &mut first).unwrap();
        drop(reader);
        running.ends().exits_with(0).quietly();
    }
}

#[test]
fn standard_output_that_is_closed_is_no_failure() {
    for call in ["list", "counts --rung textbook --size 4x4 --out - --format npy", "--help"] {
        lanelab(call).after("exec >&-").succeeds().quietly();
    }
}

#[test]
fn standard_error_that_takes_nothing_changes_nothing() {
    for to in ["/dev/full", "/dev/null", "&-"] {
        let call = lanelab("counts --rung textbook --size 3x2 --out a.csv").after(&format!("exec 2>{to}"));
        assert_eq!(call.succeeds().leaving(&["a.csv"]).folder.read("a.csv"), b"1,2,8\n0,0,0\n");
        let call = lanelab("counts --rung textbook --size 0x3").after(&format!("exec 2>{to}"));
        call.ends().exits_with(2).leaving(&[]);
    }
}

#[test]
fn only_the_answer_is_on_standard_output() {
    let ended = lanelab("counts --rung textbook --size 3x2 --limit 9 --out - --format csv").succeeds().quietly();
    assert_eq!(ended.text(), "1,2,8\n0,0,0\n");
    let folder = Folder::new();
    let ended = lanelab("counts --rung textbook --size 3x2 --limit 9 --out a.csv").within(&folder).succeeds();
    assert_eq!(ended.quietly().text(), "");
    assert_eq!(folder.read("a.csv"), b"1,2,8\n0,0,0\n");
}
